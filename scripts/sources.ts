/**
 * Writes the lists of the sources: `bun run sources`. A source is a folder in `src/sources`; a test fails while the lists
 * are not what is there.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Source } from '../src/core/source.ts'

const FOLDER = join(import.meta.dir, '../src/sources')
const HEAD = '// Written by `bun run sources` out of the folders beside it.\n'

const folders = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort()
/** Folders that have a file of this name. */
const having = (file: string): string[] => folders.filter((folder) => existsSync(join(FOLDER, folder, file)))
/** What cannot be linked to is no source. */
const kinds = having('link.ts')

/** As the formatter has a list: on one line while it fits there. */
const fitted = (before: string, items: readonly string[], after: string): string => {
  const pad = before.endsWith('{') ? ' ' : ''
  const line = `${before}${pad}${items.join(', ')}${pad}${after}`
  return line.length <= 120 ? `${line}\n` : `${before}\n${items.map((item) => `  ${item},\n`).join('')}${after}\n`
}

/** A list of what each folder's `<file>.ts` exports under the folder's own name. */
function listOf(file: string, says: string, text: (kinds: readonly string[]) => string): string {
  const found = having(`${file}.ts`)
  const imports = found.map((kind) => `import { ${kind} } from './${kind}/${file}.ts'\n`).join('')
  return `${HEAD}${imports}\n/** ${says} */\n${text(found)}`
}

/** The players, each loaded when the first film of its kind is: nothing of them may come along with the list. */
function players(): string {
  const rows = having('player.ts').map(
    (kind) => `  ${kind}: async (parts) => (await import('./${kind}/player.ts')).${kind}(parts),\n`,
  )
  return (
    `${HEAD}import type { Engine, Parts } from '#player/engine.ts'\n` +
    `import type { MediaKind } from '#protocol/media.ts'\n\n` +
    `/** How each kind of film is played: a chunk of its own, loaded when the first film of that kind is. */\n` +
    `export const PLAYERS: Partial<Record<MediaKind, (parts: Parts) => Promise<Engine>>> = {\n${rows.join('')}}\n`
  )
}

/** What pages show of a source, without the code that reads its links: that is only needed where links are read. */
async function sites(): Promise<string> {
  const rows = kinds.map(async (kind) => {
    const { [kind]: source }: Record<string, Source> = await import(join(FOLDER, kind, 'link.ts'))
    if (source === undefined) throw new Error(`src/sources/${kind}/link.ts exports no ${kind}`)
    return `  ${kind}: { name: '${source.name}', framed: ${source.frames.length > 0} },\n`
  })
  return (
    `${HEAD}\n/** What each source is called, and whether its films are shown by a player of its own, in a frame. */\n` +
    `export const SITES = {\n${(await Promise.all(rows)).join('')}} as const\n`
  )
}

/** The lists by name, as they should be. */
export const LISTS: Readonly<Record<string, string>> = {
  'kinds.ts': `${HEAD}\n/** How films are played: by whose source they are. */\n${fitted(
    'export const KINDS = [',
    kinds.map((kind) => `'${kind}'`),
    '] as const',
  )}`,
  'lookups.ts': `${HEAD}import type { Lookup } from '#ports/lookup.ts'\n${having('lookup.ts')
    .map((kind) => `import { ${kind} } from './${kind}/lookup.ts'\n`)
    .join('')}\n/** Which sources can be asked about their films, and how. */
export const LOOKUPS: Readonly<Record<string, Lookup>> = {
${having('lookup.ts')
  .map((kind) => `  ${kind},\n`)
  .join('')}}\n`,
  'links.ts': listOf('link', 'How each source knows its links.', (found) =>
    fitted('export const SOURCES = {', found, '} as const'),
  ),
  'profiles.ts': listOf(
    'profile',
    'What may be asked of each kind of player, by the names that their sources give them.',
    (found) => `export const PROFILES = {\n${found.map((kind) => `  ...${kind},\n`).join('')}} as const\n`,
  ),
  'players.ts': players(),
  'sites.ts': await sites(),
}

/** Names the lists that are not what they should be. */
export async function stale(): Promise<string[]> {
  const found = await Promise.all(
    Object.entries(LISTS).map(async ([name, text]) => {
      const file = Bun.file(join(FOLDER, name))
      return (await file.exists()) && (await file.text()) === text ? [] : [name]
    }),
  )
  return found.flat()
}

if (import.meta.main) for (const [name, text] of Object.entries(LISTS)) await Bun.write(join(FOLDER, name), text)
