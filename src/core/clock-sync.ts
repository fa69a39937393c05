import { median } from './median.ts'

/** How far two crystals drift apart at most, ms per ms: 50 ppm. */
const DRIFT = 50e-6
/** Bounds may contradict each other by this much, ms, before a clock must have jumped. */
const SLACK_MS = 1
/** Round trips that are remembered. */
const TRIPS = 16

interface Bound {
  /** Offset, ms: server clock minus client clock. */
  readonly offset: number
  /** When it was measured, client ms. */
  readonly at: number
}

/**
 * What is known of the offset θ = server clock - client clock. Nothing arrives before it was sent, so each message
 * from the server proves a lower bound of θ, and each of ours that the server has stamped an upper one. The bracket
 * is hard: unlike an average, jitter cannot move it, it needs one quiet message in each direction. All bounds widen alike
 * with age, so in each direction the best one of now is the best one for ever: it alone is kept.
 */
export interface ClockSync {
  readonly low: Bound | null
  readonly high: Bound | null
  /** The last round trips, newest last, ms. */
  readonly trips: readonly number[]
}

export const unsynced: ClockSync = { low: null, high: null, trips: [] }

/** A message the server stamped `serverAt` was received at `receivedAt` on the client's clock (ms). */
export function heard(sync: ClockSync, serverAt: number, receivedAt: number): ClockSync {
  const low = { offset: serverAt - receivedAt, at: receivedAt }
  // A clock that jumped (sleep, another server) makes the bracket empty: then only what came last is true.
  if (contradicts(low, sync.high, receivedAt)) return { ...sync, low, high: null }
  return isBetterLow(low, sync.low) ? { ...sync, low } : sync
}

/**
 * The server answered at `serverAt` what we had sent at `sentAt`; the answer came at `receivedAt` (client ms). Only an
 * answer without work behind it, a pong, tells how long the way is.
 */
export function answered(
  sync: ClockSync,
  sentAt: number,
  serverAt: number,
  receivedAt: number,
  isPong = true,
): ClockSync {
  const low = { offset: serverAt - receivedAt, at: receivedAt }
  const high = { offset: serverAt - sentAt, at: receivedAt }
  const trips = isPong ? [...sync.trips.slice(1 - TRIPS), receivedAt - sentAt] : sync.trips
  if (contradicts(low, sync.high, receivedAt) || contradicts(sync.low, high, receivedAt)) return { low, high, trips }
  return {
    low: isBetterLow(low, sync.low) ? low : sync.low,
    high: isBetterHigh(high, sync.high) ? high : sync.high,
    trips,
  }
}

/** The offset, ms, and how wrong it can be at most, ms; null before the first answer, and after a jump until the next. */
export function offsetAt({ low, high }: ClockSync, now: number): { offset: number; bound: number } | null {
  if (low === null || high === null) return null
  const from = lowAt(low, now)
  const to = highAt(high, now)
  return { offset: (from + to) / 2, bound: Math.max(0, (to - from) / 2) }
}

const lowAt = ({ offset, at }: Bound, now: number): number => offset - (now - at) * DRIFT
const highAt = ({ offset, at }: Bound, now: number): number => offset + (now - at) * DRIFT

const isBetterLow = (one: Bound, known: Bound | null): boolean => known === null || one.offset >= lowAt(known, one.at)
const isBetterHigh = (one: Bound, known: Bound | null): boolean => known === null || one.offset <= highAt(known, one.at)

const contradicts = (low: Bound | null, high: Bound | null, now: number): boolean =>
  low !== null && high !== null && lowAt(low, now) > highAt(high, now) + SLACK_MS

/** The round trip that nearly all of the last ones kept under, ms: all but the slowest; null before there is one. */
export function roundTripMs({ trips }: ClockSync): number | null {
  const sorted = trips.toSorted((a, b) => a - b)
  return sorted.at(trips.length > 4 ? -2 : -1) ?? null
}

/** Pings at connect, on return and after a doubt, and the time between them, ms: the bracket closes within a second. */
const BURST = 10
const BURST_EVERY_MS = 80
/** Then for half a minute one every two seconds, ms, while the bracket narrows further. */
const SETTLE_EVERY_MS = 2_000
const SETTLE_MS = 30_000
/** A line whose round trips differ by this, ms, may yet have a quiet moment: it is worth asking more often, ms. */
const RESTLESS_MS = 8
const RESTLESS_EVERY_MS = 4_000

/**
 * How long to wait before the next ping, ms: after `pings` of a series that began `sinceMs` ago. On a quiet line the
 * bracket is as narrow as it will ever be after a few, so `settledEveryMs` is for life signs alone.
 */
export function nextPingInMs({ trips }: ClockSync, pings: number, sinceMs: number, settledEveryMs: number): number {
  if (pings < BURST) return BURST_EVERY_MS
  if (sinceMs < SETTLE_MS) return SETTLE_EVERY_MS
  const restless = median(trips) - Math.min(...trips) > RESTLESS_MS
  return restless ? RESTLESS_EVERY_MS : settledEveryMs
}
