import { join } from 'node:path'

/** What Vite writes of each chunk into its manifest. */
interface Chunk {
  file: string
  /** That of its group, see ui/chunks.ts, or of its first module. */
  name?: string
  isEntry?: boolean
  imports?: string[]
  css?: string[]
}
export type Chunks = Record<string, Chunk>

/** The chunks of a built Mini App, by the files they were made of. */
export async function readChunks(dist: string): Promise<Chunks> {
  // Sound: Vite wrote this file a moment ago, in the form it documents.
  return (await Bun.file(join(dist, '.vite/manifest.json')).json()) as Chunks
}

/** The file that the page starts with. */
export function entryOf(chunks: Chunks): string {
  const entry = Object.keys(chunks).find((key) => chunks[key]?.isEntry || chunks[key]?.name === 'base')
  if (entry === undefined) throw new Error('the manifest of ui/dist names no entry: has the Mini App been built?')
  return entry
}

/** A chunk, what it imports at once, and their styles. */
export function filesOf(chunks: Chunks, key: string, found = new Set<string>()): Set<string> {
  const chunk = chunks[key]
  if (chunk === undefined || found.has(chunk.file)) return found
  found.add(chunk.file)
  for (const css of chunk.css ?? []) found.add(css)
  for (const next of chunk.imports ?? []) filesOf(chunks, next, found)
  return found
}

/** The style sheets of these groups, in their order. */
export const stylesOf = (chunks: Chunks, names: readonly string[]): string[] =>
  names.flatMap((name) => Object.values(chunks).find((chunk) => chunk.name === name)?.css ?? [])

/** The files of each language's texts, by their parts. */
export function languages(chunks: Chunks): Map<string, Record<string, string>> {
  const found = new Map<string, Record<string, string>>()
  for (const [key, { file }] of Object.entries(chunks)) {
    const [, tag, part] = /(?:^|\/)i18n\/locales\/([a-z-]+)\.ts\?only=(\w+)$/.exec(key) ?? []
    if (tag !== undefined && part !== undefined) found.set(tag, { ...found.get(tag), [part]: file })
  }
  return found
}

/** Texts of one language that are read outside a room: `app` from the first paint on, `later` with some screens. */
export const isLanguage = (key: string, part: 'app' | 'later'): boolean =>
  /(^|\/)i18n\/locales\/[a-z-]+\.ts\?only=(\w+)$/.exec(key)?.[2] === part

/** Where a screen is: a file of its own, or one that it shares with what comes with it. */
export function screenOf(chunks: Chunks, name: string): string {
  const screen = Object.keys(chunks).find(
    (key) =>
      key.endsWith(`screens/${name}.svelte`) || (key.startsWith('_') && chunks[key]?.name === name.toLowerCase()),
  )
  if (screen === undefined) throw new Error(`no file of ui/dist has the screen ${name}`)
  return screen
}
