/** Holds what a phone must load before it shows a screen against its limit: `bun scripts/size.ts`, after a build. */
import { join } from 'node:path'
import { ROOT } from './run.ts'

/** What Vite writes of each chunk into its manifest. */
interface Chunk {
  file: string
  isEntry?: boolean
  imports?: string[]
  css?: string[]
}
type Manifest = Record<string, Chunk>

/**
 * Screens by how they are reached, each with its limit in bytes after gzip. The words of one language are on every
 * way, so the larger language counts. 60 kB load in about a second on a slow 3G line; a room shows its frame, which is
 * part of the entry, before the rest of it is there.
 */
const LIMITS = [
  { name: 'first paint', screens: ['Home'], maxBytes: 60_000 },
  { name: 'a room that can be used', screens: ['Home', 'Room'], maxBytes: 62_000 },
] as const

const DIST = join(ROOT, 'ui/dist')

/** A chunk, what it imports at once, and their styles. */
function filesOf(manifest: Manifest, key: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[key]
  if (chunk === undefined || found.has(chunk.file)) return found
  found.add(chunk.file)
  for (const css of chunk.css ?? []) found.add(css)
  for (const next of chunk.imports ?? []) filesOf(manifest, next, found)
  return found
}

async function gzipped(files: Iterable<string>): Promise<number> {
  let bytes = 0
  for (const file of files) bytes += Bun.gzipSync(await Bun.file(join(DIST, file)).bytes(), { level: 9 }).length
  return bytes
}

async function largest(manifest: Manifest, keys: readonly string[]): Promise<Set<string>> {
  let most = new Set<string>()
  for (const key of keys) {
    const files = filesOf(manifest, key)
    if ((await gzipped(files)) > (await gzipped(most))) most = files
  }
  return most
}

// Sound: Vite wrote this file a moment ago, in the form it documents.
const manifest = (await Bun.file(join(DIST, '.vite/manifest.json')).json()) as Manifest
const keys = Object.keys(manifest)
const entry = keys.find((key) => manifest[key]?.isEntry)
if (entry === undefined) throw new Error('the manifest of ui/dist names no entry: has the Mini App been built?')
const language = await largest(
  manifest,
  keys.filter((key) => /(^|\/)i18n\/[a-z]{2}\.ts$/.test(key)),
)
const atOnce = filesOf(manifest, entry)

let over = false
for (const { name, screens, maxBytes } of LIMITS) {
  const files = new Set([...atOnce, ...language])
  for (const screen of screens) {
    // A screen without a chunk of its own is part of the entry.
    const key = keys.find((path) => path.endsWith(`screens/${screen}.svelte`))
    for (const file of key === undefined ? [] : filesOf(manifest, key)) files.add(file)
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
