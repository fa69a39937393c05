import type { Action, Drift, Observation } from './drift.ts'
import { learntNudge } from './learning.ts'
import type { Gear, Profile } from './profiles.ts'

/** Errors of a player that has just begun must be smaller than this to be let be, ms: it is the one chance to be exact. */
const FIRST_LOCK_MS = 3
/** Errors that count as noise of the reading: so many times what the last ones differ among themselves. */
const NOISE = 1.5
/** Nothing is nudged for longer, ms: by then something else is wrong. */
const NUDGE_MAX_MS = 8_000

/**
 * Runs a little faster or slower for exactly as long as the error needs: two writes of the speed for one correction.
 * An error that is small enough, or not worth a write with this player, is let be.
 */
export function nudged(
  drift: Drift,
  seen: Observation,
  error: number,
  profile: Profile,
): { drift: Drift; actions: Action[] } {
  const learnt = { ...drift, ...learntNudge(drift, error) }
  const noise = NOISE * (Math.max(...drift.errors) - Math.min(...drift.errors))
  const band = Math.max(drift.locked ? profile.lockMs : Math.min(profile.lockMs, FIRST_LOCK_MS), noise)
  if (Math.abs(error) <= band) return pacedAs({ ...learnt, locked: true }, seen)
  const gear = gearFor(profile, Math.abs(error))
  if (gear === null || seen.now - drift.lastNudgeAt < profile.nudgeEveryMs) return pacedAs(learnt, seen)
  const lastsMs = lengthOf(learnt, gear, error, seen.rate)
  if (lastsMs === 0) return pacedAs({ ...learnt, locked: true }, seen)
  const nudge = Math.sign(error) * gear.by
  const rate = seen.rate * (1 + nudge)
  const keepsPitch = gear.keepsPitch || seen.rate !== 1
  const next = {
    ...learnt,
    locked: false,
    nudge,
    nudgeUntil: seen.now + Math.min(NUDGE_MAX_MS, lastsMs),
    lastNudgeAt: seen.now,
    rateSet: rate,
    rateWrite: { at: seen.now, mediaMs: seen.mediaMs, rate },
    costly: isCostly(gear, seen.rate),
    errors: [],
  }
  return { drift: next, actions: [{ do: 'rate', rate, keepsPitch }] }
}

/** The strongest change of speed that this error is worth; null when the player has none. */
const gearFor = ({ gears }: Profile, size: number): Gear | null =>
  gears.findLast(({ fromMs }) => size >= fromMs) ?? null

/** Beginning to stretch sound costs a moment, once: Chromium loses 24 ms each time it leaves the speed 1 with its pitch kept. */
const isCostly = (gear: Gear, roomRate: number): boolean => gear.keepsPitch && roomRate === 1

/** How long a nudge must last, ms: a cost makes those behind fall further behind, and those ahead less far ahead. */
function lengthOf({ nudgeCostMs }: Drift, gear: Gear, error: number, roomRate: number): number {
  const needed = error + (isCostly(gear, roomRate) ? nudgeCostMs : 0)
  return Math.sign(needed) === Math.sign(error) ? Math.abs(needed) / (roomRate * gear.by) : 0
}

/** The room's own speed, whatever the player had before a seek or a stall. */
function pacedAs(drift: Drift, { rate }: Observation): { drift: Drift; actions: Action[] } {
  return { drift: { ...drift, rateSet: rate }, actions: drift.rateSet === rate ? [] : [rateOf(rate)] }
}

/** The room's speed as a player is told it: at 1 there is no pitch to keep. */
export const rateOf = (rate: number): Action => ({ do: 'rate', rate, keepsPitch: rate !== 1 })

/** The room's own speed again; what the error is now is measured anew. */
export const nudgeEnded = (
  drift: Drift,
  { rate }: Observation,
  steadySince: number,
): { drift: Drift; actions: Action[] } => ({
  drift: { ...drift, nudge: 0, rateSet: rate, rateWrite: null, steadySince, errors: [] },
  actions: [rateOf(rate)],
})
