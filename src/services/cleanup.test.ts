import { describe, expect, test } from 'bun:test'
import type { Retention } from '#core/retention.ts'
import type { RoomId } from '#protocol/ids.ts'
import { FakeClock } from '#testing/fake-clock.ts'
import { FakeLog } from '#testing/fake-log.ts'
import { FakeMetrics } from '#testing/fake-metrics.ts'
import { MemoryCleanupStore } from '#testing/memory-cleanup-store.ts'
import { BATCHES_MAX, Cleanup } from './cleanup.ts'

const DAY_MS = 24 * 3_600_000
const retention: Retention = { silentRooms: 100, closedRooms: 10, messages: 50, guests: 40 }

function open(kept = retention, onRoomsGone?: (rooms: readonly RoomId[]) => Promise<void>) {
  const [clock, store, log, metrics] = [
    new FakeClock(1_000 * DAY_MS),
    new MemoryCleanupStore(),
    new FakeLog(),
    new FakeMetrics(),
  ]
  const cleanup = new Cleanup({
    clock,
    store,
    retention: kept,
    log,
    metrics,
    ...(onRoomsGone && { onRoomsGone }),
  })
  const stop = new AbortController()
  let going = true
  /** Runs to the end, however many pauses that takes. */
  const run = async () => {
    let over = false
    const running = cleanup.run({ on: async () => going }, stop.signal).finally(() => {
      over = true
    })
    while (!over) {
      clock.advance(1_000)
      await Promise.resolve()
    }
    return await running
  }
  return { clock, cleanup, lose: () => (going = false), log, metrics, run, stop, store }
}

describe('clean-up', () => {
  test('removes all that is too old, in batches, and logs one line of counts', async () => {
    const { clock, log, run, store } = open()
    const now = clock.now()
    Object.assign(store.left, { silentRooms: 3, closedRooms: 2, messages: 1_200, guests: 1 })
    const cleaned = { silentRooms: 3, closedRooms: 2, messages: 1_200, guests: 1 }
    expect(await run()).toEqual({ cleaned, complete: true })
    expect(log.lines).toEqual([{ level: 'info', event: 'cleanup.done', fields: { ...cleaned, complete: true } }])
    const of = (kind: string) => store.asked.filter((batch) => batch.kind === kind)
    expect(of('messages')).toHaveLength(4)
    expect(new Set(store.asked.map(({ limit }) => limit))).toEqual(new Set([500]))
    // People are free only when their rooms and messages are gone.
    expect([...new Set(store.asked.map(({ kind }) => kind))]).toEqual([
      'silentRooms',
      'closedRooms',
      'messages',
      'guests',
    ])
    for (const [kind, days] of [
      ['silentRooms', 100],
      ['closedRooms', 10],
      ['messages', 50],
      ['guests', 40],
    ] as const)
      expect(now - (of(kind)[0]?.before ?? 0)).toBe(days * DAY_MS)
  })

  test('does not touch what is kept for ever', async () => {
    const { cleanup, run, store } = open({ silentRooms: null, closedRooms: null, messages: null, guests: null })
    store.left.messages = 5
    expect((await run()).complete).toBe(true)
    expect(store.asked).toEqual([])
    expect((await cleanup.count()).messages).toBe(0)
  })

  test('only counts when asked to', async () => {
    const { cleanup, store } = open()
    store.left.guests = 7
    expect(await cleanup.count()).toEqual({ silentRooms: 0, closedRooms: 0, messages: 0, guests: 7 })
    expect(store.asked).toEqual([])
  })

  test('goes on with the others when one kind fails, and says that something is left', async () => {
    const { log, metrics, run, store } = open()
    Object.assign(store.left, { closedRooms: 2, guests: 3 })
    store.failing.add('closedRooms')
    expect(await run()).toEqual({
      cleaned: { silentRooms: 0, closedRooms: 0, messages: 0, guests: 3 },
      complete: false,
    })
    expect(metrics.faults).toEqual(['cleanup'])
    expect(log.lines.map(({ event }) => event)).toEqual(['cleanup.failed', 'cleanup.done'])
  })

  test('leaves the rest of a great many to the next run', async () => {
    const { run, store } = open()
    store.left.messages = (BATCHES_MAX + 1) * 500
    const { cleaned, complete } = await run()
    expect([cleaned.messages, complete]).toEqual([BATCHES_MAX * 500, false])
    expect((await run()).complete).toBe(true)
    expect(store.left.messages).toBe(0)
  })

  test('ends in a pause as soon as it is told to, and leaves no timer', async () => {
    const { cleanup, clock, stop, store } = open()
    store.left.messages = 5_000
    let batches = 0
    const second = Promise.withResolvers<void>()
    store.onBatch = () => {
      batches += 1
      // The first three find no rooms and 500 messages; then comes the pause.
      if (batches === 3) second.resolve()
    }
    const running = cleanup.run({ on: async () => true }, stop.signal)
    await second.promise
    stop.abort()
    expect(await running).toMatchObject({ cleaned: { messages: 500 }, complete: false })
    expect(clock.pending).toBe(0)
    expect(store.left.messages).toBe(4_500)
  })

  test('ends when its lease is lost', async () => {
    const { lose, run, store } = open()
    store.left.messages = 5_000
    store.onBatch = lose
    expect((await run()).complete).toBe(false)
    expect(store.left.messages).toBeGreaterThan(4_000)
  })

  test('tells which rooms are gone, and goes on when nobody can be told', async () => {
    const told: number[] = []
    const { log, run, store } = open(retention, async (rooms) => {
      told.push(rooms.length)
      if (told.length === 1) throw new Error('the cache is down')
    })
    Object.assign(store.left, { silentRooms: 2, closedRooms: 1 })
    expect((await run()).complete).toBe(true)
    expect(told).toEqual([2, 1])
    expect(log.lines[0]?.event).toBe('cleanup.told_failed')
  })
})
