import type { Loaded } from './timeline.ts'

/**
 * Broadcasts. Every player counts its own time; what all of them share is the date that the broadcast itself puts on its
 * pictures. A place in a broadcast is such a date within a day, plus two days: far beyond every place in a film, so that a
 * line that nobody has put into the broadcast yet can be told from one that is in it.
 */

const DAY_MS = 24 * 3_600_000
/** The second: what is left of yesterday lies in a broadcast too. */
const FIRST_DAY = 2
/** The least and the most that a room is behind the edge, and what it is more than its slowest player asks for, ms. */
export const DELAY_MIN_MS = 6_000
export const DELAY_MAX_MS = 45_000
export const DELAY_MARGIN_MS = 2_000
/** From the oldest that is left of a broadcast, ms, or a third of it if that is less: what is there now is soon gone. */
const OLDEST_MS = 2_000

/** What there is of a broadcast just now, as places, ms. */
export interface Window {
  readonly fromMs: number
  readonly edgeMs: number
}

/** The place that `dateMs` (ms since any beginning that all players share) has: the one that is nearest to `nearMs`. */
export function airPlaceMs(dateMs: number, nearMs: number): number {
  const ofDay = ((dateMs % DAY_MS) + DAY_MS) % DAY_MS
  return ofDay + Math.max(FIRST_DAY, Math.round((nearMs - ofDay) / DAY_MS)) * DAY_MS
}

/** Whether a place lies in a broadcast, or is still that of a film that has yet to begin. */
export const isOnAir = (placeMs: number): boolean => placeMs >= DAY_MS

/** How far behind the edge all are, ms: what the slowest of them asks for and a little more, within reason. */
export const commonDelayMs = (asked: readonly number[]): number =>
  Math.min(DELAY_MAX_MS, Math.max(DELAY_MIN_MS, ...asked.map((ms) => ms + DELAY_MARGIN_MS)))

/** Where a room is live: at the common delay, or, if less is left of the broadcast than that, near its oldest. */
export function livePlaceMs({ fromMs, edgeMs }: Window, asked: readonly number[]): number {
  const oldest = fromMs + Math.min(OLDEST_MS, Math.max(0, edgeMs - fromMs) / 3)
  return Math.round(Math.max(oldest, edgeMs - commonDelayMs(asked)))
}

/** Whether a line that stands or runs at `placeMs` shows nothing: it has yet to be put into the broadcast, or fell out. */
export const isOffAir = (placeMs: number, { fromMs }: Window): boolean => !isOnAir(placeMs) || placeMs < fromMs

/** Whether the film of a line may be a broadcast: a player may find that out which no source has told. */
export const maybeBroadcast = ({ media }: Loaded): boolean => media.live !== false && media.durationMs === null
