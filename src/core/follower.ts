import type { Health } from '#protocol/health.ts'
import type { UserId } from '#protocol/ids.ts'
import type { Playback } from '#protocol/playback.ts'
import { type Action, type Drift, follow, lookAgainInMs, type Observation, still } from './drift.ts'
import { awaitedFor } from './hold.ts'
import { interrupted } from './leap.ts'
import { type Habits, knowing } from './learning.ts'
import type { Profile } from './profiles.ts'
import { healthOf, healthWithout, isDue } from './reporting.ts'
import { positionAt, startsInMs } from './timeline.ts'

/**
 * A viewer's player as a whole: keeps it where the room is, tells the room when it cannot go on and when it can again, and
 * reports how it is doing. Pure; run by the Mini App, and by hundreds in the simulation.
 */

/** What the player itself says, read in one go. Times in ms of media. */
export type Reading = Pick<
  Observation,
  'mediaMs' | 'paused' | 'seeking' | 'ready' | 'loadedFromMs' | 'loadedToMs' | 'playerRate' | 'ad' | 'durationMs'
>

/** What a viewer's page knows at one instant. */
export interface Situation {
  /** The page's own clock, ms. */
  readonly now: number
  /** The room's clock, ms; null while it is not known. A device whose sound comes late runs it ahead. */
  readonly roomNow: number | null
  /** How wrong that may be, and the round trip that 95 of 100 keep under, ms. */
  readonly boundMs: number | null
  readonly roundTripMs: number | null
  readonly playback: Playback
  /** Null while nothing of the film is known. */
  readonly player: Reading | null
  readonly me: UserId | null
  readonly visible: boolean
  /** The browser wants a tap before it plays. */
  readonly blocked: boolean
  /** The player cannot play this film. */
  readonly failed: boolean
  /** On its own: what it follows is not the room's line. */
  readonly alone: boolean
  readonly profile: Profile
  /** How far behind the edge of a broadcast the player asks to be, ms; left out while it plays none. */
  readonly liveDelayMs?: number | undefined
}

export type Effect =
  | Action
  /** To the room: this player can go on, or cannot. */
  | { readonly do: 'tell'; readonly what: 'ready' | 'stalled'; readonly epoch: number; readonly version: number }
  | { readonly do: 'report'; readonly health: Health }
  /** The clock may have changed: ask for the time before trusting it. */
  | { readonly do: 'ask_time' }

export interface Follower {
  readonly drift: Drift
  /** The version of the line that is followed, and the film it belongs to. */
  readonly version: number
  readonly epoch: number
  /** Since when this version is followed. */
  readonly versionSince: number
  /** The room's speed in it. */
  readonly rate: number
  /** Since when the player has not been able to go on; null when it can. */
  readonly drySince: number | null
  /** It has been with the room in this film: whoever comes late is nobody's reason to wait. */
  readonly joined: boolean
  /** Where it stood when it last moved, for players that stop without a word. */
  readonly movedAt: number
  readonly movedTo: number
  readonly toldAt: number
  readonly lookedAt: number
  /** Room time minus the page's own, when it was last known, ms. */
  readonly skewMs: number | null
  readonly visible: boolean
  readonly reported: { readonly at: number; readonly health: Health } | null
  readonly health: Health
}

/** Without data for this long, ms, a player has run dry; a shorter stop is nobody's business. */
const DRY_MS = 700
/** What was not heard is said again after this, ms. */
const AGAIN_MS = 1_000
/** So much must be loaded, ms, before a player calls itself ready: after a stall more, or it would run dry again. */
const LOADED_MS = 1_000
const LOADED_AFTER_STALL_MS = 3_000
/** Near enough to where the room is, ms; and so many looks in a row tell it of one that moves. */
const AT_PLACE_MS = 120
const ARRIVED_AFTER = 3
/** A player that should move and does not for this long, ms, though it has all it needs, shows something else. */
const FROZEN_MS = 750
/** Who has not looked for this long, ms, was asleep: neither clock nor player are where they were. */
const ASLEEP_MS = 1_500
/** A clock that becomes known better moves by less than this, ms. */
const JUMP_MS = 200
const UNKNOWN: Health = { state: 'standing', offsetMs: null, boundMs: null, roundTripMs: null, startMs: 0 }

