import type { Action, Drift, Observation } from './drift.ts'
import { learntNudge } from './learning.ts'
import type { Gear, Profile } from './profiles.ts'

/** Errors of a player that has just begun must be smaller than this to be let be, ms: it is the one chance to be exact. */
const FIRST_LOCK_MS = 3
/** Errors that count as noise of the reading: so many times what the last ones differ among themselves. */
const NOISE = 1.5
/** A room that is known to a bound only moves within it: nobody need follow each step, but for this share of the bound. */
const VAGUE = 0.06
/** Who strays to one side again and again is put to the other by this share of the band: it needs half as many nudges. */
const AHEAD = 0.5
/** Nothing is nudged for longer, ms: by then something else is wrong. */
const NUDGE_MAX_MS = 8_000

type Step = { drift: Drift; actions: Action[] }

/**
 * Runs a little faster or slower for exactly as long as the error needs: two writes of the speed for one correction.
 * An error that is small enough, or that this player has no speed for, is let be.
 */
export function nudged(before: Drift, seen: Observation, error: number, profile: Profile): Step {
  const drift = { ...before, ...learntNudge(before, error) }
  const size = Math.abs(error)
  if (size <= bandOf(drift, seen, profile)) return { drift: { ...drift, locked: true }, actions: [] }
  const gear = profile.gears.findLast(({ fromMs }) => size >= fromMs)
  const rate = gear ? nudgedRate(profile, seen.rate, Math.sign(error) * gear.by) : seen.rate
  const lastsMs = gear && rate !== seen.rate ? lengthOf(drift, seen, error, { gear, rate, profile }) : 0
  if (gear === undefined || lastsMs === 0) return { drift, actions: [] }
  const nudge = rate / seen.rate - 1
  const next = {
    ...drift,
    nudge,
    nudgeUntil: seen.now + Math.min(NUDGE_MAX_MS, lastsMs),
    lastNudge: nudge,
    costly: isCostly(gear, seen.rate),
    rateSet: rate,
    rateWrite: { at: seen.now, mediaMs: seen.mediaMs, rate },
    errors: [],
  }
  return { drift: next, actions: [{ do: 'rate', rate, keepsPitch: gear.keepsPitch || seen.rate !== 1 }] }
}

/** What can be heard is time, not film: where the room is fast, more film goes into it. */
const lockOf = ({ lockMs }: Profile, { rate }: Observation): number => lockMs * Math.max(1, rate)

/** Errors that are let be, ms: strictly at the beginning, and never less than what cannot be told from noise. */
function bandOf({ errors, locked }: Drift, seen: Observation, profile: Profile): number {
  const noise = Math.max(NOISE * (Math.max(...errors) - Math.min(...errors)), VAGUE * seen.boundMs)
  const lockMs = lockOf(profile, seen)
  return Math.max(locked ? lockMs : Math.min(lockMs, FIRST_LOCK_MS), noise)
}

/** The speed that a nudge needs, or the nearest that the player knows; the room's own when there is none. */
function nudgedRate({ rates }: Profile, roomRate: number, nudge: number): number {
  if (rates === null) return roomRate * (1 + nudge)
  return (nudge > 0 ? rates.find((one) => one > roomRate) : rates.findLast((one) => one < roomRate)) ?? roomRate
}

/** Leaving the speed 1 with the pitch kept costs Chromium a moment, whichever way; from another speed it does not. */
const isCostly = (gear: Gear, roomRate: number): boolean => gear.keepsPitch && roomRate === 1

interface Plan {
  readonly gear: Gear
  readonly rate: number
  readonly profile: Profile
}

/** How long a nudge must last, ms: its own cost makes those behind fall further behind, and those ahead less far ahead. */
function lengthOf(drift: Drift, seen: Observation, error: number, { gear, rate, profile }: Plan): number {
  const needed = error + (isCostly(gear, seen.rate) ? drift.nudgeCostMs : 0)
  if (Math.sign(needed) !== Math.sign(error)) return 0
  // A player that strays twice to one side has a clock that does.
  const strays = drift.locked && Math.sign(drift.lastNudge) === Math.sign(error)
  const size = Math.abs(needed)
  const way = size + (strays ? AHEAD * Math.min(size, lockOf(profile, seen)) : 0)
  return way / Math.abs(rate - seen.rate)
}

/** The room's speed as a player is told it: at 1 there is no pitch to keep. */
export const rateOf = (rate: number): Action => ({ do: 'rate', rate, keepsPitch: rate !== 1 })

/** The room's own speed, if the player has another. */
export const paced = (drift: Drift, { rate }: Observation): Step => ({
  drift: { ...drift, rateSet: rate },
  actions: drift.rateSet === rate ? [] : [rateOf(rate)],
})

/** The room's own speed again; what the error is now is measured anew, from `steadySince` on. */
export const nudgeEnded = (drift: Drift, { now, mediaMs, rate }: Observation, steadySince: number): Step => ({
  drift: { ...drift, nudge: 0, rateSet: rate, rateWrite: { at: now, mediaMs, rate }, steadySince, errors: [] },
  actions: [rateOf(rate)],
})
