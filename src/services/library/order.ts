import { nameOf } from '#core/library-path.ts'
import type { LibraryEntry } from '#ports/library.ts'

/** Numbers count as numbers, so that part 10 comes after part 9; capitals and accents only where all else is alike. */
const NATURAL = new Intl.Collator(['en', 'ru'], { numeric: true })

/** Folders first; by name, and things of one name by their path. */
export const compareEntries = (a: LibraryEntry, b: LibraryEntry): number =>
  (a.kind === b.kind ? 0 : a.kind === 'folder' ? -1 : 1) ||
  NATURAL.compare(nameOf(a.path), nameOf(b.path)) ||
  (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)

/** Where a page ends, as text: what comes after is found even when the last one is gone by then. */
export const markOf = ({ kind, path }: LibraryEntry): string => (kind === 'folder' ? '0' : '1') + path

/** The entry behind a mark; null when it is none. */
export function entryOf(mark: string): LibraryEntry | null {
  if (!/^[01]./s.test(mark)) return null
  return { kind: mark.startsWith('0') ? 'folder' : 'film', path: mark.slice(1) }
}

/** Texts that people hold for the same become the same: by case, accents, forms of one letter, ё and е. */
export const folded = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase().replaceAll('ς', 'σ')

/** Words of a search that are looked at; more say no more. */
const WORDS_MAX = 8

/** Whether something bears all words of a search: a folder in its name, a film also in those of its folders. */
export function finder(query: string): (entry: LibraryEntry) => boolean {
  const words = folded(query)
    .split(/[\s/]+/)
    .filter((word) => word !== '')
    .slice(0, WORDS_MAX)
  return ({ kind, path }) => {
    const text = folded(kind === 'folder' ? nameOf(path) : path)
    return words.every((word) => text.includes(word))
  }
}