export const newFollower = (habits: Habits): Follower => ({
  drift: still(knowing(habits)),
  version: -1,
  epoch: -1,
  versionSince: 0,
  rate: 1,
  drySince: null,
  joined: false,
  movedAt: 0,
  movedTo: Number.NaN,
  toldAt: Number.NEGATIVE_INFINITY,
  lookedAt: Number.NaN,
  skewMs: null,
  visible: true,
  reported: null,
  health: UNKNOWN,
})

/** Forgets what is under way: the next look begins anew, as somebody who has just come back. */
export const resynced = (follower: Follower): Follower => ({
  ...follower,
  drift: { ...interrupted(follower.drift), astray: true, patience: 1, vainLeaps: 0 },
})

/** One look: the follower after it, what to do, and when to look again, ms. */
export function look(before: Follower, at: Situation): { follower: Follower; effects: Effect[]; againInMs: number } {
  const { now, playback } = at
  const player = at.failed ? null : at.player
  const effects: Effect[] = []
  let follower = woken(before, at, effects)
  if (playback.version !== follower.version || playback.epoch !== follower.epoch) follower = renewed(follower, at)
  let againInMs = 200
  if (player !== null && playback.status !== 'idle' && at.roomNow !== null) {
    const seen = observed(follower, at, player, playback, at.roomNow)
    follower = skewed(follower, at.roomNow - now)
    const { drift, actions } = follow(follower.drift, seen, at.profile)
    const done = isInVain(follower, at, seen, actions) ? follower.drift : drift
    follower = moving({ ...follower, drift: done }, seen)
    if (done === drift) effects.push(...actions)
    againInMs = lookAgainInMs(done, seen)
    follower = told(follower, at, seen, effects)
    follower = { ...follower, health: healthOf(follower, at, seen) }
  } else {
    follower = { ...follower, health: healthWithout(follower, at) }
  }
  if (isDue(follower, now)) {
    effects.push({ do: 'report', health: follower.health })
    follower = { ...follower, reported: { at: now, health: follower.health } }
  }
  return { follower: { ...follower, lookedAt: now, visible: at.visible }, effects, againInMs }
}

/** Back from the background or from sleep: the clock may have stood, the player may have. */
function woken(follower: Follower, { now, visible }: Situation, effects: Effect[]): Follower {
  const slept = now - follower.lookedAt > ASLEEP_MS
  if (!visible || (!slept && follower.visible)) return follower
  effects.push({ do: 'ask_time' })
  return { ...follower, drift: { ...follower.drift, astray: true, errors: [] }, movedAt: now }
}

/** The room's clock is another than was thought: wherever the player has gone by it, it went astray. */
const skewed = (follower: Follower, skewMs: number): Follower =>
  follower.skewMs === null || Math.abs(skewMs - follower.skewMs) < JUMP_MS
    ? { ...follower, skewMs }
    : { ...follower, skewMs, drift: { ...follower.drift, astray: true, errors: [] } }

/** Another version, of this film or of another, is a new wish: it ends what was under way. */
function renewed(follower: Follower, { now, playback }: Situation): Follower {
  const rate = playback.status === 'idle' ? 1 : playback.rate
  // A film that is being opened is on its way already.
  const drift = follower.version === -1 ? follower.drift : interrupted(follower.drift)
  return {
    ...follower,
    // What was in vain at another speed need not be at this one.
    drift: rate === follower.rate ? drift : { ...drift, patience: 1, vainLeaps: 0 },
    rate,
    joined: follower.joined && playback.epoch === follower.epoch,
    version: playback.version,
    epoch: playback.epoch,
    versionSince: now,
    drySince: null,
    movedAt: now,
    toldAt: Number.NEGATIVE_INFINITY,
  }
}

