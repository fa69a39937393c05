import { fillsSoon, landing, leapCostMs, leapOver, leapTo, MARGIN_MS, moved, seek, watched } from './leap.ts'
import { afterNudge, type LeapCost, type Learned, learntStart, sawRate } from './learning.ts'
import { median } from './median.ts'
import { nudged, nudgeEnded, paced, rateOf } from './nudge.ts'
import { adapted, type Profile } from './profiles.ts'

export { opening, openingAt } from './leap.ts'

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
  /** The line moves, but only up to here, ms of media: then it stands. Null when it goes on. */
  readonly stopsAtMs: number | null
  /** Where the room stands, the player must stand on the very frame; while it waits for somebody, near it is enough. */
  readonly exact: boolean
  /** The room's speed. */
  readonly rate: number
  readonly mediaMs: number
  /** The player is paused (by us: nobody else may). */
  readonly paused: boolean
  readonly seeking: boolean
  /** Enough is loaded to play on. */
  readonly ready: boolean
  /** What is loaded around where it stands, ms of media. */
  readonly loadedFromMs: number
  readonly loadedToMs: number
  /** The speed the player says it has. */
  readonly playerRate: number
  /** It shows something else just now. */
  readonly ad: boolean
  /** How wrong `roomMs` may be, ms: 0 when nobody can tell. */
  readonly boundMs: number
  /** Length of the film, ms, when it is known. */
  readonly durationMs: number | null
}

export type Action =
  | { readonly do: 'play' }
  | { readonly do: 'pause' }
  | { readonly do: 'seek'; readonly toMs: number }
  /** A pitch that is not kept moves with the speed: unheard for tiny changes, and then such a change costs nothing. */
  | { readonly do: 'rate'; readonly rate: number; readonly keepsPitch: boolean }

/** A seek under way: since when, where to, what it is expected to cost, and whether the room has since changed its mind. */
export interface Seek {
  readonly at: number
  readonly toMs: number
  readonly cost: LeapCost
  readonly stale: boolean
}

export interface Drift extends Learned {
  /** The seek that is under way; null when none is. */
  readonly seekSince: Seek | null
  /** Landed here, paused, waiting for the room to arrive. */
  readonly landedMs: number | null
  /** Since when the player has moved steadily. */
  readonly steadySince: number | null
  /** How late the last start was by our own doing, ms of film; null when it has been learned from. */
  readonly startedLateMs: number | null
  /** The error has been small since the last start: from now on only a larger one is corrected. */
  readonly locked: boolean
  /** By how much the player runs faster (or slower) than the room, as a fraction, and until when; 0 when it does not. */
  readonly nudge: number
  readonly nudgeUntil: number
  /** The last nudge was of the kind that costs a moment by itself. */
  readonly costly: boolean
  /** The same of the last one: a player that strays twice to one side has a clock that does. */
  readonly lastNudge: number
  /** The speed the player was last told; null when it must be told anew. */
  readonly rateSet: number | null
  /** What was expected of the last change of speed; null when it has been checked. */
  readonly rateWrite: { readonly at: number; readonly mediaMs: number; readonly rate: number } | null
  readonly lastSeekAt: number
  /** What was loaded when data began to come (again), ms of film: how fast it comes says whether to wait for it. */
  readonly filling: { readonly at: number; readonly toMs: number } | null
  /** It has run dry, stood in the background, or shown something else: where it is now must be looked at at once. */
  readonly astray: boolean
  /** The last errors, newest last, ms: room minus player. */
  readonly errors: readonly number[]
}

export const still = (learned: Learned): Drift => ({
  ...learned,
  seekSince: null,
  landedMs: null,
  steadySince: null,
  startedLateMs: null,
  locked: false,
  nudge: 0,
  nudgeUntil: 0,
  costly: false,
  lastNudge: 0,
  rateSet: null,
  rateWrite: null,
  lastSeekAt: Number.NEGATIVE_INFINITY,
  filling: null,
  astray: false,
  errors: [],
})

