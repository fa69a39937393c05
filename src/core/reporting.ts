import type { Health, SyncState } from '#protocol/health.ts'
import type { Observation } from './drift.ts'
import type { Follower, Situation } from './follower.ts'
import { isSlow } from './learning.ts'
import { median } from './median.ts'

/** What a follower says of itself, and when. */

/** Within this, ms, a viewer is in sync: nobody can tell. */
const IN_SYNC_MS = 80
/** Reports: at most so often when the state has changed, when a number has, and when nothing has, ms. */
const REPORT_STATE_MS = 500
const REPORT_NUMBER_MS = 5_000
const REPORT_ANYWAY_MS = 60_000
/** A number that differs by this is another number, ms. */
const NOTICEABLE_MS = 10

/** How a player that can be seen is doing. */
export function healthOf(follower: Follower, at: Situation, seen: Observation): Health {
  const { errors, nudge } = follower.drift
  const steady = errors.length > 0 && nudge === 0
  const offset = steady ? median(errors) : seen.roomMs - seen.mediaMs
  const moves = seen.startsInMs === 0 && !seen.paused && !seen.seeking
  const offsetMs = moves ? Math.round(Math.max(-3_600_000, Math.min(3_600_000, offset))) : null
  return { ...basic(follower, at), state: stateOf(follower, at, seen, offset), offsetMs }
}

const basic = ({ drift }: Follower, { boundMs, roundTripMs, liveDelayMs }: Situation): Health => ({
  state: 'standing',
  offsetMs: null,
  boundMs: boundMs === null ? null : Math.min(60_000, Math.round(boundMs)),
  roundTripMs: roundTripMs === null ? null : Math.min(60_000, Math.round(roundTripMs)),
  startMs: Math.round(drift.playMs),
  ...(liveDelayMs === undefined ? {} : { liveDelayMs: Math.min(60_000, Math.round(liveDelayMs)) }),
})

/** The same of a viewer without one. */
export const healthWithout = (follower: Follower, at: Situation): Health => ({
  ...basic(follower, at),
  state: stateWithout(at),
})

const stateWithout = ({ visible, failed, blocked, alone, playback }: Situation): SyncState => {
  if (!visible) return 'away'
  if (failed) return 'failed'
  if (blocked) return 'blocked'
  if (alone) return 'alone'
  return playback.status === 'idle' ? 'standing' : 'buffering'
}

function stateOf(follower: Follower, at: Situation, seen: Observation, offset: number): SyncState {
  const { drift, drySince } = follower
  if (!at.visible || at.blocked || at.alone) return stateWithout(at)
  if (seen.ad) return 'ad'
  if (seen.startsInMs === null) return seen.ready && !seen.seeking ? 'standing' : 'buffering'
  if (!seen.ready && drySince !== null && seen.now - drySince > 300) return 'buffering'
  const near = drift.seekSince === null && !seen.paused && Math.abs(offset) <= IN_SYNC_MS
  if (near || seen.startsInMs > 0) return 'in_sync'
  return isSlow(drift) ? 'slow' : 'catching_up'
}

/** Reports at once what others must know, seldom what has hardly changed, now and then what has not changed at all. */
export const isDue = ({ health, reported }: Follower, now: number): boolean =>
  reported === null || now - reported.at >= dueAfterMs(reported.health, health)

function dueAfterMs(last: Health, health: Health): number {
  if (last.state !== health.state) return REPORT_STATE_MS
  const delay = differs(last.liveDelayMs ?? null, health.liveDelayMs ?? null)
  const another = delay || differs(last.offsetMs, health.offsetMs) || differs(last.boundMs, health.boundMs)
  return another || differs(last.roundTripMs, health.roundTripMs) ? REPORT_NUMBER_MS : REPORT_ANYWAY_MS
}

const differs = (a: number | null, b: number | null): boolean =>
  a === null || b === null ? a !== b : Math.abs(a - b) > NOTICEABLE_MS
