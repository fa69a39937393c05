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

/** One text for each form that counts have; a language leaves out those it does not have. */
type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }

/** Made when it is first asked for: each of these costs a slow phone some milliseconds, and a page needs few at first. */
function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

/** What a language does with numbers, lists and dates; `units` are its short words for hours and minutes. */
export function formats(language: string, units: { hour: string; minute: string }) {
  const plural = once(() => new Intl.PluralRules(language))
  const list = once(() => new Intl.ListFormat(language, { type: 'conjunction' }))
  const number = once(() => new Intl.NumberFormat(language, { maximumFractionDigits: 2 }))
  const padded = once(() => new Intl.NumberFormat(language, { minimumIntegerDigits: 2 }))
  const percent = once(() => new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }))
  const clock = once(() => new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' }))
  const day = once(() => new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' }))
  const date = once(() => new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', year: 'numeric' }))

  const partOfDate = (at: number, wanted: 'month' | 'year'): string =>
    date()
      .formatToParts(at)
      .find(({ type }) => type === wanted)?.value ?? ''

  const form = (value: number, forms: Forms): string => forms[plural().select(value)] ?? forms.other

  return {
    /** The form that goes with a count, without the count. */
    form,
    count: (value: number, forms: Forms): string => `${number().format(value)} ${form(value, forms)}`,
    list: (names: readonly string[]): string => list().format(names),
    number: (value: number): string => number().format(value),
    /** Of a part of one: 0.5 is half. */
    percent: (part: number): string => percent().format(part),
    /** With a large first letter. */
    capital: (text: string): string => text.charAt(0).toLocaleUpperCase(language) + text.slice(1),
    /** Time of day. */
    clock: (at: number): string => clock().format(at),
    day: (at: number): string => day().format(at),
    /** A month as it stands in a date: `марта`, not `март`. */
    month: (at: number): string => partOfDate(at, 'month'),
    year: (at: number): string => partOfDate(at, 'year'),
    /** `1 h 06 min`, `6 min`; never less than a minute. */
    length: (ms: number): string => {
      const minutes = Math.max(1, Math.round(ms / MINUTE))
      const hours = Math.floor(minutes / 60)
      if (hours === 0) return `${number().format(minutes)} ${units.minute}`
      return `${number().format(hours)} ${units.hour} ${padded().format(minutes % 60)} ${units.minute}`
    },
  }
}
