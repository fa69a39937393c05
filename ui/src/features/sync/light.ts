/** A click comes this often, ms; the light that should come with it stays on for so long. */
export const BEAT_MS = 1_000
const LIT_MS = 100

/** Whether the light is on: a click left at `clickAtMs` and every beat after, and is heard `lateMs` later. */
export function isLit(nowMs: number, clickAtMs: number, lateMs: number): boolean {
  const sinceMs = nowMs - clickAtMs - lateMs
  return sinceMs >= 0 && sinceMs % BEAT_MS < LIT_MS
}
