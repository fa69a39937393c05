import type { Drift, Observation } from './drift.ts'
import type { RateWrites } from './profiles.ts'

/** What a player has taught us of itself. The first six are kept for the device. */
export interface Learned {
  /** From a seek to a picture, where the place is loaded, and where it is not; and from opening a film to it, ms. */
  readonly seekMs: number
  readonly loadMs: number
  readonly openMs: number
  /** From `play()` to movement, ms. */
  readonly playMs: number
  readonly rateWrites: RateWrites
  /** What the player loses, ms, when it begins to stretch its sound. */
  readonly nudgeCostMs: number
  /** How often in a row a change of speed looked as if it were not free. */
  readonly oddRates: number
  /** How many times the usual an error must be to be leapt over: it grows while leaping does not help. */
  readonly patience: number
  /** Leaps lately that have not helped, and since when none was needed. */
  readonly vainLeaps: number
  readonly leaptAt: number
}

/** What is kept of it for the next film. */
export type Habits = Pick<Learned, 'seekMs' | 'loadMs' | 'openMs' | 'playMs' | 'rateWrites' | 'nudgeCostMs'>

export const FIRST_HABITS: Habits = {
  seekMs: 80,
  loadMs: 400,
  openMs: 400,
  playMs: 50,
  rateWrites: 'free',
  nudgeCostMs: 0,
}

/** Only what is kept, out of all that is known. */
export const habitsOf = ({ seekMs, loadMs, openMs, playMs, rateWrites, nudgeCostMs }: Learned): Habits => ({
  seekMs,
  loadMs,
  openMs,
  playMs,
  rateWrites,
  nudgeCostMs,
})

// Sound: the keys of what was just typed.
const HABITS = Object.keys(FIRST_HABITS) as (keyof Habits)[]

/** Whether something that is kept has been learned in between. */
export const hasLearned = (before: Learned, after: Learned): boolean => HABITS.some((key) => before[key] !== after[key])

export const knowing = (habits: Habits): Learned => ({
  ...habits,
  oddRates: 0,
  patience: 1,
  vainLeaps: 0,
  leaptAt: Number.NEGATIVE_INFINITY,
})

const SEEK_MAX_MS = 1_000
const LOAD_MAX_MS = 3_000
const PLAY_MAX_MS = 800
const NUDGE_COST_MAX_MS = 60
/** So many leaps within this, ms, that did not help: leaping is not the answer. */
const VAIN_MAX = 3
const VAIN_WITHIN_MS = 30_000
/** The usual is not exceeded more often than this; and it becomes the usual again after so much calm, ms. */
const PATIENCE_MAX = 8
const CALM_AFTER_MS = 60_000
/** A change of speed is judged after this, ms; so much movement lost in it is a frozen moment. */
const JUDGED_AFTER_MS = 250
const FROZEN_MS = 80
/** So often in a row is no accident. */
const ODD_MAX = 2

/** A line that was dead for a while says little about the next seek: what is known no more than doubles, and so much, ms. */
const DOUBTED_MS = 200

/** The share of an opening that is taken for loading: on a quick line it is far less, on a slow one nearly all. */
const OPENING_LOADS = 0.5

/** What a leap costs, as it is called in what is learned. */
export type LeapCost = 'seekMs' | 'loadMs' | 'openMs'
/** The most that is believed of each, ms, and how quickly what was too much is unlearned: loads differ more than seeks. */
const COSTS = {
  seekMs: { maxMs: SEEK_MAX_MS, less: 0.2 },
  loadMs: { maxMs: LOAD_MAX_MS, less: 0.5 },
  openMs: { maxMs: LOAD_MAX_MS, less: 0.5 },
} as const satisfies Record<LeapCost, { maxMs: number; less: number }>

/** A leap took so long. Too late costs another seek, too early only a still picture: the first is learned more quickly. */
export function learntLanding(learned: Learned, tookMs: number, cost: LeapCost): Partial<Learned> {
  const known = learned[cost]
  const { maxMs, less } = COSTS[cost]
  const believed = Math.max(0, Math.min(maxMs, tookMs, 2 * known + DOUBTED_MS))
  // What took longer than anything should was rather a line that was dead.
  const more = tookMs > maxMs ? 0.3 : 0.9
  const learnt = { [cost]: known + (tookMs > known ? more : less) * (believed - known) }
  // Opening is loading and more: what it took bounds a load from both sides.
  if (cost !== 'openMs') return learnt
  return { ...learnt, loadMs: Math.min(Math.max(learned.loadMs, believed * OPENING_LOADS), Math.max(0, tookMs)) }
}

/** The first steady error after a start is what `play()` took longer than we thought, and what we were late ourselves. */
export function learntStart(drift: Drift, error: number, rate: number): Partial<Learned> {
  if (drift.startedLateMs === null || Math.abs(error) > PLAY_MAX_MS) return {}
  const missedMs = (error - drift.startedLateMs) / rate
  return { playMs: Math.min(PLAY_MAX_MS, Math.max(0, drift.playMs + 0.6 * missedMs)) }
}

/** What is left after a nudge that costs a moment is what it costs more than we thought. */
export const learntNudge = ({ costly, nudgeCostMs }: Drift, error: number): Partial<Drift> =>
  costly ? { costly: false, nudgeCostMs: Math.max(0, Math.min(NUDGE_COST_MAX_MS, nudgeCostMs + 0.6 * error)) } : {}

/** Another leap is needed. Several in a row that did not help widen what is let be. */
export function afterLeap(drift: Drift, now: number): Drift {
  const vain = now - drift.leaptAt < VAIN_WITHIN_MS ? drift.vainLeaps + 1 : 1
  const tooMany = vain > VAIN_MAX
  return {
    ...drift,
    leaptAt: now,
    vainLeaps: tooMany ? 0 : vain,
    patience: tooMany ? Math.min(PATIENCE_MAX, drift.patience * 2) : drift.patience,
  }
}

/** Steady: after a minute of it what is let be shrinks again. */
export const afterNudge = (drift: Drift, now: number): Partial<Learned> =>
  drift.patience > 1 && now - drift.leaptAt > CALM_AFTER_MS
    ? { patience: drift.patience / 2, vainLeaps: 0, leaptAt: now }
    : {}

/** Whether this player has leapt so often in vain that its line must be too slow for the film. */
export const isSlow = ({ patience }: Learned): boolean => patience > 1

/** Looks at what became of the last change of speed: some players freeze for it, some do not do it. */
export function sawRate(drift: Drift, seen: Observation): Drift {
  const { rateWrite } = drift
  if (rateWrite === null || seen.now - rateWrite.at < JUDGED_AFTER_MS) return drift
  const checked = { ...drift, rateWrite: null }
  if (seen.seeking || !seen.ready || seen.paused) return checked
  const refused = Math.abs(seen.playerRate - rateWrite.rate) > 0.001
  const lostMs = (seen.now - rateWrite.at) * rateWrite.rate - (seen.mediaMs - rateWrite.mediaMs)
  // The room's own speed again is never refused, and so proves nothing.
  if (!refused && lostMs < FROZEN_MS) return rateWrite.rate === seen.rate ? checked : { ...checked, oddRates: 0 }
  const oddRates = drift.oddRates + 1
  // A nudge that does nothing need not last.
  if (oddRates < ODD_MAX) return { ...checked, oddRates, nudgeUntil: refused ? seen.now : drift.nudgeUntil }
  return { ...checked, oddRates: 0, rateWrites: refused ? 'refused' : 'glitchy' }
}
