import * as v from 'valibot'
import { PersonName } from '#protocol/http.ts'
import { NAME_MAX_GRAPHEMES } from '#protocol/limits.ts'

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
/** The bound of `PersonName` in UTF-16 units. */
const MAX_UNITS = NAME_MAX_GRAPHEMES * 4
/** For an account whose name holds nothing that can be shown. */
const NAMELESS = 'Someone'

/** What others see of a Telegram account: its name cut to what we show; else its username. */
export function displayName(first: string, last: string, username: string | undefined): string {
  for (const name of [`${first} ${last}`, username ?? '']) {
    const parsed = v.safeParse(PersonName, cut(name.toWellFormed()))
    if (parsed.success) return parsed.output
  }
  return NAMELESS
}

/** Whole graphemes only, so that no letter loses its accent and no family a child. */
function cut(text: string): string {
  let kept = ''
  let count = 0
  for (const { segment } of segmenter.segment(text.trim())) {
    if (++count > NAME_MAX_GRAPHEMES || kept.length + segment.length > MAX_UNITS) break
    kept += segment
  }
  return kept
}
