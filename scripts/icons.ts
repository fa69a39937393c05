/**
 * Draws the app's icons, the projector and its beam (kit/Logo.svelte), and the card that a link shows in a chat:
 *
 *     bun scripts/icons.ts
 *
 * Needs /usr/bin/chromium and ffmpeg. What it makes is kept in git: nobody has to run it but who changes the drawing.
 */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'

const ROOT = join(import.meta.dir, '..')
const PUBLIC = join(ROOT, 'ui/public')
const WORK = join(ROOT, '.cache/icons')
const STILL = join(ROOT, 'docs/art/orange.svg')
const SERIF = join(ROOT, 'node_modules/@fontsource/source-serif-4/files/source-serif-4-latin-500-normal.woff2')

/** The dark palette of styles/tokens.css. */
const NIGHT = '#14110f'
const GLOW = '#3a2a1c'
const PAPER = '#f5ede2'
const LAMP = '#f0ab4a'

interface Form {
  /** Corner of the tile out of 512; null for a tile that the platform cuts itself. */
  readonly corner: number | null
  /** How much of the tile the drawing takes. */
  readonly scale: number
  /** Small icons have no shades, and a lens large enough to be seen. */
  readonly plain?: boolean
}

/** The drawing on a field of 512: the lens to the left, its light over the right edge. */
function projector({ plain = false }: Pick<Form, 'plain'>): string {
  const [x, r, iris, lamp] = plain ? [170, 134, 82, 54] : [178, 118, 76, 50]
  const beam = (half: number) => `M${x} 256 ${x + 1000} ${256 - half * 3}V${256 + half * 3}Z`
  const disc = (radius: number, fill: string) => `<circle cx="${x}" cy="256" r="${radius}" fill="${fill}"/>`
  if (plain)
    return [
      `<path d="${beam(160)}" fill="${LAMP}" opacity=".4"/><path d="${beam(80)}" fill="${LAMP}" opacity=".8"/>`,
      disc(r, PAPER) + disc(iris, NIGHT) + disc(lamp, LAMP),
    ].join('')
  return [
    `<path d="${beam(156)}" fill="url(#wide)"/><path d="${beam(82)}" fill="url(#core)"/>`,
    disc(r * 1.8, 'url(#halo)') + disc(r, 'url(#ring)') + disc(iris, '#1a120c'),
    disc(iris, 'url(#iris)') + disc(lamp, 'url(#lamp)'),
    `<path d="M${x - 60} 228a66 66 0 0 1 30-32" fill="none" stroke="#fff7ec" stroke-width="9" stroke-linecap="round" opacity=".5"/>`,
  ].join('')
}

const SHADES = `<defs>
<radialGradient id="tile" cx=".34" cy=".5" r=".86"><stop offset="0" stop-color="${GLOW}"/><stop offset=".62" stop-color="#1d1713"/><stop offset="1" stop-color="${NIGHT}"/></radialGradient>
<linearGradient id="wide" gradientUnits="userSpaceOnUse" x1="200" x2="560"><stop offset="0" stop-color="${LAMP}" stop-opacity=".62"/><stop offset="1" stop-color="${LAMP}" stop-opacity=".22"/></linearGradient>
<linearGradient id="core" gradientUnits="userSpaceOnUse" x1="200" x2="560"><stop offset="0" stop-color="#ffe0ac"/><stop offset="1" stop-color="${LAMP}" stop-opacity=".62"/></linearGradient>
<radialGradient id="halo"><stop offset=".4" stop-color="#ffc87a" stop-opacity=".34"/><stop offset="1" stop-color="#ffc87a" stop-opacity="0"/></radialGradient>
<linearGradient id="ring" x1=".2" y1="0" x2=".75" y2="1"><stop offset="0" stop-color="#fffaf2"/><stop offset=".55" stop-color="${PAPER}"/><stop offset="1" stop-color="#cbb79c"/></linearGradient>
<radialGradient id="iris"><stop offset=".5" stop-color="${LAMP}" stop-opacity=".75"/><stop offset="1" stop-color="${LAMP}" stop-opacity="0"/></radialGradient>
<radialGradient id="lamp"><stop offset="0" stop-color="#fff7ec"/><stop offset=".4" stop-color="#ffdfa6"/><stop offset="1" stop-color="${LAMP}"/></radialGradient>
</defs>`

function icon(form: Form): string {
  const { corner, scale, plain = false } = form
  const tile = plain ? NIGHT : 'url(#tile)'
  const offset = (512 - 512 * scale) / 2
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">',
    plain ? '' : SHADES,
    `<clipPath id="cut"><rect width="512" height="512" rx="${corner ?? 0}"/></clipPath>`,
    `<g clip-path="url(#cut)"><rect width="512" height="512" fill="${tile}"/>`,
    `<g transform="translate(${offset} ${offset}) scale(${scale})">${projector(form)}</g></g></svg>\n`,
  ].join('')
}

