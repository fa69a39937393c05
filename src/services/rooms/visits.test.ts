import { describe, expect, test } from 'bun:test'
import { OutsideFault, RefusedFault } from '#ports/fault.ts'
import type { Visit } from '#ports/room-store.ts'
import type { UserId } from '#protocol/ids.ts'
import { FakeClock } from '#testing/fake-clock.ts'
import { FakeLog } from '#testing/fake-log.ts'
import { FakeMetrics } from '#testing/fake-metrics.ts'
import { ann, at, ben, ROOM_ID } from '#testing/made.ts'
import { Visits } from './visits.ts'

const settle = async () => {
  for (let turn = 0; turn < 100; turn += 1) await Promise.resolve()
}

function open() {
  const clock = new FakeClock()
  const metrics = new FakeMetrics()
  const written: (readonly Visit[])[] = []
  const store: { fault: (visits: readonly Visit[]) => Error | null } = { fault: () => null }
  const rooms = {
    saw: async (visits: readonly Visit[]) => {
      const fault = store.fault(visits)
      if (fault) throw fault
      written.push(visits)
    },
  }
  const visits = new Visits({ clock, log: new FakeLog(), metrics, rooms })
  const pass = async (ms: number) => {
    clock.advance(ms)
    await settle()
  }
  return { visits, store, written, metrics, pass, clock }
}

describe('visits', () => {
  test('of a quarter of a second are written together, each person once and as last seen', async () => {
    const { visits, written, pass } = open()
    visits.add(ROOM_ID, ann.id, at(1))
    visits.add(ROOM_ID, ben.id, at(2))
    visits.add(ROOM_ID, ann.id, at(3))
    await pass(249)
    expect(written).toEqual([])
    await pass(1)
    expect(written).toEqual([
      [
        { room: ROOM_ID, user: ann.id, at: at(3) },
        { room: ROOM_ID, user: ben.id, at: at(2) },
      ],
    ])
    await pass(10_000)
    expect(written).toHaveLength(1)
  })
  test('are written when the store is back', async () => {
    const { visits, store, written, metrics, pass } = open()
    store.fault = () => new OutsideFault('away')
    visits.add(ROOM_ID, ann.id, at(1))
    for (let second = 0; second < 30; second += 1) await pass(1_000)
    expect(metrics.faults.length).toBeGreaterThan(20)
    store.fault = () => null
    await pass(1_000)
    expect(written).toEqual([[{ room: ROOM_ID, user: ann.id, at: at(1) }]])
  })
  test('that are refused take no others with them', async () => {
    const { visits, store, written, pass } = open()
    const people = Array.from({ length: 7 }, (_, n) => `u000000000000${n}` as UserId)
    store.fault = (group) => (group.some(({ user }) => user === people[3]) ? new RefusedFault('no such room') : null)
    for (const user of people) visits.add(ROOM_ID, user, at(1))
    await pass(250)
    const kept = written.flat().map(({ user }) => user)
    expect(kept.sort()).toEqual(people.filter((user) => user !== people[3]))
    await pass(10_000)
    expect(written.flat()).toHaveLength(6)
  })
  test('that wait are written at the end', async () => {
    const { visits, written, clock } = open()
    visits.add(ROOM_ID, ann.id, at(1))
    await visits.flush()
    expect(written.flat()).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })
  test('that wait are bounded', async () => {
    const { visits, store, metrics } = open()
    store.fault = () => new OutsideFault('away')
    for (let n = 0; n < 20_010; n += 1) visits.add(ROOM_ID, `u${String(n).padStart(13, '0')}` as UserId, at(1))
    expect(metrics.faults.filter((where) => where === 'members.lost')).toHaveLength(10)
  })
})
