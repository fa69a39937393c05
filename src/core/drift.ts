/**
 * The drift controller: what a player must do to stand where the room stands. Pure; run by the Mini App.
 * The rule behind it: aim ahead, land paused, start on time. A seek while playing misses by the spread of the seek's
 * time; a seek to a place that the room has yet to reach, and a start when it does, misses by almost nothing.
 */

/** What the player was seen doing, and where the room is, at one instant. Times in ms of the local clock. */
export interface Observation {
  readonly now: number
  /** Where the room stands now, ms of media. */
  readonly roomMs: number
  /** Ms until the room's line begins to move; 0 when it moves, null while it stands. */
  readonly startsInMs: number | null
  /** The room's speed. */
  readonly rate: number
  readonly mediaMs: number
  /** The player is paused (by us: nobody else may). */
  readonly paused: boolean
  readonly seeking: boolean
  /** Enough is loaded to play on. */
  readonly ready: boolean
  /** Length of the film, ms, when it is known. */
  readonly durationMs: number | null
}

export type Action =
  | { readonly do: 'play' }
  | { readonly do: 'pause' }
  | { readonly do: 'seek'; readonly toMs: number }
  | { readonly do: 'rate'; readonly rate: number }

/** What this player has taught us, ms. Kept for the device. */
export interface Latencies {
  /** From a seek to a picture. */
  readonly seekMs: number
  /** From `play()` to movement. */
  readonly playMs: number
}

export interface Drift extends Latencies {
  /** When the current seek began, and where it is to land; null when none is under way. */
  readonly seekSince: { readonly at: number; readonly toMs: number } | null
  /** Landed here, paused, waiting for the room to arrive. */
  readonly landedMs: number | null
  /** Since when the player has moved steadily. */
  readonly steadySince: number | null
  /** This start has been learned from. */
  readonly learned: boolean
  /** By how much the player runs faster (or slower) than the room, as a fraction; 0 when locked. */
  readonly nudge: number
  /** The speed the player was last told; null when it must be told anew. */
  readonly rateSet: number | null
  readonly lastSeekAt: number
  /** The last errors, newest last, ms: room minus player. */
  readonly errors: readonly number[]
}

export const FIRST_LATENCIES: Latencies = { seekMs: 80, playMs: 50 }

export const still = (latencies: Latencies): Drift => ({
  ...latencies,
  seekSince: null,
  landedMs: null,
  steadySince: null,
  learned: false,
  nudge: 0,
  rateSet: null,
  lastSeekAt: Number.NEGATIVE_INFINITY,
  errors: [],
})

/** A paused player may stand this far off, ms: less than half a frame. */
const STANDING_MS = 16
/** Errors beyond this are leapt over, ms; smaller ones are nudged away, unheard. */
const LEAP_MS = 400
const COARSE_MS = 60
const FINE_MS = 15
const LOCKED_MS = 4
const COARSE = 0.06
const FINE = 0.025
/** Between two leaps while playing, ms. */
const LEAP_EVERY_MS = 1_500
/** Errors count only after this much steady play, ms: before it, players report what they like. */
const STEADY_MS = 300
/** A player that starts may be this late without being put back, ms. */
const LATE_MS = 120
/** Added to where a leap aims, ms. */
const MARGIN_MS = 60
const SEEK_MAX_MS = 3_000
const PLAY_MAX_MS = 500

/** The room has changed its mind: whatever was under way is no longer wanted. */
export const interrupted = (drift: Drift): Drift => ({ ...moved(drift), seekSince: null, landedMs: null })

/** The next state, and what to do now. */
export function follow(drift: Drift, seen: Observation): { drift: Drift; actions: Action[] } {
  const settled = landing(drift, seen)
  if (settled.seekSince !== null) return { drift: settled, actions: [] }
  if (seen.startsInMs === null) return stand(settled, seen, seen.roomMs)
  if (seen.durationMs !== null && seen.roomMs >= seen.durationMs) return stand(settled, seen, seen.durationMs)
  if (seen.paused) return start(settled, seen)
  return seen.startsInMs > drift.playMs ? stand(settled, seen, seen.roomMs) : track(settled, seen)
}

/** A seek that has ended tells how long this player takes. */
function landing(drift: Drift, { now, seeking, ready }: Observation): Drift {
  if (drift.seekSince === null || seeking || !ready) return drift
  const took = Math.min(SEEK_MAX_MS, now - drift.seekSince.at)
  // Too late costs another seek, too early only a still picture: learn the first quickly, the second slowly.
  const share = took > drift.seekMs ? 0.9 : 0.2
  return {
    ...drift,
    seekSince: null,
    landedMs: drift.seekSince.toMs,
    seekMs: drift.seekMs + share * (took - drift.seekMs),
  }
}

const moved = (drift: Drift): Drift => ({ ...drift, steadySince: null, learned: false, nudge: 0, errors: [] })

function seek(drift: Drift, { now }: Observation, toMs: number): { drift: Drift; action: Action } {
  const next = { ...moved(drift), seekSince: { at: now, toMs }, landedMs: null, lastSeekAt: now }
  return { drift: next, action: { do: 'seek', toMs } }
}

