import { describe, expect, test } from 'bun:test'
import type { Notice, PlayerHealth } from '#ports/bus.ts'
import type { Health, SyncState } from '#protocol/health.ts'
import type { InstanceId, SessionId, UserId } from '#protocol/ids.ts'
import { FakeClock } from '#testing/fake-clock.ts'
import { FakeMetrics } from '#testing/fake-metrics.ts'
import { ann, annsRoom, at, ben, health, profile, sessionId } from '#testing/made.ts'
import { isNoticeable, RoomHealth } from './health.ts'

const MINE = '00000' as InstanceId
const OTHER = '00001' as InstanceId
/** A socket of the other instance. */
const theirs = (n: number): SessionId => sessionId(100_000_000 + n)

function table() {
  const [clock, metrics] = [new FakeClock(), new FakeMetrics()]
  const notices: Notice[] = []
  const changes: UserId[] = []
  const room = new RoomHealth({
    clock,
    metrics,
    mine: MINE,
    notify: (notice) => notices.push(notice),
    onChange: (userId) => changes.push(userId),
  })
  const report = (who: typeof ann, told: Partial<Health> = {}, n = 1) =>
    room.reported({ userId: who.id, session: sessionId(n), health: health(told) })
  const hear = (who: typeof ann, told: Partial<Health> = {}, n = 1) =>
    room.heard({ about: 'health', by: OTHER, of: [{ userId: who.id, session: theirs(n), health: health(told) }] })
  /** What the others were told since last asked. */
  const said = (): PlayerHealth[] => notices.splice(0).flatMap((notice) => (notice.about === 'health' ? notice.of : []))
  return { room, clock, metrics, notices, changes, report, hear, said }
}

describe('what is known of somebody', () => {
  test('is nothing, then what was told last, then nothing when the socket has gone', () => {
    const { room, report } = table()
    expect(room.healthOf(ann.id)).toBe(null)
    report(ann, { state: 'buffering' })
    report(ann, { state: 'catching_up', offsetMs: 80 })
    expect(room.healthOf(ann.id)).toEqual(health({ state: 'catching_up', offsetMs: 80 }))
    room.follow([{ type: 'members.disconnected', userId: ann.id, session: sessionId(1), at: at(5) }])
    expect(room.healthOf(ann.id)).toBe(null)
    expect(room.shown()).toEqual([])
  })
  test('with several players is what the best of them tells', () => {
    const order: SyncState[][] = [['in_sync'], ['catching_up'], ['buffering', 'standing'], ['ad', 'away', 'alone']]
    for (const [n, better] of order.entries()) {
      for (const good of better) {
        for (const bad of order.slice(n + 1).flat()) {
          const { room, report, hear } = table()
          report(ann, { state: bad }, 1)
          hear(ann, { state: good }, 2)
          report(ann, { state: bad }, 3)
          expect([bad, room.healthOf(ann.id)?.state]).toEqual([bad, good])
        }
      }
    }
  })
  test('goes with the person, and with a room that is another', () => {
    const { room, report, hear, metrics } = table()
    report(ann)
    hear(ann)
    hear(ben)
    room.follow([{ type: 'members.left', userId: ann.id, at: at(1) }])
    expect(room.shown().map(({ userId }) => userId)).toEqual([ben.id])
    report(ann)
    room.keepOnly(annsRoom())
    expect(room.shown()).toEqual([])
    expect(metrics.viewers.get('in_sync')).toBe(0)
  })
  test('as others may know it leaves out what is theirs to reckon with', () => {
    const { room, report } = table()
    report(ann, { offsetMs: -30, boundMs: 8 })
    expect(room.shown()).toEqual([{ userId: ann.id, state: 'in_sync', offsetMs: -30, boundMs: 8 }])
  })
  test('is bounded, however many say something', () => {
    const { room } = table()
    for (let n = 0; n < 5_100; n += 1) {
      room.reported({ userId: profile(`p${n}q`).id, session: sessionId(n), health: health() })
    }
    expect(room.shown()).toHaveLength(5_000)
    room.reported({ userId: profile('p1q').id, session: sessionId(1), health: health({ state: 'ad' }) })
    expect(room.healthOf(profile('p1q').id)?.state).toBe('ad')
  })
})

