const SECOND = 1_000
const MINUTE = 60 * SECOND

const two = (value: number): string => String(value).padStart(2, '0')

/** A place in a film: `41:20`, `1:47:05`. The same in every language. */
export function timecode(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND))
  const hours = Math.floor(seconds / 3_600)
  const minutes = Math.floor(seconds / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** With a large first letter. */
export const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1)

/** What a language does with numbers, lists and dates; `units` are its short words for hours and minutes. */
export function formats(language: string, units: { hour: string; minute: string }) {
  const plural = new Intl.PluralRules(language)
  const list = new Intl.ListFormat(language, { type: 'conjunction' })
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2 })
  const clock = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' })
  const day = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' })

  return {
    /** One of the forms for a count; a language leaves out those it does not have. */
    count: (value: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }): string =>
      `${number.format(value)} ${forms[plural.select(value)] ?? forms.other}`,
    list: (names: readonly string[]): string => list.format(names),
    number: (value: number): string => number.format(value),
    /** Time of day. */
    clock: (at: number): string => clock.format(at),
    day: (at: number): string => day.format(at),
    /** `1 h 06 min`, `6 min`; never less than a minute. */
    length: (ms: number): string => {
      const minutes = Math.max(1, Math.round(ms / MINUTE))
      const hours = Math.floor(minutes / 60)
      return hours > 0 ? `${hours} ${units.hour} ${two(minutes % 60)} ${units.minute}` : `${minutes} ${units.minute}`
    },
  }
}
