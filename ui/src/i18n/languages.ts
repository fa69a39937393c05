/** Which texts to read to somebody without a language of ours. */
const DEFAULT = 'en'

/** Known languages are named as their files are: `en`, `pt-br`. Of `pt-BR` the nearest is `pt-br`, then `pt`. */
function nearest(known: readonly string[], wanted: string): string | undefined {
  const parts = wanted.toLowerCase().split(/[-_]/)
  for (let count = parts.length; count > 0; count--) {
    const tag = parts.slice(0, count).join('-')
    if (known.includes(tag)) return tag
  }
  return undefined
}

/** The first of the languages somebody may want that there is; who chose none of them leaves a gap. */
export function pickLanguage(known: readonly string[], candidates: readonly (string | null | undefined)[]): string {
  for (const wanted of candidates) {
    const found = wanted ? nearest(known, wanted) : undefined
    if (found !== undefined) return found
  }
  return DEFAULT
}

/** A language as those who speak it call it. */
export function ownName(language: string): string {
  const name = new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1)
}

/** That language's part of a glob over the files of all languages. */
export function partOf<Part>(parts: Record<string, Part>, language: string): Part {
  const part = parts[`./locales/${language}.ts`] ?? parts[`./locales/${DEFAULT}.ts`]
  if (part === undefined) throw new Error(`no texts for ${language}, nor for ${DEFAULT}`)
  return part
}
