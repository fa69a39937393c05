/**
 * Writes the lists of the sources: `bun run sources`. A source is a folder in `src/sources`; a test fails while the lists
 * are not what is there.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

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
  'links.ts': `${HEAD}${having('link.ts')
    .map((kind) => `import { ${kind} } from './${kind}/link.ts'\n`)
    .join(
      '',
    )}\n/** How each source knows its links. */\n${fitted('export const SOURCES = {', having('link.ts'), '} as const')}`,
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