/** For themed icons: the platform takes the shape and gives the colour. Drawn inside the safe zone. */
const MONOCHROME = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><g fill="#fff"><path d="M270 226 432 150V362L270 286Z" opacity=".5"/><path d="M270 240 432 206V306L270 272Z"/><path fill-rule="evenodd" d="M180 168a88 88 0 1 1 0 176a88 88 0 1 1 0-176Zm0 50a38 38 0 1 0 0 76a38 38 0 1 0 0-76Z"/></g></svg>\n`

const TILE: Form = { corner: 116, scale: 1 }
const PLAIN: Form = { corner: 120, scale: 1, plain: true }
const FULL: Form = { corner: null, scale: 1 }
/** A circle of four fifths is all that is sure to be seen. */
const MASKABLE: Form = { corner: null, scale: 0.82 }

const PICTURES: readonly { file: string; px: number; form: Form }[] = [
  { file: 'icon-32.png', px: 32, form: PLAIN },
  { file: 'icon-180.png', px: 180, form: FULL },
  { file: 'icon-192.png', px: 192, form: TILE },
  { file: 'icon-512.png', px: 512, form: TILE },
  { file: 'icon-maskable-512.png', px: 512, form: MASKABLE },
]

async function shoot(page: Page, html: string, [width, height]: readonly [number, number], path: string) {
  await page.setViewportSize({ width, height })
  await page.setContent(`<style>*{margin:0}body{background:none}svg{display:block}</style>${html}`)
  await page.evaluate('document.fonts.ready')
  await page.screenshot({ path, omitBackground: true })
}

/** Makes a picture small: to a palette (a quarter of the bytes, and no eye sees it) or a JPEG. */
async function ffmpeg(...args: string[]): Promise<void> {
  const run = Bun.spawn(['ffmpeg', '-v', 'error', '-y', ...args], { stdout: 'inherit', stderr: 'inherit' })
  if ((await run.exited) !== 0) throw new Error(`ffmpeg failed: ${args.join(' ')}`)
}

/** What a link to us shows in a chat: half a curtain, the film, and one sentence. */
async function card(): Promise<string> {
  const face = (await Bun.file(SERIF).bytes()).toBase64()
  const still = Buffer.from(await Bun.file(STILL).bytes()).toString('base64')
  const folds = 'repeating-linear-gradient(90deg,#3a0d13 0,#6d1f27 16px,#8f3037 26px,#5f1a21 38px,#310a0f 52px)'
  return `<style>
@font-face{font-family:Show;src:url(data:font/woff2;base64,${face})}
body{width:1200px;height:630px;background:${NIGHT};overflow:hidden;position:relative;color:${PAPER};font-family:Show}
.film{position:absolute;inset:0 0 0 520px;background:url(data:image/svg+xml;base64,${still}) 42% 50%/cover}
.film:after{content:"";position:absolute;inset:0;background:linear-gradient(90deg,${NIGHT},#14110f00 36%),linear-gradient(#14110f00 70%,#14110fb0)}
.cloth{position:absolute;inset:0 0 0 auto;width:150px;background:linear-gradient(90deg,#0008,#0000 60%),${folds};clip-path:polygon(6% 0,100% 0,100% 100%,62% 100%,48% 78%,26% 52%,10% 24%)}
.words{position:absolute;inset:0 auto 0 76px;width:560px;display:flex;flex-direction:column;justify-content:center;gap:34px}
.words svg{width:112px;height:112px;display:block}
h1{font:500 64px/1.14 Show;letter-spacing:-.015em}p{font:500 30px/1.3 Show;color:#c9beb1}
</style><div class="film"></div><i class="cloth"></i>
<div class="words">${icon(TILE)}<h1>The same film,<br>the same second,<br>your people</h1><p>WatchParty</p></div>`
}

await mkdir(WORK, { recursive: true })
await Bun.write(join(PUBLIC, 'icon.svg'), icon(PLAIN))
await Bun.write(join(PUBLIC, 'icon-mono.svg'), MONOCHROME)
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
try {
  const page = await browser.newPage()
  for (const { file, px, form } of PICTURES) {
    const raw = join(WORK, file)
    await shoot(page, icon(form).replace('<svg ', `<svg width="${px}" height="${px}" `), [px, px], raw)
    const colours = 'split[a][b];[a]palettegen=use_alpha=1[p];[b][p]paletteuse=use_alpha=1:dither=none'
    await ffmpeg('-i', raw, '-vf', colours, '-pix_fmt', 'pal8', join(PUBLIC, file))
  }
  const raw = join(WORK, 'card.png')
  await shoot(page, await card(), [1200, 630], raw)
  await ffmpeg('-i', raw, '-q:v', '4', join(PUBLIC, 'card.jpg'))
} finally {
  await browser.close()
  await rm(WORK, { recursive: true, force: true })
}
