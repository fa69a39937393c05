import * as v from 'valibot'
import { UserId } from './ids.ts'

/**
 * How a viewer's player stands to the room. `standing`: both stand; `slow`: it catches up again and again in vain;
 * `ad`: it shows something else; `blocked`: the browser wants a tap first; `failed`: it cannot play this film; `away`: nobody looks; `alone`: on its own.
 */
export const SyncState = v.picklist([
  'in_sync',
  'catching_up',
  'buffering',
  'slow',
  'ad',
  'away',
  'blocked',
  'failed',
  'alone',
  'standing',
])
export type SyncState = v.InferOutput<typeof SyncState>

/** Milliseconds that are shown or reckoned with, never counted: an hour is more than enough of them. */
const Ms = v.pipe(v.number(), v.minValue(-3_600_000), v.maxValue(3_600_000))
const Length = v.pipe(v.number(), v.minValue(0), v.maxValue(60_000))

/** What a viewer's player reports of itself. Nothing that decides who may do what hangs on it. */
export const Health = v.strictObject({
  state: SyncState,
  /** Where the room is minus where the player is, ms: behind is positive; null while that means nothing. */
  offsetMs: v.nullable(Ms),
  /** How wrong the estimate of the clock can be at most, ms; null before there is one. */
  boundMs: v.nullable(Length),
  /** Round trip to the server that 95 of 100 keep under, ms. */
  roundTripMs: v.nullable(Length),
  /** What this player needs to begin, ms. */
  startMs: Length,
  /** How far behind the edge of a broadcast this player asks to be, ms; left out while it plays none. */
  liveDelayMs: v.optional(Length),
})
export type Health = v.InferOutput<typeof Health>

/** What others may know of it. */
export const MemberHealth = v.object({
  userId: UserId,
  state: SyncState,
  offsetMs: v.nullable(v.number()),
  boundMs: v.nullable(v.number()),
})
export type MemberHealth = v.InferOutput<typeof MemberHealth>
