import * as v from 'valibot'

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** How many characters a reader sees. Counting stops at `enough`, so hostile text costs no more than honest text. */
export function graphemes(text: string, enough = Number.POSITIVE_INFINITY): number {
  let count = 0
  for (const _ of segmenter.segment(text)) if (++count >= enough) break
  return count
}

/** The beginning of a text on one line: at most `max` graphemes, and four UTF-16 units for each; `…` ends what is cut. */
export function excerptOf(text: string, max: number): string {
  const kept: string[] = []
  let units = 0
  for (const { segment } of segmenter.segment(text.replace(/\s+/gu, ' ').trim())) {
    units += segment.length
    if (kept.length === max || units > max * 4)
      return `${kept
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`
    kept.push(segment)
  }
  return kept.join('')
}

/** A text has at most as many graphemes as UTF-16 units, so short texts need no segmenting. */
const fits = (max: number) => (text: string) => text.length <= max || graphemes(text, max + 1) <= max

// biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the point
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g
/** Marks that turn the direction of what follows; each text is isolated on screen, these would only deceive. */
const BIDI_OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/g

const clean = (text: string) =>
  text.replace(/\r\n?/g, '\n').replace(CONTROLS, '').replace(BIDI_OVERRIDES, '').normalize('NFC')

/** One line of text: trimmed, inner white space folded, no control characters, at most `max` graphemes. */
export const lineOfText = (max: number) =>
  v.pipe(
    v.string(),
    v.maxLength(max * 4),
    v.check((text) => text.isWellFormed(), 'must be well-formed Unicode'),
    v.transform((text) => clean(text).replace(/\s+/gu, ' ').trim()),
    v.check((text) => text !== '', 'must not be empty'),
    v.check(fits(max), `at most ${max} characters`),
  )

/** Several lines of text, as in a chat message; bounds as in `lineOfText`. */
export const linesOfText = (max: number) =>
  v.pipe(
    v.string(),
    v.maxLength(max * 4),
    v.check((text) => text.isWellFormed(), 'must be well-formed Unicode'),
    v.transform((text) =>
      clean(text)
        .replace(/\n{3,}/g, '\n\n')
        .trim(),
    ),
    v.check((text) => text !== '', 'must not be empty'),
    v.check(fits(max), `at most ${max} characters`),
  )
