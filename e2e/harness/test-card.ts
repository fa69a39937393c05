import { existsSync } from 'node:fs'
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
export function testCard(): Promise<string> {
  // Several ask at once, and would take each other's draft away.
  theCard ??= makeCard()
  return theCard
}

let theCard: Promise<string> | null = null

async function makeCard(): Promise<string> {
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

/** The beginning of the test card as a file, made once and kept. Returns its path. */
export const cardOf = (seconds: number): Promise<string> =>
  kept(`card-${seconds}.mp4`, async (draft) =>
    ffmpeg([
      '-i',
      await testCard(),
      '-t',
      String(seconds),
      '-c',
      'copy',
      '-movflags',
      '+faststart',
      '-f',
      'mp4',
      draft,
    ]),
  )

const KEYS = ['-sc_threshold', '0', '-force_key_frames', `expr:gte(t,n_forced*${PIECE_SECONDS})`]

/** The same picture at half the height, for weak lines. */
const LOW = [
  '-vf',
  'scale=320:180',
  '-c:v',
  'libx264',
  '-preset',
  'ultrafast',
  '-profile:v',
  'baseline',
  '-b:v',
  '150k',
]
/** A sound that nobody takes for the card's own. */
const hum = (seconds: number): string[] => [
  ...['-f', 'lavfi', '-i'],
  `sine=frequency=330:sample_rate=44100:duration=${seconds}`,
]

/**
 * The test card as DASH in two heights, with two sounds. Returns its folder, in which `index.mpd` is the
 * manifest.
 */
export const cardInDash = (seconds: number): Promise<string> =>
  kept(`card-dash-choices-${seconds}`, async (draft) => {
    await mkdir(draft, { recursive: true })
    await ffmpeg([
      ...[
        '-i',
        await testCard(),
        ...hum(seconds),
        ...['-map', '0:v', '-map', '0:v', '-map', '0:a', '-map', '1:a', '-t', String(seconds)],
        ...[...H264, ...KEYS, '-g', '50', '-b:v:0', '500k', '-s:v:1', '320x180', '-b:v:1', '150k'],
        ...['-c:a', 'aac', '-b:a', '64k', '-metadata:s:a:0', 'language=eng', '-metadata:s:a:1', 'language=rus'],
        ...['-adaptation_sets', 'id=0,streams=v id=1,streams=2 id=2,streams=3'],
      ],
      ...['-f', 'dash', '-seg_duration', String(PIECE_SECONDS), '-use_template', '1', '-use_timeline', '1'],
      join(draft, 'index.mpd'),
    ])
  })

/** A minute of the test card as HLS in two heights, with two sounds and subtitles. Returns its folder, in which `index.m3u8` is the list. */
export const cardWithTracks = (): Promise<string> =>
  kept('card-choices', async (draft) => {
    await mkdir(draft, { recursive: true })
    const pieces = (name: string): string[] => [
      ...['-t', '60', '-f', 'hls', '-hls_time', String(PIECE_SECONDS), '-hls_playlist_type', 'vod'],
      ...['-hls_segment_filename', join(draft, `${name}%03d.ts`), join(draft, `${name}.m3u8`)],
    ]
    const card = await testCard()
    await ffmpeg(['-i', card, '-map', '0:v', ...H264, ...BITRATE, ...KEYS, ...pieces('video')])
    await ffmpeg(['-i', card, '-map', '0:a', '-c:a', 'copy', ...pieces('en')])
    await ffmpeg(['-i', card, '-map', '0:v', ...LOW, '-pix_fmt', 'yuv420p', ...KEYS, ...pieces('low')])
    await ffmpeg([...hum(60), '-c:a', 'aac', '-b:a', '64k', ...pieces('ru')])
    await Bun.write(join(draft, 'words.vtt'), 'WEBVTT\n\n00:00.000 --> 00:59.000\nTest card\n')
    const words = ['#EXTM3U', '#EXT-X-VERSION:3', '#EXT-X-TARGETDURATION:60', '#EXT-X-PLAYLIST-TYPE:VOD']
    await Bun.write(join(draft, 'words.m3u8'), [...words, '#EXTINF:60,', 'words.vtt', '#EXT-X-ENDLIST', ''].join('\n'))
    const sound = (language: string, first: boolean) =>
      `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="${language}",LANGUAGE="${language}",AUTOSELECT=YES,DEFAULT=${first ? 'YES' : 'NO'},URI="${language}.m3u8"`
    const list = [
      '#EXTM3U',
      sound('en', true),
      sound('ru', false),
      '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",LANGUAGE="en",AUTOSELECT=YES,DEFAULT=NO,URI="words.m3u8"',
      '#EXT-X-STREAM-INF:BANDWIDTH=700000,CODECS="avc1.42c01e,mp4a.40.2",RESOLUTION=640x360,AUDIO="a",SUBTITLES="s"',
      'video.m3u8',
      '#EXT-X-STREAM-INF:BANDWIDTH=250000,CODECS="avc1.42c01e,mp4a.40.2",RESOLUTION=320x180,AUDIO="a",SUBTITLES="s"',
      'low.m3u8',
      '',
    ]
    await Bun.write(join(draft, 'index.m3u8'), list.join('\n'))
  })

export interface Broadcast {
  readonly folder: string
  /** It is over, as its list says: what is there can still be played. */
  end(): Promise<void>
  /** It breaks off, and nothing is left of it. */
  stop(): Promise<void>
}

/** A broadcast in HLS that goes on until it is stopped: of its pieces, a second each, only so many are in the list. */
export async function broadcast(pieces = 8): Promise<Broadcast> {
  const folder = join(CACHE, `broadcast.${process.pid}.${pieces}`)
  await mkdir(folder, { recursive: true })
  const source = ['-re', '-stream_loop', '-1', '-i', await cardOf(60)]
  const list = ['-hls_time', '1', '-hls_list_size', String(pieces), '-hls_flags', 'delete_segments+program_date_time']
  const run = Bun.spawn(
    [
      'ffmpeg',
      '-v',
      'error',
      '-y',
      ...source,
      ...H264,
      ...BITRATE,
      '-force_key_frames',
      'expr:gte(t,n_forced*1)',
    ].concat(['-c:a', 'copy', '-f', 'hls', ...list, join(folder, 'index.m3u8')]),
    { stdout: 'ignore', stderr: 'ignore', stdin: 'ignore' },
  )
  return {
    folder,
    end: async () => {
      run.kill('SIGINT') // ffmpeg closes the list
      await run.exited
    },
    stop: async () => {
      run.kill()
      await run.exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Makes something in the cache, under a name of its own until it is whole; another run may be quicker. */
function kept(name: string, make: (draft: string) => Promise<void>): Promise<string> {
  const known = making.get(name) ?? made(name, make)
  making.set(name, known)
  return known
}

/** What this process has asked for: two of its tests may want the same at once. */
const making = new Map<string, Promise<string>>()

async function made(name: string, make: (draft: string) => Promise<void>): Promise<string> {
  const path = join(CACHE, name)
  if (existsSync(path)) return path
  await mkdir(CACHE, { recursive: true })
  const draft = `${path}.${process.pid}`
  await make(draft)
  await rename(draft, path).catch(async (fault: unknown) => {
    if (!existsSync(path)) throw fault
    await rm(draft, { recursive: true })
  })
  return path
}

async function ffmpeg(options: readonly string[]): Promise<void> {
  const run = Bun.spawn(['ffmpeg', '-v', 'error', '-y', ...options], { stderr: 'pipe' })
  const [code, words] = await Promise.all([run.exited, new Response(run.stderr).text()])
  if (code !== 0) throw new Error(`ffmpeg could not make the test card: ${words}`)
}