/** Errors count only after this much steady play, ms: before it, players report what they like. */
const STEADY_MS = 300
/** And after a change of speed, ms. */
const AFTER_NUDGE_MS = 200
/** How many errors make a judgement. */
const SAMPLES = 5
/** A player that starts may be this late without being put back, ms. */
const LATE_MS = 120
/** And this long before its time, beyond what a seek would take, ms. */
const EARLY_MS = 400
const EARLY_AFTER_LEAP_MS = 3_000
const JUST_LEAPT_MS = 5_000
/** A seek under way that lands further than this from where the room will be, ms, is given up for another. */
const REDIRECTED_MS = 2_000
/** A seek that has not landed after this, ms, is tried again from where the room is by then. */
const GIVEN_UP_MS = 15_000
/** A player that has gone astray is put back at once from here on, ms. */
const ASTRAY_MS = 100
/** While the room waits for somebody, a player may stand this far from its place, ms. */
const NEAR_MS = 60

/** The next state, and what to do now. */
export function follow(drift: Drift, seen: Observation, kind: Profile): { drift: Drift; actions: Action[] } {
  const landed = landing(drift, seen)
  if (landed.seekSince !== null && !landed.seekSince.stale) {
    if (seen.now - landed.seekSince.at < GIVEN_UP_MS) return { drift: landed, actions: [] }
    // It will never land: a hole in the film, or a request that got lost. The room has moved on: there it may.
    const again = leapTo(landed, seen)
    return { drift: again.drift, actions: [again.action] }
  }
  const profile = adapted(kind, landed.rateWrites)
  if (seen.ad) return { drift: { ...moved(landed), astray: true }, actions: [] }
  const settled = sawRate(landed, seen)
  if (seen.startsInMs === null) return stand(settled, seen, seen.roomMs, profile)
  if (seen.durationMs !== null && seen.roomMs >= seen.durationMs) return stand(settled, seen, seen.durationMs, profile)
  // A room that is about to wait: who plays plays on to there, who does not goes there.
  if (seen.stopsAtMs !== null)
    return seen.paused || !seen.ready
      ? stand(settled, seen, seen.stopsAtMs, profile)
      : { drift: moved(settled), actions: [] }
  if (seen.paused) return start(settled, seen, profile)
  if (seen.startsInMs <= drift.playMs) return track(settled, seen, profile)
  // The line is about to begin elsewhere: there, and not a seek's time after it.
  return Math.abs(seen.roomMs - seen.mediaMs) <= NEAR_MS
    ? stand(settled, seen, seen.roomMs, profile)
    : leapOver(settled, seen)
}

/** The room stands: so does the player, on the same frame. */
function stand(drift: Drift, seen: Observation, atMs: number, profile: Profile): { drift: Drift; actions: Action[] } {
  const actions: Action[] = seen.paused ? [] : [{ do: 'pause' }]
  const tolerance = seen.exact ? profile.standMs : Math.max(profile.standMs, NEAR_MS)
  const { seekSince, landedMs } = drift
  if (seekSince !== null && Math.abs(atMs - seekSince.toMs) <= tolerance) {
    return { drift: { ...drift, seekSince: { ...seekSince, stale: false } }, actions }
  }
  // A player that cannot stand just there has done what it can.
  const isThere = Math.abs(atMs - seen.mediaMs) <= tolerance || (landedMs !== null && Math.abs(atMs - landedMs) < 1)
  if (isThere && seekSince === null) {
    return { drift: { ...moved(drift), landedMs: seen.paused ? landedMs : null, astray: false }, actions }
  }
  const leap = seek(drift, seen, atMs)
  return { drift: leap.drift, actions: [...actions, leap.action] }
}

