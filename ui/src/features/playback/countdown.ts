/** A line that begins this far ahead, ms, has been given a countdown: no lead is as long. */
export const COUNTED_MS = 700
/** The first number that is shown. */
const FROM = 3

/** What a countdown shows with so much left, ms; null before its first number and when it is over. */
export function countAt(leftMs: number): number | null {
  const count = Math.ceil(leftMs / 1_000)
  return count >= 1 && count <= FROM ? count : null
}

/** How long that stays so, ms; null when nothing more comes. */
export function nextCountMs(leftMs: number): number | null {
  if (leftMs <= 0) return null
  return leftMs - Math.min(FROM, Math.ceil(leftMs / 1_000) - 1) * 1_000
}
