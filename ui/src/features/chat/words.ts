/** Up to so many emoji alone are drawn larger. */
const EMOJI_MAX = 3
const EMOJI =
  '(?:\\p{Regional_Indicator}{2}|[0-9#*]\\uFE0F?\\u20E3|\\p{Extended_Pictographic}(?:\\uFE0F|\\p{Emoji_Modifier})?)'
const ONLY_EMOJI = new RegExp(`^(?:${EMOJI}(?:\\u200D${EMOJI})*[\\u{E0020}-\\u{E007F}]*\\s*){1,${EMOJI_MAX}}$`, 'u')
/** The longest emoji are families, flags and tones; no three of them are longer, UTF-16 units. */
const EMOJI_UNITS = 60

/** Whether a message is a gesture rather than a sentence: one to three emoji and nothing else. */
export const isOnlyEmoji = (text: string): boolean => text.length <= EMOJI_UNITS && ONLY_EMOJI.test(text)

/** A message longer than this is folded, UTF-16 units and lines of its own. */
const LONG_UNITS = 480
const LONG_LINES = 14
/** What is shown of a folded one. */
const SHOWN_UNITS = 300
const SHOWN_LINES = 8

/** How a long message begins, cut between words; null when it is short enough to be shown whole. */
export function beginningOf(text: string): string | null {
  const lines = text.split('\n')
  if (text.length <= LONG_UNITS && lines.length <= LONG_LINES) return null
  const shown = lines.slice(0, SHOWN_LINES).join('\n')
  return `${shown.length <= SHOWN_UNITS ? shown : cut(shown)}…`
}

/** At the last space before the limit, or where no word ends there for long, between two characters. */
function cut(text: string): string {
  const space = text.slice(0, SHOWN_UNITS).search(/\s\S*$/)
  if (space > SHOWN_UNITS / 2) return text.slice(0, space)
  let beginning = ''
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, SHOWN_UNITS + 40))) {
    if (beginning.length + segment.length > SHOWN_UNITS) break
    beginning += segment
  }
  return beginning
}

/** A message in one line, for a quote. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
