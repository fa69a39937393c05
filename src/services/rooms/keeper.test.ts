import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { RoomState } from '#core/state.ts'
import { keptOf } from '#core/timeline.ts'
import type { ChatLine } from '#protocol/chat.ts'
import { FakeClock } from '#testing/fake-clock.ts'
import { FakeLog } from '#testing/fake-log.ts'
import { FakeMetrics } from '#testing/fake-metrics.ts'
import { ann, annsRoom, at, lineId, ROOM_ID } from '#testing/made.ts'
import { MemoryChatStore, MemoryRoomStore } from '#testing/memory-stores.ts'
import { Keeper } from './keeper.ts'
import { CHAT_WAITING_MAX } from './line-writer.ts'

const line = (n: number): ChatLine => ({
  id: lineId(n),
  from: ann,
  text: `line ${n}`,
  at: at(n),
  positionMs: null,
  replyTo: null,
})

/** Ann's room with its film at `positionMs`, in the version of that number. */
const standingAt = (positionMs: number): RoomState => {
  const room = annsRoom()
  if (room.playback.status !== 'paused') throw new Error('it stands')
  return { ...room, playback: { ...room.playback, positionMs, version: positionMs } }
}

/** A keeper on stand-ins, with Ann's room in the store. */
function open() {
  const clock = new FakeClock()
  const [rooms, chat, log, metrics] = [new MemoryRoomStore(), new MemoryChatStore(), new FakeLog(), new FakeMetrics()]
  const { room, playback } = annsRoom()
  rooms.rooms.set(ROOM_ID, { room, playback: keptOf(playback), aliveAt: at(0) })
  const keeper = new Keeper({ clock, rooms, chat, log, metrics, chatGroupMs: 0 })
  const keep = (...numbers: number[]) =>
    Promise.all(
      numbers.map((n) =>
        keeper.keepLine(ROOM_ID, line(n)).then(
          () => true,
          () => false,
        ),
      ),
    )
  const settle = async () => {
    for (let turn = 0; turn < 2_000; turn += 1) await Promise.resolve()
  }
  /** Lets time pass in steps that are short enough for whatever wakes to end. */
  const pass = async (ms: number) => {
    for (let step = 0; step < ms; step += 100) {
      clock.advance(100)
      await settle()
    }
  }
  const position = () => {
    const kept = rooms.rooms.get(ROOM_ID)?.playback
    return kept?.status === 'paused' ? kept.positionMs : null
  }
  const kept = () => chat.lines.map(({ line: { id } }) => id).sort()
  return { chat, clock, keep, keeper, kept, log, metrics, pass, position, rooms, settle }
}

describe('a message that the store will never take', () => {
  test('fails alone: all others of its group are kept', async () => {
    const { chat, keep, kept } = open()
    const numbers = Array.from({ length: 60 }, (_, n) => n)
    for (const bad of [17, 18, 59]) chat.refused.add(lineId(bad))
    const good = numbers.filter((n) => ![17, 18, 59].includes(n))
    expect(await keep(...numbers)).toEqual(numbers.map((n) => good.includes(n)))
    expect(kept()).toEqual(good.map(lineId))
  })

  test('is not tried again', async () => {
    const { chat, clock, keep, settle } = open()
    chat.refused.add(lineId(1))
    expect(await keep(1)).toEqual([false])
    await settle()
    expect(clock.pending).toBe(0)
  })
})

describe('while the store is away', () => {
  test('senders are refused, and what everybody has seen is kept once it is back', async () => {
    const { chat, clock, keep, kept, pass } = open()
    chat.failing = true
    expect(await keep(1, 2)).toEqual([false, false])
    await pass(180_000)
    expect(await keep(3)).toEqual([false])
    expect(kept()).toEqual([])
    chat.failing = false
    await pass(1_100)
    expect(kept()).toEqual([1, 2, 3].map(lineId))
    expect(clock.pending).toBe(0)
  })

  test('a message that is sent again is one message', async () => {
    const { chat, keep, kept, pass } = open()
    chat.failing = true
    await keep(1)
    await keep(1)
    chat.failing = false
    expect(await keep(1)).toEqual([true])
    await pass(2_000)
    expect(kept()).toEqual([lineId(1)])
    expect(chat.batches).toEqual([1])
  })

  test('the first message that gets through takes the others along', async () => {
    const { chat, keep, kept, settle } = open()
    chat.failing = true
    await keep(1, 2)
    chat.failing = false
    expect(await keep(3)).toEqual([true])
    await settle()
    expect(kept()).toEqual([1, 2, 3].map(lineId))
  })

  test('one bad message does not hold up those that waited with it', async () => {
    const { chat, clock, keep, kept, pass } = open()
    chat.failing = true
    await keep(1, 2, 3)
    chat.refused.add(lineId(2))
    chat.failing = false
    await pass(1_100)
    expect(kept()).toEqual([1, 3].map(lineId))
    expect(clock.pending).toBe(0)
  })

  test('no more than so many wait, and what is lost is told', async () => {
    const { chat, keep, kept, log, pass } = open()
    chat.failing = true
    const many = Array.from({ length: CHAT_WAITING_MAX }, (_, n) => n)
    await keep(...many)
    await keep(CHAT_WAITING_MAX, CHAT_WAITING_MAX + 1)
    const lost = log.lines.flatMap(({ event, fields }) => (event === 'chat.lost' ? [Number(fields.lines)] : []))
    expect(lost.reduce((sum, lines) => sum + lines, 0)).toBe(2)
    chat.failing = false
    await pass(1_100)
    expect(kept()).toHaveLength(CHAT_WAITING_MAX)
  })

  test('stopping tries once more, and tells what is lost', async () => {
    const { chat, clock, keep, keeper, kept, log } = open()
    chat.failing = true
    await keep(1)
    chat.failing = false
    await keeper.flush()
    expect([kept(), clock.pending]).toEqual([[lineId(1)], 0])
    chat.failing = true
    await keep(2)
    await keeper.flush()
    expect(log.lines.at(-1)).toMatchObject({ event: 'chat.lost', fields: { lines: 1 } })
    expect(clock.pending).toBe(0)
  })
})