/** The room stands: so does the player, on the same frame. */
function stand(drift: Drift, seen: Observation, atMs: number): { drift: Drift; actions: Action[] } {
  const actions: Action[] = seen.paused ? [] : [{ do: 'pause' }]
  const aimed = drift.landedMs ?? seen.mediaMs
  if (Math.abs(atMs - seen.mediaMs) <= STANDING_MS || Math.abs(atMs - aimed) < 1) {
    return { drift: { ...moved(drift), landedMs: atMs }, actions }
  }
  const leap = seek(drift, seen, atMs)
  return { drift: leap.drift, actions: [...actions, leap.action] }
}

/** The room moves, the player does not yet: bring it to where the room will be, then start on time. */
function start(drift: Drift, seen: Observation): { drift: Drift; actions: Action[] } {
  const untilMs = seen.startsInMs ?? 0
  const waitMs = untilRoomIsHere(drift, seen)
  const soonest = untilMs > 0 ? untilMs : drift.seekMs * 1.25 + MARGIN_MS + drift.playMs
  const inReach = waitMs >= -LATE_MS && waitMs <= soonest + LEAP_MS
  if (!inReach) {
    const leap = seek(drift, seen, aim(drift, seen))
    return { drift: leap.drift, actions: [leap.action] }
  }
  if (!seen.ready || waitMs > drift.playMs) return { drift, actions: [] }
  const next = {
    ...moved(drift),
    landedMs: null,
    rateSet: seen.rate,
    steadySince: seen.now + Math.max(0, drift.playMs),
  }
  return { drift: next, actions: [{ do: 'rate', rate: seen.rate }, { do: 'play' }] }
}

/** How long until the room is where the player stands, ms; negative when it has passed. */
const untilRoomIsHere = ({ landedMs }: Drift, { startsInMs, roomMs, mediaMs, rate }: Observation): number =>
  (startsInMs ?? 0) + ((landedMs ?? mediaMs) - roomMs) / rate

/** How long until `play()` is due for a paused player, ms; null when the room stands or the player moves. */
export const startDueInMs = (drift: Drift, seen: Observation): number | null =>
  seen.paused && seen.startsInMs !== null ? untilRoomIsHere(drift, seen) - drift.playMs : null

/** Where the room will be when a seek that begins now has landed and the player has started. */
function aim(drift: Drift, { roomMs, startsInMs, rate, durationMs }: Observation): number {
  const leadMs = drift.seekMs * 1.25 + MARGIN_MS + drift.playMs
  const target = roomMs + Math.max(0, leadMs - (startsInMs ?? 0)) * rate
  return Math.min(target, durationMs ?? target)
}

/** Both move: measure, and correct by as little as will do. */
function track(drift: Drift, seen: Observation): { drift: Drift; actions: Action[] } {
  if (seen.seeking || !seen.ready) return { drift: moved(drift), actions: [] }
  const steadySince = drift.steadySince ?? seen.now
  if (seen.now - steadySince < STEADY_MS) return { drift: { ...drift, steadySince }, actions: [] }
  const errors = [...drift.errors, seen.roomMs - seen.mediaMs].slice(-5)
  const error = median(errors)
  const learnt = learn({ ...drift, steadySince, errors }, error)
  if (Math.abs(error) > LEAP_MS) {
    if (seen.now - drift.lastSeekAt < LEAP_EVERY_MS) return { drift: learnt, actions: [] }
    const leap = seek(learnt, seen, aim(learnt, seen))
    return { drift: leap.drift, actions: [{ do: 'pause' }, leap.action] }
  }
  return nudged(learnt, seen, error)
}

/** The first steady error after a start is what `play()` took longer than we thought. */
function learn(drift: Drift, error: number): Drift {
  if (drift.learned || drift.errors.length < 5) return drift
  if (Math.abs(error) > PLAY_MAX_MS) return { ...drift, learned: true }
  return { ...drift, learned: true, playMs: Math.min(PLAY_MAX_MS, Math.max(0, drift.playMs + 0.6 * error)) }
}

function nudged(drift: Drift, seen: Observation, error: number): { drift: Drift; actions: Action[] } {
  const nudge = nudgeFor(drift.nudge, error)
  const rateSet = seen.rate * (1 + nudge)
  // Errors from before a change of nudge would answer a question that is no longer asked.
  const errors = nudge === drift.nudge ? drift.errors : []
  const actions: Action[] = rateSet === drift.rateSet ? [] : [{ do: 'rate', rate: rateSet }]
  return { drift: { ...drift, nudge, errors, rateSet }, actions }
}

/** With hysteresis: a nudge begins at one size of error and ends at a much smaller one, or when it has overshot. */
function nudgeFor(nudge: number, error: number): number {
  const size = Math.abs(error)
  const towards = Math.sign(error)
  if (size > COARSE_MS) return towards * COARSE
  if (Math.sign(nudge) !== towards) return size > FINE_MS ? towards * FINE : 0
  if (size <= LOCKED_MS) return 0
  return Math.abs(nudge) === COARSE && size > COARSE_MS / 2 ? nudge : towards * FINE
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
