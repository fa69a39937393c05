import type { ReactionBurst } from '#protocol/reactions.ts'
import { sizeOf } from './reactions.ts'

/** Stretches that are counted at most: enough for a scrub bar, and few enough to be copied. */
export const HEAT_STRETCHES = 256
/** Length of a stretch at first, ms of film. */
const FIRST_STRETCH_MS = 1_000

/** How often people reacted along a film: `counts[n]` from `n * stretchMs` on. */
export interface Heat {
  readonly stretchMs: number
  readonly counts: readonly number[]
}

/** Nobody has reacted yet. */
export const COLD: Heat = { stretchMs: FIRST_STRETCH_MS, counts: [] }

/**
 * So many reactions more at `positionMs`. The film's length need not be known: when a place lies beyond the last stretch
 * that may be, each two become one that is twice as long.
 */
export function heated(heat: Heat, positionMs: number, reactions: number): Heat {
  if (reactions <= 0) return heat
  let { stretchMs, counts } = heat
  while (positionMs >= HEAT_STRETCHES * stretchMs) {
    counts = halved(counts)
    stretchMs *= 2
  }
  const at = Math.max(0, Math.floor(positionMs / stretchMs))
  const next = Array.from({ length: Math.max(counts.length, at + 1) }, (_, n) => counts[n] ?? 0)
  next[at] = (next[at] ?? 0) + reactions
  return { stretchMs, counts: next }
}

/**
 * A whole burst: by their places as far as they are told, the others where the last of those was. What lies beyond the
 * film's length was meant for the film before it.
 */
export function heatedBy(heat: Heat, burst: ReactionBurst, lengthMs: number | null): Heat {
  let [warmer, last, untold] = [heat, null as number | null, sizeOf(burst)]
  for (const { positionMs } of burst.first) {
    if (positionMs === null || positionMs > (lengthMs ?? positionMs)) continue
    warmer = heated(warmer, positionMs, 1)
    last = positionMs
    untold -= 1
  }
  return last === null ? heat : heated(warmer, last, untold)
}

const halved = (counts: readonly number[]): number[] =>
  Array.from({ length: Math.ceil(counts.length / 2) }, (_, n) => (counts[2 * n] ?? 0) + (counts[2 * n + 1] ?? 0))
