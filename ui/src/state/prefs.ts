import * as v from 'valibot'

/** Sound through the air or a television comes late by up to a third of a second; earlier than it should hardly ever. */
export const DEVICE_OFFSET_MIN_MS = -200
export const DEVICE_OFFSET_MAX_MS = 600

const ms = (max: number) => v.pipe(v.number(), v.minValue(0), v.maxValue(max))
const Habits = v.object({
  seekMs: ms(1_000),
  loadMs: ms(3_000),
  openMs: ms(3_000),
  playMs: ms(800),
  rateWrites: v.picklist(['free', 'glitchy', 'refused']),
  nudgeCostMs: ms(60),
})

const Prefs = v.object({
  volume: v.fallback(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 1),
  muted: v.fallback(v.boolean(), false),
  /** What this device's players have taught us, by kind; see `core/learning`. */
  habits: v.fallback(v.record(v.string(), Habits), {}),
  /** By how much this device's sound comes late, ms: set by ear. */
  deviceOffsetMs: v.fallback(v.pipe(v.number(), v.minValue(DEVICE_OFFSET_MIN_MS), v.maxValue(DEVICE_OFFSET_MAX_MS)), 0),
})
export type Prefs = v.InferOutput<typeof Prefs>

const KEY = 'watchparty.prefs'

/** What this device remembers. Storage may be denied (a third-party frame): then nothing is. */
export function readPrefs(): Prefs {
  try {
    return v.parse(Prefs, JSON.parse(localStorage.getItem(KEY) ?? '{}'))
  } catch {
    return v.parse(Prefs, {})
  }
}

export function writePrefs(change: Partial<Prefs>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...readPrefs(), ...change }))
  } catch {
    // Denied or full: the device forgets, nothing breaks.
  }
}
