import { describe, expect, test } from 'bun:test'
import { PROFILES } from '#sources/profiles.ts'
import { at, film } from '#testing/made.ts'
import { type Action, type Drift, follow, lookAgainInMs, type Observation, still } from './drift.ts'
import { interrupted, opening, openingAt } from './leap.ts'
import { FIRST_HABITS, knowing } from './learning.ts'
import type { Profile } from './profiles.ts'
import type { Loaded } from './timeline.ts'

/** A player where the room is: both at ten seconds, both moving, everything loaded. */
const together: Observation = {
  now: 5_000,
  roomMs: 10_000,
  startsInMs: 0,
  stopsAtMs: null,
  exact: false,
  rate: 1,
  mediaMs: 10_000,
  paused: false,
  seeking: false,
  ready: true,
  loadedFromMs: 0,
  loadedToMs: 60_000,
  playerRate: 1,
  ad: false,
  boundMs: 0,
  durationMs: 3_600_000,
}
const fresh = still(knowing(FIRST_HABITS))
/** At the room's speed since the beginning. */
const steady: Drift = { ...fresh, steadySince: 0, rateSet: 1, locked: true }

const seen = (change: Partial<Observation>): Observation => ({ ...together, ...change })
const once = (drift: Drift, change: Partial<Observation>, profile: Profile = PROFILES.html5) =>
  follow(drift, seen(change), profile)

/** Looks a few times, 50 ms apart, at a player that stays so far behind; answers what is done, and the last state. */
function watch(from: Drift, behindMs: number, change: Partial<Observation> = {}, profile: Profile = PROFILES.html5) {
  let drift = from
  const actions: Action[] = []
  for (let look = 0; look < 8; look += 1) {
    const at = { now: 5_000 + 50 * look, roomMs: 10_000 + 50 * look, mediaMs: 10_000 + 50 * look - behindMs }
    const next = once(drift, { ...at, ...change }, profile)
    drift = next.drift
    actions.push(...next.actions)
    if (actions.length > 0) break
  }
  return { drift, actions }
}

describe('a player that plays', () => {
  test('is let be while it is near enough', () => {
    expect(watch(steady, 5).actions).toEqual([])
  })
  test('runs a little faster for as long as it is behind, and then as fast as the room', () => {
    const { drift, actions } = watch(steady, 15)
    expect(actions).toEqual([{ do: 'rate', rate: 1.005, keepsPitch: false }])
    const endsAt = drift.nudgeUntil
    expect(endsAt - 5_200).toBeCloseTo(15 / 0.005, 0)
    expect(once(drift, { now: endsAt - 1, playerRate: 1.005, mediaMs: 13_000 }).actions).toEqual([])
    expect(once(drift, { now: endsAt, playerRate: 1.005, mediaMs: 13_000 }).actions).toEqual([
      { do: 'rate', rate: 1, keepsPitch: false },
    ])
  })
  test('runs slower when it is ahead, and harder when it is far off', () => {
    expect(watch(steady, -15).actions).toEqual([{ do: 'rate', rate: 0.995, keepsPitch: false }])
    expect(watch(steady, -30).actions).toEqual([{ do: 'rate', rate: 0.99, keepsPitch: false }])
    expect(watch(steady, 200).actions).toEqual([{ do: 'rate', rate: 1.06, keepsPitch: true }])
  })
  test('keeps its pitch where the room is faster or slower', () => {
    const fast = { ...steady, rateSet: 2 }
    expect(watch(fast, 30, { rate: 2, playerRate: 2 }).actions).toEqual([{ do: 'rate', rate: 2.02, keepsPitch: true }])
  })
  test('reckons with what a change of speed costs, once it has been seen', () => {
    const { drift } = watch({ ...steady, nudgeCostMs: 24 }, 200)
    expect(drift.nudgeUntil - 5_200).toBeCloseTo(224 / 0.06, 0)
    const late = watch({ ...steady, costly: true }, 20).drift
    expect(late.nudgeCostMs).toBe(12)
  })
  test('goes beyond the room when it has strayed to this side before', () => {
    const { drift } = watch({ ...steady, lastNudge: 0.005 }, 8)
    expect(drift.nudgeUntil - 5_200).toBeGreaterThan(8 / 0.005)
  })
  test('is not chased after a room that is known only roughly', () => {
    expect(watch(steady, 10, { boundMs: 200 }).actions).toEqual([])
  })
  test('takes a speed that it knows, or none', () => {
    expect(watch(steady, 500, {}, PROFILES.youtubeListed).actions).toEqual([
      { do: 'rate', rate: 1.25, keepsPitch: true },
    ])
    const fast = { ...steady, rateSet: 2 }
    expect(watch(fast, 620, { rate: 2, playerRate: 2 }, PROFILES.youtubeListed).actions).toEqual([])
    expect(watch(steady, 700, {}, PROFILES.twitchVideo).actions).toEqual([])
  })
  test('leaps over what is too much: stops, and goes to where the room will be', () => {
    const { drift, actions } = watch(steady, 2_000)
    expect(actions.map((action) => action.do)).toEqual(['pause', 'seek'])
    // 80 ms for the seek and a quarter more, 60 ms for luck, 50 ms for the start.
    expect(drift.seekSince?.toMs).toBeCloseTo(10_200 + 80 * 1.25 + 60 + 50, 0)
  })
  test('leaps at once when it has been somewhere else', () => {
    expect(once({ ...steady, astray: true }, { mediaMs: 9_850 }).actions.map((action) => action.do)).toEqual([
      'pause',
      'seek',
    ])
  })
  test('takes the room’s new speed at once', () => {
    expect(once(interrupted(steady), { rate: 1.5 }).actions).toEqual([{ do: 'rate', rate: 1.5, keepsPitch: true }])
  })
  test('is left alone while it shows something else, and looked at when that is over', () => {
    const { drift, actions } = once(steady, { ad: true, mediaMs: 2_000 })
    expect(actions).toEqual([])
    expect(drift.astray).toBe(true)
  })
  test('is not judged while it has no data', () => {
    const { drift, actions } = once(steady, { ready: false, mediaMs: 4_000 })
    expect(actions).toEqual([])
    expect(drift.astray).toBe(true)
  })
  test('waits after a stall for data that come fast enough, and for no others', () => {
    const behind = { mediaMs: 7_000, loadedFromMs: 0 }
    const first = once({ ...steady, astray: true }, { ...behind, loadedToMs: 7_500 })
    expect(first.actions).toEqual([])
    const later = (loadedToMs: number) =>
      once(first.drift, { ...behind, now: 5_100, roomMs: 10_100, loadedToMs }).actions.map((action) => action.do)
    expect(later(9_000)).toEqual([])
    expect(later(7_600)).toEqual(['pause', 'seek'])
    expect(later(11_000)).toEqual(['pause', 'seek'])
  })
  test('plays on to where a room is about to wait, and stands there', () => {
    expect(once(steady, { stopsAtMs: 10_300 }).actions).toEqual([])
    expect(once(steady, { startsInMs: null, roomMs: 10_300, mediaMs: 10_290 }).actions).toEqual([{ do: 'pause' }])
  })
})