/** The room moves, the player does not yet: bring it to where the room will be, then start on time. */
function start(drift: Drift, seen: Observation, profile: Profile): { drift: Drift; actions: Action[] } {
  const { seekSince } = drift
  const standsAt = seekSince?.toMs ?? seen.mediaMs
  const waitMs = untilRoomIsAt(standsAt, seen)
  const soonest = Math.max(seen.startsInMs ?? 0, leapCostMs(drift, seen) * 1.25 + MARGIN_MS + drift.playMs)
  // Who is on the way to somewhere near gets there first: another seek would only begin the loading anew.
  if (seekSince !== null && waitMs > -REDIRECTED_MS && waitMs < soonest + REDIRECTED_MS) {
    return { drift: { ...drift, seekSince: { ...seekSince, stale: false } }, actions: [] }
  }
  // Nor does a seek help a player that has no data where it stands.
  if (seekSince === null && !seen.ready) return { drift, actions: [] }
  // Who has tried in vain for a while starts late rather than never.
  const late = Math.max(LATE_MS, profile.lockMs, profile.leapMs / 4) * drift.patience
  // Who has just leapt and landed early waits: another seek would be one too many.
  const early = seen.now - drift.leaptAt < JUST_LEAPT_MS ? EARLY_AFTER_LEAP_MS : EARLY_MS
  if (waitMs < -late || waitMs > soonest + early) {
    const leap = leapTo(drift, seen)
    return { drift: leap.drift, actions: [leap.action] }
  }
  if (waitMs > drift.playMs) return { drift, actions: [] }
  const next = {
    ...moved(drift),
    landedMs: null,
    rateSet: seen.rate,
    startedLateMs: Math.max(0, drift.playMs - waitMs) * seen.rate,
    steadySince: seen.now + drift.playMs,
    astray: false,
  }
  return { drift: next, actions: [rateOf(seen.rate), { do: 'play' }] }
}

/** How long until the room is at a place of the film, ms; negative when it has passed. */
const untilRoomIsAt = (placeMs: number, { startsInMs, roomMs, rate }: Observation): number =>
  (startsInMs ?? 0) + (placeMs - roomMs) / rate

/** Both move: measure, and correct by as little as will do. */
function track(drift: Drift, seen: Observation, profile: Profile): { drift: Drift; actions: Action[] } {
  if (seen.seeking || !seen.ready) return { drift: { ...moved(drift), astray: true }, actions: [] }
  const off = seen.roomMs - seen.mediaMs
  if (drift.astray && Math.abs(off) > Math.max(ASTRAY_MS, 2 * profile.lockMs) * drift.patience)
    return fillsSoon(drift, seen) ? { drift: watched(drift, seen), actions: [] } : leapOver(drift, seen)
  const steadySince = drift.steadySince ?? seen.now
  // Whatever speed it had before: from now on it must have the room's.
  if (seen.now - steadySince < STEADY_MS) return paced({ ...drift, steadySince, astray: false, filling: null }, seen)
  if (drift.nudge !== 0)
    return seen.now < drift.nudgeUntil
      ? { drift, actions: [] }
      : nudgeEnded(drift, seen, seen.now - STEADY_MS + AFTER_NUDGE_MS)
  const errors = [...(drift.errors.length < SAMPLES ? drift.errors : drift.errors.slice(1)), off]
  if (errors.length < SAMPLES) return { drift: { ...drift, steadySince, errors }, actions: [] }
  const error = median(errors)
  const judged = { ...drift, ...learntStart(drift, error, seen.rate), startedLateMs: null, steadySince, errors }
  const leapMs = profile.leapMs * drift.patience
  if (Math.abs(error) > leapMs) {
    return seen.now - drift.lastSeekAt < profile.leapEveryMs ? { drift: judged, actions: [] } : leapOver(judged, seen)
  }
  return nudged({ ...judged, ...afterNudge(judged, seen.now) }, seen, error, profile)
}

/** While nothing changes the error is looked at this often, ms; while it does, this often. */
const CALM_MS = 200
const BUSY_MS = 50

/** When to look again, ms: exactly when something is due, often while much happens, seldom while nothing does. */
export function lookAgainInMs(drift: Drift, seen: Observation): number {
  if (drift.seekSince !== null || !seen.ready) return BUSY_MS
  if (seen.startsInMs === null) return CALM_MS
  if (seen.paused) {
    const dueMs = untilRoomIsAt(seen.mediaMs, seen) - drift.playMs
    return dueMs > 0 && dueMs < BUSY_MS ? dueMs : BUSY_MS
  }
  if (seen.stopsAtMs !== null) return Math.min(BUSY_MS, Math.max(1, (seen.stopsAtMs - seen.roomMs) / seen.rate))
  if (drift.nudge !== 0) return Math.min(CALM_MS, Math.max(1, drift.nudgeUntil - seen.now))
  return drift.locked && drift.errors.length >= SAMPLES ? CALM_MS : BUSY_MS
}
