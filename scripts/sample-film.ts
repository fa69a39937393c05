/**
 * Draws the sample film and the posters from the stills in docs/art, so that a first visit needs no network.
 *
 *     bun scripts/sample-film.ts [--posters]
 *
 * Needs /usr/bin/chromium and ffmpeg. What it makes is kept in git: nobody has to run it but who changes the film.
 */
import { mkdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { chromium, type Page } from 'playwright-core'

const ROOT = join(import.meta.dir, '..')
const ART = join(ROOT, 'docs/art')
const WORK = join(ROOT, '.cache/sample-film')
const FILM = join(ROOT, 'ui/public/sample/the-last-keeper.mp4')
const POSTERS = join(ROOT, 'ui/public/stills')
const SERIF = join(ROOT, 'node_modules/@fontsource/source-serif-4/files/source-serif-4-latin-600-normal.woff2')

const FPS = 24
const SECONDS = 66
/** What fits a phone's first look on a slow line, and the executable. */
const FILM_MAX_BYTES = 1_000_000
const POSTER_MAX_BYTES = 60_000
const VIDEO_BITS = 74_000
const AUDIO_BITS = 36_000

/**
 * The sound, made of noise and sines: waves that come and go every nine seconds, wind, four slow chords, a soft tick
 * each whole second and a bell each fifth, so that two phones in one room betray any distance between them.
 */
function sound(): string {
  // Each chord is [root, third, fifth, octave] in Hz, and sounds for 16.5 s with a swell.
  const chords = [
    [146.83, 174.61, 220, 293.66],
    [116.54, 146.83, 174.61, 233.08],
    [130.81, 164.81, 196, 261.63],
    [110, 146.83, 174.61, 220],
  ]
  const swell = (n: number) => `between(t,${n * 16.5},${(n + 1) * 16.5})*pow(sin(PI*mod(t,16.5)/16.5),1.4)`
  const pad = chords
    .map((chord, n) => `${swell(n)}*(${chord.map((hz, k) => `${0.05 / (k + 1)}*sin(${hz}*2*PI*t)`).join('+')})`)
    .join('+')
  const tick = '0.10*exp(-70*mod(t,1))*sin(1760*2*PI*mod(t,1))'
  const bell = '0.11*exp(-3.2*mod(t,5))*(sin(880*2*PI*mod(t,5))+0.4*sin(1318.5*2*PI*mod(t,5)))'
  const length = `d=${SECONDS}`
  return [
    `aevalsrc=exprs='${pad}+${tick}+${bell}':s=32000:${length}[tones]`,
    `anoisesrc=c=brown:r=32000:a=0.5:seed=7:${length},lowpass=f=700,volume='0.18+0.30*pow(0.5-0.5*cos(2*PI*t/9),2)':eval=frame[waves]`,
    `anoisesrc=c=pink:r=32000:a=0.3:seed=11:${length},bandpass=f=420:w=260,volume='0.10+0.08*sin(2*PI*t/13)':eval=frame[wind]`,
    `[tones][waves][wind]amix=inputs=3:normalize=0,lowpass=f=7000,afade=t=in:d=1.5,afade=t=out:st=${SECONDS - 3}:d=3,alimiter=limit=0.9[sound]`,
  ].join(';')
}

async function ffmpeg(...args: string[]): Promise<void> {
  const run = Bun.spawn(['ffmpeg', '-v', 'error', '-y', ...args], { stdout: 'inherit', stderr: 'inherit' })
  if ((await run.exited) !== 0) throw new Error(`ffmpeg failed: ${args.join(' ')}`)
}

async function openStudio(): Promise<{ page: Page; close: () => Promise<void> }> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  })
  const page = await browser.newPage()
  await page.setContent(await Bun.file(join(import.meta.dir, 'sample-film.html')).text())
  const stills: Record<string, string> = {}
  for (const file of new Bun.Glob('*.svg').scanSync(ART))
    stills[basename(file, '.svg')] = await Bun.file(join(ART, file)).text()
  const typeface = (await Bun.file(SERIF).bytes()).toBase64()
  await page.evaluate(`prepare(${JSON.stringify(stills)}, ${JSON.stringify(typeface)})`)
  return { page, close: () => browser.close() }
}

