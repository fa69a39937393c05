import { LABEL_MAX_GRAPHEMES } from '#protocol/limits.ts'
import { excerptOf } from '#protocol/text.ts'

/** How files name languages, and their BCP 47 tags. */
const LANGUAGES: Readonly<Record<string, string>> = {
  ru: 'ru', rus: 'ru', russian: 'ru', en: 'en', eng: 'en', english: 'en', uk: 'uk', ukr: 'uk', ukrainian: 'uk',
  be: 'be', bel: 'be', kk: 'kk', kaz: 'kk', de: 'de', ger: 'de', deu: 'de', german: 'de', fr: 'fr', fre: 'fr', fra: 'fr',
  french: 'fr', es: 'es', spa: 'es', spanish: 'es', it: 'it', ita: 'it', italian: 'it', pt: 'pt', por: 'pt', pl: 'pl',
  pol: 'pl', tr: 'tr', tur: 'tr', ja: 'ja', jpn: 'ja', ko: 'ko', kor: 'ko', zh: 'zh', chi: 'zh', zho: 'zh',
} // biome-ignore format: a table

/** What a file is called without where it lies and what kind it is; and its language, where the last word of its name is one. */
export function trackName(path: string): { readonly label: string; readonly language: string | null } {
  const file = path.split(/[/\\]/).at(-1) ?? ''
  const stem = file.replace(/\.(srt|vtt|ass|ssa|txt|sub)$/i, '')
  const words = stem
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter(Boolean)
  const last = words.findLast((word) => !/^(forced|full|sdh|cc|subs?|subtitles?)$/.test(word)) ?? ''
  const language = Object.hasOwn(LANGUAGES, last) ? (LANGUAGES[last] ?? null) : null
  return { label: excerptOf(stem.replace(/[\s_]+/g, ' ').trim(), LABEL_MAX_GRAPHEMES), language }
}