describe('the other instances', () => {
  test('are told what is new, and of the rest again each minute', () => {
    const { room, clock, report, said } = table()
    report(ann)
    expect(said()).toMatchObject([{ userId: ann.id, session: sessionId(1) }])
    report(ann, { offsetMs: 10, boundMs: 3 })
    expect(said()).toEqual([])
    for (const told of [{ state: 'ad' }, { offsetMs: 11 }, { roundTripMs: 90 }, { startMs: 200 }] as const) {
      report(ann, told)
      expect(said()).toMatchObject([{ health: told }])
      report(ann)
      said()
    }
    clock.advance(50_000)
    room.lookAfter()
    expect(said()).toEqual([])
    clock.advance(10_000)
    room.lookAfter()
    expect(said()).toMatchObject([{ userId: ann.id }])
  })
  test('are believed for three minutes after their last word, and never about sockets of this one', () => {
    const { room, clock, hear, report } = table()
    hear(ben, { state: 'slow' })
    report(ann)
    room.heard({
      about: 'health',
      by: OTHER,
      of: [{ userId: ann.id, session: sessionId(1), health: health({ state: 'ad' }) }],
    })
    expect(room.healthOf(ann.id)?.state).toBe('in_sync')
    clock.advance(179_000)
    room.lookAfter()
    expect(room.healthOf(ben.id)?.state).toBe('slow')
    hear(ben, { state: 'slow' })
    clock.advance(179_000)
    room.lookAfter()
    expect(room.healthOf(ben.id)?.state).toBe('slow')
    clock.advance(1_000)
    room.lookAfter()
    expect(room.healthOf(ben.id)).toBe(null)
    expect(room.healthOf(ann.id)?.state).toBe('in_sync')
  })
  test('that ask are told of the players here, and of no others', () => {
    const { room, notices, report, hear, said } = table()
    report(ann)
    hear(ben)
    said()
    room.heard({ about: 'asking', by: OTHER })
    expect(said()).toMatchObject([{ userId: ann.id }])
    room.ask()
    expect(notices).toEqual([{ about: 'asking', by: MINE }])
    // What comes back of what was said here is no news.
    room.heard({ about: 'asking', by: MINE })
    expect(notices).toHaveLength(1)
  })
})

test('each change of what is known is told once, by name', () => {
  const { room, changes, report, hear } = table()
  report(ann)
  hear(ben)
  room.forget(ann.id, sessionId(1))
  room.forget(ann.id, sessionId(1))
  expect(changes).toEqual([ann.id, ben.id, ann.id])
})

test('players of this instance are counted by what they say, until they have gone', () => {
  const { room, metrics, report, hear } = table()
  report(ann, { state: 'buffering' })
  report(ann)
  report(ben, { state: 'away' }, 2)
  hear(ben, { state: 'ad' })
  const counted = () => Object.fromEntries([...metrics.viewers].filter(([, count]) => count !== 0))
  expect(counted()).toEqual({ in_sync: 1, away: 1 })
  expect(metrics.reports).toHaveLength(3)
  room.end()
  expect(counted()).toEqual({})
})

test('what differs by ten milliseconds is the same to those who watch', () => {
  expect(isNoticeable(health({ offsetMs: 5 }), health({ offsetMs: -5 }))).toBe(false)
  expect(isNoticeable(health({ offsetMs: 5 }), health({ offsetMs: -6 }))).toBe(true)
  expect(isNoticeable(health({ boundMs: null }), health({ boundMs: 1 }))).toBe(true)
  expect(isNoticeable(health(), health({ state: 'slow' }))).toBe(true)
})
