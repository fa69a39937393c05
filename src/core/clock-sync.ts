/** Bounds are trusted this long, ms: after that, crystals have drifted and paths have changed. */
const KEEP_MS = 120_000
/** How far two crystals drift apart at most, ms per ms: 50 ppm. */
const DRIFT = 50e-6
/** Bounds may contradict each other by this much, ms, before a clock must have jumped. */
const SLACK_MS = 1
/** Bounds kept in each direction. */
const KEPT = 128

interface Bound {
  /** Offset, ms: server clock minus client clock. */
  readonly offset: number
  /** When it was measured, client ms. */
  readonly at: number
}

/**
 * What is known of the offset θ = server clock - client clock. Nothing arrives before it was sent, so each message
 * from the server proves a lower bound of θ, and each of ours that the server has stamped an upper one. The bracket
 * is hard: unlike an average, jitter cannot move it, it needs one quiet message in each direction.
 */
export interface ClockSync {
  readonly lows: readonly Bound[]
  readonly highs: readonly Bound[]
}

export const unsynced: ClockSync = { lows: [], highs: [] }

/** A message the server stamped `serverAt` was received at `receivedAt` on the client's clock (ms). */
export const heard = (sync: ClockSync, serverAt: number, receivedAt: number): ClockSync =>
  checked({ ...sync, lows: added(sync.lows, { offset: serverAt - receivedAt, at: receivedAt }) })

/** The server answered at `serverAt` what we had sent at `sentAt`; the answer came at `receivedAt` (client ms). */
export const answered = (sync: ClockSync, sentAt: number, serverAt: number, receivedAt: number): ClockSync =>
  checked({
    lows: added(sync.lows, { offset: serverAt - receivedAt, at: receivedAt }),
    highs: added(sync.highs, { offset: serverAt - sentAt, at: receivedAt }),
  })

/** The offset, ms, and how wrong it can be at most, ms; null before the first answer. */
export function offsetAt(sync: ClockSync, now: number): { offset: number; bound: number } | null {
  const { low, high } = bracket(sync, now)
  if (!Number.isFinite(low) || !Number.isFinite(high)) return null
  return { offset: (low + high) / 2, bound: Math.max(0, (high - low) / 2) }
}

function bracket({ lows, highs }: ClockSync, now: number): { low: number; high: number } {
  let low = Number.NEGATIVE_INFINITY
  let high = Number.POSITIVE_INFINITY
  for (const { offset, at } of lows) low = Math.max(low, offset - (now - at) * DRIFT)
  for (const { offset, at } of highs) high = Math.min(high, offset + (now - at) * DRIFT)
  return { low, high }
}

const added = (bounds: readonly Bound[], bound: Bound): Bound[] =>
  [...bounds.filter(({ at }) => bound.at - at < KEEP_MS), bound].slice(-KEPT)

/** A clock that jumped (sleep, a new server) makes the bracket empty: then only what came last is true. */
function checked(sync: ClockSync): ClockSync {
  const last = sync.lows.at(-1)
  if (!last) return sync
  const { low, high } = bracket(sync, last.at)
  if (low <= high + SLACK_MS) return sync
  return { lows: [last], highs: sync.highs.filter(({ at }) => at === last.at) }
}
