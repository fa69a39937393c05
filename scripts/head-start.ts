import { join } from 'node:path'
import type { Lists } from '../ui/src/net/lists.ts'
import { type Chunks, entryOf, filesOf, languages, readChunks, screenOf } from './chunks.ts'

const SCRIPT = join(import.meta.dirname, '../ui/src/head-start.ts')
const ENTRY_STYLE = /<link rel="stylesheet"[^>]* href="\/([^"]+)">/

const listOf = (chunks: Chunks, screens: readonly string[], without: ReadonlySet<string>): string[] =>
  [...new Set(screens.flatMap((screen) => [...filesOf(chunks, screenOf(chunks, screen))]))]
    .filter((file) => !without.has(file))
    .map((file) => `/${file}`)

async function listsOf(dist: string): Promise<Lists> {
  const chunks = await readChunks(dist)
  const base = filesOf(chunks, entryOf(chunks))
  const words: Record<string, { app: string; room: string }> = {}
  for (const [tag, parts] of languages(chunks)) words[tag] = { app: `/${parts.app}`, room: `/${parts.room}` }
  return { home: listOf(chunks, ['Home'], base), room: listOf(chunks, ['Room', 'Inside'], base), words }
}

/**
 * Gives the built page its head start: the script that asks for everything at once, and the styles of the first paint,
 * which are worth no round trip of their own.
 */
export async function giveHeadStart(dist: string): Promise<void> {
  const built = await Bun.build({
    entrypoints: [SCRIPT],
    target: 'browser',
    format: 'iife',
    minify: true,
    define: { LISTS: JSON.stringify(await listsOf(dist)) },
  })
  const [output] = built.outputs
  if (!built.success || output === undefined) throw new AggregateError(built.logs, 'could not build the head start')
  const script = (await output.text()).trim()
  const path = join(dist, 'index.html')
  const page = await Bun.file(path).text()
  const style = ENTRY_STYLE.exec(page)
  if (style === null || style[1] === undefined) throw new Error('the page has no style sheet to write into it')
  const css = await Bun.file(join(dist, style[1])).text()
  // Functions, because `$` means something in a replacement.
  const withStyle = page.replace(style[0], () => `<style>${css.trim()}</style>`)
  await Bun.write(
    path,
    withStyle.replace('<script type="module"', (tag) => `<script>${script}</script>\n    ${tag}`),
  )
}
