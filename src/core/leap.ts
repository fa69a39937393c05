import type { Action, Drift, Observation } from './drift.ts'
import { afterLeap, type LeapCost, learntLanding } from './learning.ts'
import { type Loaded, positionAt, startsInMs } from './timeline.ts'

/** Leaps: to a place that the room has yet to reach, there to wait for it. */

type Line = Pick<Observation, 'roomMs' | 'startsInMs' | 'rate' | 'durationMs'>

/** Added to where a leap aims, ms. */
export const MARGIN_MS = 60

/** Whatever was measured of the player's movement is of no use any more. */
export const moved = (drift: Drift): Drift => ({
  ...drift,
  steadySince: null,
  startedLateMs: null,
  locked: false,
  nudge: 0,
  costly: false,
  rateSet: drift.nudge === 0 ? drift.rateSet : null,
  rateWrite: null,
  filling: null,
  errors: [],
})

/** The room has changed its mind: what was under way may no longer be wanted. */
export const interrupted = (drift: Drift): Drift => ({
  ...moved(drift),
  seekSince: drift.seekSince && { ...drift.seekSince, stale: true },
  landedMs: null,
})

/** A film is being opened at `toMs`: the first landing. */
export const opening = (drift: Drift, now: number, toMs: number): Drift => ({
  ...moved(drift),
  seekSince: { at: now, toMs, cost: 'openMs', stale: false },
  landedMs: null,
  lastSeekAt: now,
})

/** Where the room will be when a film that is opened at `roomNow` can be played. */
export function openingAt(drift: Drift, playback: Loaded, roomNow: number): number {
  const { rate, media } = playback
  const line = { roomMs: positionAt(playback, roomNow), startsInMs: startsInMs(playback, roomNow) }
  return aim(drift, { ...line, rate, durationMs: media.durationMs }, drift.openMs)
}

/** A seek that has ended tells how long this player takes. */
export function landing(drift: Drift, seen: Observation): Drift {
  if (drift.seekSince === null || seen.seeking || !seen.ready) return drift
  const { at, toMs, cost } = drift.seekSince
  return { ...drift, ...learntLanding(drift, seen.now - at, cost), seekSince: null, landedMs: toMs }
}

export function seek(drift: Drift, seen: Observation, toMs: number): { drift: Drift; action: Action } {
  const next = {
    ...moved(drift),
    seekSince: { at: seen.now, toMs, cost: costOf(seen, toMs), stale: false },
    landedMs: null,
    lastSeekAt: seen.now,
    astray: false,
  }
  return { drift: next, action: { do: 'seek', toMs } }
}

/** A seek to where the room will be when it is over: sooner where that is loaded. */
export function leapTo(before: Drift, seen: Observation): { drift: Drift; action: Action } {
  const drift = afterLeap(before, seen.now)
  return seek(drift, seen, aim(drift, seen, leapCostMs(drift, seen)))
}

/** What such a seek takes, ms. */
export const leapCostMs = (drift: Drift, seen: Observation): number =>
  isLoaded(seen, aim(drift, seen, drift.seekMs)) ? drift.seekMs : drift.loadMs

/** Film that is so far from loaded, ms, is not waited for; how fast it loads is known after so long. */
const REACH_MS = 6_000
const MEASURED_AFTER_MS = 60

/** Data comes so fast that the room's place is loaded sooner than a seek to it would load it. */
export function fillsSoon(drift: Drift, seen: Observation): boolean {
  const lackMs = aim(drift, seen, drift.seekMs) - seen.loadedToMs
  if (lackMs <= 0 || lackMs > REACH_MS || seen.loadedFromMs > seen.roomMs) return false
  const tookMs = drift.filling === null ? 0 : seen.now - drift.filling.at
  if (drift.filling === null || tookMs < MEASURED_AFTER_MS) return true
  const gain = (seen.loadedToMs - drift.filling.toMs) / tookMs - seen.rate
  return gain > 0 && lackMs / gain < 1.25 * (drift.loadMs - drift.seekMs)
}

/** The same, with what is loaded now remembered. */
export const watched = (drift: Drift, { now, loadedToMs }: Observation): Drift =>
  drift.filling === null ? { ...drift, filling: { at: now, toMs: loadedToMs } } : drift

/** Stops, goes to where the room will be, and starts when it comes. */
export function leapOver(drift: Drift, seen: Observation): { drift: Drift; actions: Action[] } {
  const leap = leapTo(drift, seen)
  return { drift: leap.drift, actions: [{ do: 'pause' }, leap.action] }
}

const costOf = (seen: Observation, toMs: number): LeapCost => (isLoaded(seen, toMs) ? 'seekMs' : 'loadMs')

const isLoaded = ({ loadedFromMs, loadedToMs }: Observation, toMs: number): boolean =>
  toMs >= loadedFromMs && toMs < loadedToMs

/** Where the room will be when a seek that begins now has landed and the player has started. */
function aim(drift: Drift, { roomMs, startsInMs, rate, durationMs }: Line, costMs: number): number {
  if (startsInMs === null) return roomMs
  const leadMs = costMs * 1.25 + MARGIN_MS + drift.playMs
  const target = roomMs + Math.max(0, leadMs - startsInMs) * rate
  return Math.min(target, durationMs ?? target)
}