/** Base64 of what a call inside the page gives. The expressions are strings because the page's names are not ours. */
async function fromPage(page: Page, expression: string): Promise<Uint8Array> {
  return Uint8Array.fromBase64(String(await page.evaluate(expression)))
}

async function drawPosters(page: Page): Promise<void> {
  await mkdir(POSTERS, { recursive: true })
  for (const file of new Bun.Glob('*.svg').scanSync(ART)) {
    const name = basename(file, '.svg')
    for (const quality of [0.9, 0.8, 0.7, 0.6]) {
      const picture = await fromPage(page, `poster('${name}', 960, 540, ${quality})`)
      if (picture.length > POSTER_MAX_BYTES && quality > 0.6) continue
      await Bun.write(join(POSTERS, `${name}.webp`), picture)
      console.log(`${name}.webp  ${picture.length} bytes at quality ${quality}`)
      break
    }
  }
}

async function drawFrames(page: Page, into: string): Promise<void> {
  const size = ['-f', 'image2pipe', '-c:v', 'mjpeg', '-framerate', String(FPS)]
  const run = Bun.spawn(
    ['ffmpeg', '-v', 'error', '-y', ...size, '-i', '-', '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '6', into],
    { stdin: 'pipe', stdout: 'inherit', stderr: 'inherit' },
  )
  for (let n = 0; n < FPS * SECONDS; n += 1) {
    run.stdin.write(await fromPage(page, `frame(${n / FPS})`))
    await run.stdin.flush()
    if (n % (FPS * 10) === 0) console.log(`drawn ${n / FPS} of ${SECONDS} s`)
  }
  await run.stdin.end()
  if ((await run.exited) !== 0) throw new Error('ffmpeg could not take the frames')
}

/** Two passes, so that few bits go where they are seen; a key frame every 2 s, so that a seek lands at once. */
async function encode(frames: string): Promise<void> {
  const log = join(WORK, 'pass')
  const video = [
    ...['-c:v', 'libx264', '-preset', 'veryslow', '-profile:v', 'main', '-level', '3.0', '-pix_fmt', 'yuv420p'],
    ...['-b:v', String(VIDEO_BITS), '-g', String(FPS * 2), '-keyint_min', String(FPS * 2), '-sc_threshold', '0'],
    ...['-vf', 'hqdn3d=1.5:1.5:3:3', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709'],
    ...['-passlogfile', log],
  ]
  await ffmpeg('-i', frames, ...video, '-pass', '1', '-an', '-f', 'null', '/dev/null')
  const audio = ['-c:a', 'aac', '-b:a', String(AUDIO_BITS), '-ac', '1', '-ar', '32000']
  await mkdir(join(FILM, '..'), { recursive: true })
  const maps = ['-filter_complex', sound(), '-map', '0:v', '-map', '[sound]']
  const tags = ['-metadata', 'title=The Last Keeper', '-movflags', '+faststart', '-t', String(SECONDS)]
  await ffmpeg('-i', frames, ...maps, ...video, '-pass', '2', ...audio, ...tags, FILM)
}

await mkdir(WORK, { recursive: true })
const studio = await openStudio()
try {
  await drawPosters(studio.page)
  if (!Bun.argv.includes('--posters')) {
    const frames = join(WORK, 'frames.mkv')
    await drawFrames(studio.page, frames)
    await encode(frames)
    const bytes = Bun.file(FILM).size
    console.log(`${FILM}: ${bytes} bytes`)
    if (bytes > FILM_MAX_BYTES) throw new Error(`the film is larger than ${FILM_MAX_BYTES} bytes`)
  }
} finally {
  await studio.close()
  await rm(join(WORK, 'pass-0.log.mbtree'), { force: true })
}