describe('a player that stands', () => {
  const paused = { paused: true }

  test('starts so early that it moves when the room does', () => {
    expect(once(fresh, { ...paused, startsInMs: 51 }).actions).toEqual([])
    expect(once(fresh, { ...paused, startsInMs: 50 }).actions).toEqual([
      { do: 'rate', rate: 1, keepsPitch: false },
      { do: 'play' },
    ])
  })
  test('is looked at exactly when it must start', () => {
    expect(lookAgainInMs(fresh, seen({ ...paused, startsInMs: 62 }))).toBe(12)
  })
  test('starts a little late rather than seek', () => {
    expect(once(fresh, { ...paused, mediaMs: 9_950 }).actions.map((action) => action.do)).toEqual(['rate', 'play'])
    expect(once(fresh, { ...paused, mediaMs: 9_500 }).actions.map((action) => action.do)).toEqual(['seek'])
  })
  test('waits for its data: a seek would only begin the loading anew', () => {
    expect(once(fresh, { ...paused, ready: false, mediaMs: 4_000 }).actions).toEqual([])
  })
  test('stands on the very frame where the room is paused', () => {
    const pausedRoom = { ...paused, startsInMs: null, exact: true }
    expect(once(fresh, { ...pausedRoom, mediaMs: 10_030 }).actions).toEqual([{ do: 'seek', toMs: 10_000 }])
    expect(once(fresh, { ...pausedRoom, mediaMs: 10_000.4 }).actions).toEqual([])
  })
  test('stands near where the room only waits', () => {
    expect(once(fresh, { ...paused, startsInMs: null, mediaMs: 10_030 }).actions).toEqual([])
  })
  test('does what it can and no more: a player that lands beside its aim is not sent again', () => {
    const landed = { ...fresh, landedMs: 10_000 }
    expect(once(landed, { ...paused, startsInMs: null, exact: true, mediaMs: 9_200 }).actions).toEqual([])
  })
})

describe('a seek under way', () => {
  /** It began at 0: room time and place of the film are the same number. */
  const media = film(60_000)
  const line: Loaded = { status: 'playing', epoch: 1, version: 1, media, anchorMs: 0, anchoredAt: at(0), rate: 1 }

  const seeking: Drift = { ...fresh, seekSince: { at: 4_900, toMs: 10_000, cost: 'seekMs', stale: false } }
  const busy = { paused: true, seeking: true }

  test('is waited for', () => {
    expect(once(seeking, { ...busy, mediaMs: 10_000 }).actions).toEqual([])
  })
  test('goes on when the room’s new wish is near its aim', () => {
    const { drift, actions } = once(interrupted(seeking), { ...busy, roomMs: 10_500 })
    expect(actions).toEqual([])
    expect(drift.seekSince?.stale).toBe(false)
  })
  test('gives way to one that leads elsewhere', () => {
    const elsewhere = once(interrupted(seeking), { ...busy, roomMs: 50_000 })
    expect(elsewhere.actions.map((action) => action.do)).toEqual(['seek'])
    const standing = once(interrupted(seeking), { ...busy, roomMs: 50_000, startsInMs: null, exact: true })
    expect(standing.actions).toEqual([{ do: 'seek', toMs: 50_000 }])
  })
  test('is where a film that is opened begins', () => {
    const toMs = openingAt(fresh, line, 10_000)
    expect(toMs).toBe(10_000 + 400 * 1.25 + 60 + 50)
    const { drift } = once(opening(fresh, 4_400, toMs), { paused: true, mediaMs: toMs })
    expect(drift.seekSince).toBe(null)
    expect(drift.openMs).toBeCloseTo(400 + 0.9 * 200, 5)
    expect(drift.loadMs).toBe(400)
  })
  test('that never lands is tried again from where the room is by then', () => {
    const lost: Drift = { ...fresh, seekSince: { at: 0, toMs: 9_000, cost: 'loadMs', stale: false } }
    const nowhere = { paused: true, seeking: true, ready: false }
    expect(once(lost, { ...nowhere, now: 14_900 }).actions).toEqual([])
    const { drift, actions } = once(lost, { ...nowhere, now: 15_000 })
    expect(actions.map((action) => action.do)).toEqual(['seek'])
    expect(drift.seekSince?.toMs).toBeGreaterThan(10_000)
  })
})
