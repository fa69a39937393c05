import * as v from 'valibot'

const Prefs = v.object({
  volume: v.fallback(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 1),
  muted: v.fallback(v.boolean(), false),
  /** What this device's player has taught us, ms; see `core/drift`. */
  seekMs: v.fallback(v.pipe(v.number(), v.minValue(0), v.maxValue(3_000)), 80),
  playMs: v.fallback(v.pipe(v.number(), v.minValue(0), v.maxValue(500)), 50),
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