describe('a room that has changed', () => {
  test.each([30, 600])('is kept by itself after the store was away for %p s', async (seconds) => {
    const { clock, keeper, metrics, pass, position, rooms } = open()
    rooms.failing = true
    keeper.changed(standingAt(9_000))
    await pass(seconds * 1_000)
    // The delay grows: not more than one try in ten seconds in the long run.
    expect(metrics.faults.length).toBeLessThan(seconds / 10 + 6)
    rooms.failing = false
    await pass(10_100)
    expect([position(), clock.pending]).toEqual([9_000, 0])
  })

  test('is kept as it is by then, and written once', async () => {
    const { keeper, pass, position, rooms } = open()
    rooms.failing = true
    for (const to of [1_000, 2_000, 3_000]) {
      keeper.changed(standingAt(to))
      await pass(5_000)
    }
    rooms.failing = false
    await pass(10_100)
    expect([position(), rooms.saves]).toEqual([3_000, 1])
  })

  test('is kept later when it could not be kept at once, though who asked was refused', async () => {
    const { keeper, pass, position, rooms } = open()
    rooms.failing = true
    keeper.changed(standingAt(1_000))
    const first = keeper.save(standingAt(2_000)).catch(() => 'refused')
    const second = keeper.save(standingAt(3_000)).catch(() => 'refused')
    expect(await Promise.all([first, second])).toEqual(['refused', 'refused'])
    rooms.failing = false
    await pass(1_100)
    expect(position()).toBe(3_000)
  })

  test('and is gone from the store is not tried again', async () => {
    const { clock, keeper, log, pass, rooms } = open()
    rooms.rooms.clear()
    keeper.changed(standingAt(1_000))
    await pass(500)
    expect(log.lines.map(({ event }) => event)).toEqual(['room.save_failed'])
    expect(clock.pending).toBe(0)
  })

  test('waits for a slow write as one, not as a queue', async () => {
    const { keeper, pass, position, rooms } = open()
    const answer = Promise.withResolvers<void>()
    const save = rooms.save.bind(rooms)
    rooms.save = async (stored) => {
      await answer.promise
      await save(stored)
    }
    for (let to = 1; to <= 20; to += 1) {
      keeper.changed(standingAt(to))
      await pass(400)
    }
    answer.resolve()
    await pass(400)
    expect([position(), rooms.saves]).toEqual([20, 2])
  })

  test('is written at the stop, also when its last write has just failed', async () => {
    const { clock, keeper, pass, position, rooms } = open()
    rooms.failing = true
    keeper.changed(standingAt(7_000))
    await pass(400)
    rooms.failing = false
    await keeper.flush()
    expect([position(), clock.pending]).toEqual([7_000, 0])
  })

  test('ends in the store as it was last, whatever fails in between', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constantFrom('changed' as const, 'save' as const), ms: fc.nat(2_000) }),
      fc.record({ do: fc.constantFrom('fail' as const, 'heal' as const), ms: fc.nat(3_000) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const { keeper, pass, position, rooms } = open()
        let last = 0
        for (const { do: what, ms } of steps) {
          if (what === 'fail' || what === 'heal') rooms.failing = what === 'fail'
          else {
            last += 1
            const room = standingAt(last)
            if (what === 'changed') keeper.changed(room)
            else keeper.save(room).catch(() => {}) // the sender is told; the room must be kept all the same
          }
          await pass(ms)
        }
        rooms.failing = false
        await pass(10_500)
        expect(position()).toBe(last)
      }),
      { numRuns: 30 },
    )
  })
})
