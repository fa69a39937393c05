import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

const CACHE = join(import.meta.dir, '../../.cache/e2e')

/** Length of the test card, ms. */
export const TEST_CARD_MS = 180_000

/** Length of a piece of the HLS film, s; each begins with a keyframe. */
const PIECE_SECONDS = 2
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-profile:v', 'baseline', '-pix_fmt', 'yuv420p']
const BITRATE = ['-b:v', '500k', '-maxrate', '500k', '-bufsize', '500k', '-g', '50']

/** Makes the test card once and keeps it. Returns its path. */
export async function testCard(): Promise<string> {
  const path = join(CACHE, 'test-card.mp4')
  if (await Bun.file(path).exists()) return path
  await mkdir(CACHE, { recursive: true })
  const seconds = TEST_CARD_MS / 1_000
  const clock =
    "drawtext=text='%{pts\\:hms}':fontsize=64:fontcolor=white:box=1:boxcolor=black@0.6:boxborderw=14:x=(w-tw)/2:y=(h-th)/2"
  // Each second begins with a beep of 60 ms.
  const beep = `aevalsrc='0.2*lt(mod(t,1),0.06)*sin(880*2*PI*t)':s=44100:d=${seconds}`
  // A name of its own until it is whole: two runs may make it at once, and half a film must never be found.
  const draft = join(CACHE, `test-card.${process.pid}.mp4`)
  await ffmpeg([
    ...['-f', 'lavfi', '-i', `testsrc=s=640x360:r=25:d=${seconds}`, '-f', 'lavfi', '-i', beep],
    ...['-vf', clock, ...H264, ...BITRATE],
    ...['-c:a', 'aac', '-b:a', '64k', '-movflags', '+faststart', draft],
  ])
  await rename(draft, path)
  return path
}

/** The test card as HLS, made once and kept. Returns its folder, in which `index.m3u8` is the playlist. */
export async function testCardInPieces(): Promise<string> {
  const folder = join(CACHE, 'test-card-hls')
  if (await Bun.file(join(folder, 'index.m3u8')).exists()) return folder
  const draft = `${folder}.${process.pid}`
  await mkdir(draft, { recursive: true })
  await ffmpeg([
    ...['-i', await testCard(), ...H264, ...BITRATE, '-c:a', 'copy'],
    ...['-sc_threshold', '0', '-force_key_frames', `expr:gte(t,n_forced*${PIECE_SECONDS})`],
    ...['-f', 'hls', '-hls_time', String(PIECE_SECONDS), '-hls_playlist_type', 'vod'],
    ...['-hls_segment_filename', join(draft, 'piece%03d.ts'), join(draft, 'index.m3u8')],
  ])
  await rename(draft, folder).catch(async (fault: unknown) => {
    // Another run was quicker: what it made is as good.
    if (!(await Bun.file(join(folder, 'index.m3u8')).exists())) throw fault
    await rm(draft, { recursive: true })
  })
  return folder
}

async function ffmpeg(options: readonly string[]): Promise<void> {
  const run = Bun.spawn(['ffmpeg', '-v', 'error', '-y', ...options], { stderr: 'pipe' })
  const [code, words] = await Promise.all([run.exited, new Response(run.stderr).text()])
  if (code !== 0) throw new Error(`ffmpeg could not make the test card: ${words}`)
}