function observed(
  follower: Follower,
  { now, boundMs }: Situation,
  player: Reading,
  playback: Exclude<Playback, { status: 'idle' }>,
  roomNow: number,
): Observation {
  const inMs = startsInMs(playback, roomNow)
  return {
    ...player,
    now,
    roomMs: positionAt(playback, roomNow),
    startsInMs: inMs,
    stopsAtMs: playback.status === 'holding' && inMs !== null ? playback.positionMs : null,
    exact: playback.status === 'paused',
    rate: playback.rate,
    boundMs: boundMs ?? 0,
    durationMs: playback.media.durationMs ?? player.durationMs,
    ad: player.ad || isFrozen(follower, now, player, inMs === 0),
  }
}

/** It has everything, is told to play, and does not move: an advertisement, or a player that is not ours any more. */
const isFrozen = (follower: Follower, now: number, player: Reading, moves: boolean): boolean =>
  moves &&
  !player.paused &&
  !player.seeking &&
  player.ready &&
  player.mediaMs === follower.movedTo &&
  now - follower.movedAt > FROZEN_MS

/**
 * A player that waits for a tap cannot start, and the system may have taken away one that nobody looks at: it is brought
 * to where the room goes on once, and not after it again and again.
 */
function isInVain(follower: Follower, at: Situation, seen: Observation, actions: readonly Action[]): boolean {
  if (seen.startsInMs === null || !seen.paused || (at.visible && !at.blocked)) return false
  return at.blocked || (follower.drift.lastSeekAt >= follower.versionSince && actions.some((one) => one.do === 'seek'))
}

/** Notices movement, want of data, and that this viewer has arrived. */
function moving(follower: Follower, seen: Observation): Follower {
  const moves = seen.mediaMs !== follower.movedTo || seen.paused || seen.seeking || !seen.ready
  const wants = seen.startsInMs !== null && (!seen.ready || follower.drift.seekSince !== null)
  const waits = seen.startsInMs === null && !seen.ready
  return {
    ...follower,
    movedAt: moves ? seen.now : follower.movedAt,
    movedTo: seen.mediaMs,
    drySince: (wants || waits) && !seen.ad ? (follower.drySince ?? seen.now) : null,
    joined: follower.joined || hasArrived(follower.drift) || (seen.startsInMs === null && seen.ready && !seen.seeking),
  }
}

/** It runs beside the room, if not yet exactly: a player on a busy device may need half a minute for the last of it. */
const hasArrived = ({ locked, errors }: Drift): boolean =>
  locked || (errors.length >= ARRIVED_AFTER && errors.every((error) => Math.abs(error) < AT_PLACE_MS))

/** Tells the room that this player cannot go on, or that it can again; and again until the room has heard it. */
function told(follower: Follower, at: Situation, seen: Observation, effects: Effect[]): Follower {
  const { now, playback, me } = at
  if (at.alone || at.blocked || !at.visible || seen.ad || now - follower.toldAt < AGAIN_MS) return follower
  const what = isReady(playback, me, seen) ? 'ready' : isStalled(follower, playback, me, now) ? 'stalled' : null
  if (what === null) return follower
  effects.push({ do: 'tell', what, epoch: playback.epoch, version: playback.version })
  return { ...follower, toldAt: now }
}

function isReady(playback: Playback, me: UserId | null, seen: Observation): boolean {
  const why = awaitedFor(playback, me)
  // Whether people are ready they say themselves.
  if (playback.status !== 'holding' || why === null || why === 'gather') return false
  if (seen.startsInMs !== null || !seen.ready || seen.seeking) return false
  if (Math.abs(seen.mediaMs - playback.positionMs) > AT_PLACE_MS) return false
  const enough = why === 'stall' ? LOADED_AFTER_STALL_MS : LOADED_MS
  const end = seen.durationMs ?? Number.POSITIVE_INFINITY
  return seen.loadedToMs >= Math.min(seen.mediaMs + enough, end - 250)
}

function isStalled(follower: Follower, playback: Playback, me: UserId | null, now: number): boolean {
  if (follower.drySince === null || now - follower.drySince < DRY_MS) return false
  if (playback.status === 'playing') return follower.joined && follower.drift.seekSince === null
  return awaitedFor(playback, me) !== null && playback.status === 'holding' && playback.why !== 'gather'
}
