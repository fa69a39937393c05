import { describe, expect, test } from 'bun:test'
import { type Drift, type Observation, still } from './drift.ts'
import {
  afterLeap,
  afterNudge,
  FIRST_HABITS,
  isSlow,
  knowing,
  learntLanding,
  learntStart,
  sawRate,
} from './learning.ts'

const fresh = still(knowing(FIRST_HABITS))

describe('what a player takes', () => {
  test('is learned quickly when it was too little, slowly when it was too much', () => {
    expect(learntLanding(fresh, 180, 'seekMs')).toEqual({ seekMs: 170 })
    expect(learntLanding(fresh, 40, 'seekMs')).toEqual({ seekMs: 72 })
    expect(learntLanding(fresh, 900, 'loadMs')).toEqual({ loadMs: 850 })
    expect(learntLanding(fresh, 200, 'loadMs')).toEqual({ loadMs: 300 })
    expect(learntLanding(fresh, 200, 'openMs')).toEqual({ openMs: 300, loadMs: 200 })
    expect(learntLanding(fresh, 1_000, 'openMs')).toEqual({ openMs: 940, loadMs: 500 })
  })
  test('is never less than nothing, whatever a clock says', () => {
    expect(learntLanding(fresh, -5_000, 'loadMs').loadMs).toBe(200)
  })
  test('is not learned whole from a line that was dead for a while', () => {
    expect(learntLanding(fresh, 60_000, 'loadMs').loadMs).toBeLessThanOrEqual(1_000)
  })
  test('to start is the first error after a start, less what we were late ourselves', () => {
    expect(learntStart({ ...fresh, startedLateMs: 0 }, 100, 1)).toEqual({ playMs: 110 })
    expect(learntStart({ ...fresh, startedLateMs: 100 }, 100, 1)).toEqual({ playMs: 50 })
    expect(learntStart({ ...fresh, startedLateMs: 0 }, 100, 2)).toEqual({ playMs: 80 })
  })
  test('to start is learned from starts alone, and never from nonsense', () => {
    expect(learntStart(fresh, 100, 1)).toEqual({})
    expect(learntStart({ ...fresh, startedLateMs: 0 }, 5_000, 1)).toEqual({})
    expect(learntStart({ ...fresh, startedLateMs: 0 }, -400, 1)).toEqual({ playMs: 0 })
  })
})

test('a nudge that a player refuses is over as soon as that is seen', () => {
  const at = { now: 1_000, mediaMs: 5_000, rate: 1.05 }
  const nudging: Drift = { ...fresh, nudge: 0.05, nudgeUntil: 9_000, rateWrite: { ...at, at: at.now } }
  const seen = { now: 1_300, mediaMs: 5_300, rate: 1, playerRate: 1, ready: true, seeking: false, paused: false }
  const after = sawRate(nudging, seen as Observation)
  expect(after.nudgeUntil).toBe(1_300)
  expect(after.oddRates).toBe(1)
})

describe('leaps that do not help', () => {
  const leapt = (times: number, everyMs: number): Drift =>
    Array.from({ length: times }, (_, index) => index * everyMs).reduce(afterLeap, fresh)

  test('widen what is let be, but not without end', () => {
    expect(isSlow(leapt(3, 2_000))).toBe(false)
    expect(leapt(4, 2_000).patience).toBe(2)
    expect(leapt(100, 2_000).patience).toBe(8)
  })
  test('are no matter when they are rare', () => expect(isSlow(leapt(50, 60_000))).toBe(false))
  test('are forgotten after a minute of calm', () => {
    const tired = leapt(4, 2_000)
    expect(afterNudge(tired, tired.leaptAt + 30_000)).toEqual({})
    expect(afterNudge(tired, tired.leaptAt + 61_000)).toMatchObject({ patience: 1 })
  })
})

describe('a change of speed', () => {
  const written: Drift = { ...fresh, rateWrite: { at: 1_000, mediaMs: 5_000, rate: 1.05 } }
  const later = (movedMs: number, playerRate = 1.05) =>
    ({
      now: 1_300,
      mediaMs: 5_000 + movedMs,
      playerRate,
      rate: 1,
      ready: true,
      paused: false,
      seeking: false,
    }) as Observation

  test('is free when the player moves as told', () => {
    expect(sawRate(written, later(315))).toMatchObject({ rateWrites: 'free', oddRates: 0, rateWrite: null })
  })
  test('is judged when enough time has passed', () => {
    expect(sawRate(written, { ...later(0), now: 1_100 })).toBe(written)
  })
  test('that freezes the player twice is not free', () => {
    const first = sawRate(written, later(150))
    expect(first).toMatchObject({ rateWrites: 'free', oddRates: 1 })
    expect(sawRate({ ...first, rateWrite: written.rateWrite }, later(150))).toMatchObject({ rateWrites: 'glitchy' })
  })
  test('that is not read back twice is refused', () => {
    const first = sawRate(written, later(300, 1))
    expect(sawRate({ ...first, rateWrite: written.rateWrite }, later(300, 1))).toMatchObject({ rateWrites: 'refused' })
  })
  test('back to the room’s own speed proves nothing of refusal', () => {
    const back: Drift = { ...fresh, oddRates: 1, rateWrite: { at: 1_000, mediaMs: 5_000, rate: 1 } }
    expect(sawRate(back, later(300, 1)).oddRates).toBe(1)
  })
  test('is not judged by a player that has no data', () => {
    expect(sawRate(written, { ...later(0), ready: false })).toMatchObject({ oddRates: 0, rateWrite: null })
  })
})
