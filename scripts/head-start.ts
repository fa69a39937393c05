import { join } from 'node:path'
import type { Lists } from '../ui/src/net/lists.ts'
import { type Chunks, entryOf, filesOf, languages, readChunks, screenOf, stylesOf } from './chunks.ts'

const SCRIPT = join(import.meta.dirname, '../ui/src/head-start.ts')
/** Before anything else that runs: the files are on their way while the rest of the page is read. */
const HEAD = /<meta\s+name="viewport"[^>]*>/
const ENTRY_STYLE = /<link rel="stylesheet"[^>]* href="\/([^"]+)">/

const listOf = (chunks: Chunks, screens: readonly string[], without: ReadonlySet<string>): string[] =>
  [...new Set(screens.flatMap((screen) => [...filesOf(chunks, screenOf(chunks, screen))]))]
    .filter((file) => !without.has(file))
    .map((file) => `/${file}`)

function listsOf(chunks: Chunks, written: readonly string[]): Lists {
  const there = new Set([...filesOf(chunks, entryOf(chunks)), ...written])
  const words: Record<string, { app: string; room: string }> = {}
  for (const [tag, parts] of languages(chunks)) words[tag] = { app: `/${parts.app}`, room: `/${parts.room}` }
  return { home: listOf(chunks, ['Home'], there), room: listOf(chunks, ['Room', 'Inside'], there), words }
}

/**
 * Gives the built page its head start: the script that asks for everything at once, and the styles that every way needs,
 * which are worth no round trips of their own.
 */
export async function giveHeadStart(dist: string): Promise<void> {
  const chunks = await readChunks(dist)
  const written = stylesOf(chunks, ['base', 'common'])
  const built = await Bun.build({
    entrypoints: [SCRIPT],
    target: 'browser',
    format: 'iife',
    minify: true,
    define: { LISTS: JSON.stringify(listsOf(chunks, written)) },
  })
  const [output] = built.outputs
  if (!built.success || output === undefined) throw new AggregateError(built.logs, 'could not build the head start')
  const script = (await output.text()).trim()
  const path = join(dist, 'index.html')
  const page = await Bun.file(path).text()
  const entry = ENTRY_STYLE.exec(page)
  if (entry?.[1] === undefined || !written.includes(entry[1]))
    throw new Error('the page has no style sheet of its base')
  if (!HEAD.test(page)) throw new Error('the page has no viewport to write the head start behind')
  const sheets = await Promise.all(written.map((file) => Bun.file(join(dist, file)).text()))
  // These links load nothing: what is imported later looks for them, and would else ask for a sheet and wait for it.
  const there = written.map((file) => `<link disabled rel="stylesheet" href="/${file}">`)
  // Functions, because `$` means something in a replacement.
  const withStyle = page.replace(entry[0], () => `<style>${sheets.join('').trim()}</style>${there.join('')}`)
  await Bun.write(
    path,
    withStyle.replace(HEAD, (head) => `${head}\n    <script>${script}</script>`),
  )
}
