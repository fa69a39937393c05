/** Holds what a phone must load before it shows a screen against its limit: `bun scripts/size.ts`, after a build. */
import { join } from 'node:path'
import { type Chunks, entryOf, filesOf, isLanguage, readChunks, screenOf, stylesOf } from './chunks.ts'
import { ROOT } from './run.ts'

/**
 * Screens by how they are reached, each with its limit in bytes after gzip. The words of one language are on every
 * way, so the larger language counts. 60 kB load in about a second on a slow 3G line; a room shows its frame, which is
 * part of the entry, before the rest of it is there. Who comes by an invitation never loads the home.
 */
const LIMITS = [
  { name: 'first paint', screens: ['Home'], maxBytes: 60_000 },
  { name: 'a room, straight from its link', screens: ['Room'], maxBytes: 60_000 },
] as const

const DIST = join(ROOT, 'ui/dist')

async function gzipped(files: Iterable<string>): Promise<number> {
  let bytes = 0
  for (const file of files) bytes += Bun.gzipSync(await Bun.file(join(DIST, file)).bytes(), { level: 9 }).length
  return bytes
}

async function largest(chunks: Chunks, keys: readonly string[]): Promise<Set<string>> {
  let most = new Set<string>()
  for (const key of keys) {
    const files = filesOf(chunks, key)
    if ((await gzipped(files)) > (await gzipped(most))) most = files
  }
  return most
}

const chunks = await readChunks(DIST)
if (Object.keys(chunks).some((key) => key.includes('gallery')))
  throw new Error('the gallery is for developing: the product must not have it')
const language = await largest(
  chunks,
  Object.keys(chunks).filter((key) => isLanguage(key, 'app')),
)
// The page brings the styles of these along (scripts/head-start.ts); its own lines, some 3 kB, are not counted.
const atOnce = [...filesOf(chunks, entryOf(chunks)), ...stylesOf(chunks, ['common'])]

let over = false
for (const { name, screens, maxBytes } of LIMITS) {
  const files = new Set([...atOnce, ...language])
  for (const screen of screens) {
    for (const file of filesOf(chunks, screenOf(chunks, screen))) files.add(file)
  }
  const bytes = await gzipped(files)
  over ||= bytes > maxBytes
  const verdict = bytes > maxBytes ? 'TOO LARGE' : 'ok'
  console.log(
    `${name}: ${(bytes / 1_000).toFixed(1)} of ${maxBytes / 1_000} kB gzip in ${files.size} files, ${verdict}`,
  )
  if (bytes > maxBytes) for (const file of files) console.log(`  ${await gzipped([file])}  ${file}`)
}
process.exit(over ? 1 : 0)
