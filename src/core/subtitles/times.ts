const TIME = String.raw`(-?)\s{0,3}(?:(\d{1,5})\s?:\s?)?(\d{1,2})\s?:\s?(\d{1,2})(?:\s?[.,:]\s?(\d{1,3})\d{0,6})?`
/** What stands between two times: people's programs write an arrow in many ways. */
const ARROW = String.raw`\s{0,8}(?:-{1,3}\s?-?>|[–—]>|→)\s{0,8}`
const TIMING = new RegExp(`^\\s{0,8}${TIME}${ARROW}${TIME}(?!\\d)`)
const ALONE = new RegExp(`^\\s{0,8}${TIME}\\s{0,8}$`)

/** As programs write it: most lines are so, and are known far sooner. */
const USUAL = /^()(\d{2,5}):(\d\d):(\d\d)[.,](\d{3}) --> ()(\d{2,5}):(\d\d):(\d\d)[.,](\d{3})(?!\d)/
/** UTF-16 units of a line in which its times are looked for. */
const TIMING_MAX_UNITS = 120

type Parts = readonly (string | undefined)[]

/** `hours:minutes:seconds.fraction` in ms; hours and fraction may be missing. */
function msOf([sign, hours = '0', minutes = '0', seconds = '0', fraction = '']: Parts): number {
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  const ms = whole * 1_000 + Number(fraction.padEnd(3, '0'))
  return sign === '-' ? -ms : ms
}

/** From when until when a cue is shown, ms, as the line before it says; null: it is another line. */
export function timingOf(line: string): { startMs: number; endMs: number } | null {
  const found = USUAL.exec(line) ?? TIMING.exec(line.slice(0, TIMING_MAX_UNITS))
  return found && { startMs: msOf(found.slice(1, 6)), endMs: msOf(found.slice(6, 11)) }
}

/** A time that stands alone, ms; null: it is none. */
export function timeOf(text: string): number | null {
  const found = ALONE.exec(text)
  return found && msOf(found.slice(1, 6))
}

const two = (value: number): string => String(value).padStart(2, '0')

/** A time as WebVTT has it. */
export function vttTime(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  const clock = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60].map(two)
  return `${clock.join(':')}.${String(ms % 1_000).padStart(3, '0')}`
}
