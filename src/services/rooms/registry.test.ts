import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { keptOf, positionAt } from '#core/timeline.ts'
import { PRESENCE_GRACE_MS } from '#protocol/limits.ts'
import type { Command } from '#protocol/messages.ts'
import { ann, annsRoom, ben, lineId, ROOM_ID } from '#testing/made.ts'
import { House, Party } from '#testing/party.ts'

const say = (n: number, text = 'hi'): Command => ({ type: 'chat.say', lineId: lineId(n), text })
const play: Command = { type: 'playback.play', epoch: 1 }

describe('a room', () => {
  test('shows a viewer who applies its events exactly what the server has', async () => {
    const party = new Party()
    await party.join()
    const snapshot = annsRoom()
    await party.ask(play)
    party.house.clock.advance(5_000)
    await party.ask({ type: 'playback.pause', epoch: 1, positionMs: 4_800 })
    await party.join(ben, 2)
    await party.ask(say(1), ben)
    expect(party.viewOf(snapshot)).toEqual(party.state)
  })
  test('numbers its events without a gap, however many ask at once', async () => {
    const party = new Party()
    await party.join()
    await Promise.all(Array.from({ length: 50 }, (_, n) => party.ask(say(n))))
    let next = 1
    for (const { batch } of party.batches) {
      expect(batch.firstSeq).toBe(next)
      next += batch.events.length
    }
    expect(next).toBe(52)
  })
  test('ends the film by itself, with its one timer', async () => {
    const party = new Party()
    await party.join()
    await party.ask(play)
    party.house.clock.advance(61_000)
    await party.settle()
    expect(party.state.playback).toMatchObject({ status: 'paused', positionMs: 60_000 })
  })
  test('that does not exist is not made up', async () => {
    const party = new Party()
    party.house.rooms.rooms.clear()
    expect(await party.join()).toEqual({ ok: false, error: 'room_not_found' })
  })
  test('sends who comes back just what was missed, or nothing it cannot stand behind', async () => {
    const party = new Party()
    await party.join()
    const found = await party.registry.find(ROOM_ID)
    if (!found.ok) throw new Error(found.error)
    const { run, seq } = found.value.current
    await party.ask(say(1))
    await party.ask(say(2))
    expect(found.value.since(run, seq)?.map(({ type }) => type)).toEqual(['chat.said', 'chat.said'])
    expect(found.value.since(run, seq + 2)).toEqual([])
    expect(found.value.since(run, seq + 3)).toBe(null)
    expect(found.value.since(party.house.ids.run(), seq)).toBe(null)
    for (let n = 10; n < 300; n += 1) await party.ask(say(n))
    expect(found.value.since(run, seq)).toBe(null)
  })
  test('whose rules break is let go alone, and comes back from the store', async () => {
    const party = new Party()
    await party.join()
    const broken = {
      type: 'playback.pause',
      epoch: 1,
      get positionMs(): number {
        throw new Error('a bug')
      },
    } as const
    await party.ask(play)
    expect(await party.ask(broken)).toEqual({ ok: false, error: 'internal' })
    expect(party.unloaded).toEqual([ROOM_ID])
    expect((await party.join()).ok).toBe(true)
  })
})

describe('what must last', () => {
  test('is acknowledged only when the store has it', async () => {
    const party = new Party()
    await party.join()
    party.house.chat.failing = true
    expect(await party.ask(say(1))).toEqual({ ok: false, error: 'unavailable' })
    party.house.chat.failing = false
    expect((await party.ask(say(1))).ok).toBe(true)
    expect(party.house.chat.lines.map(({ line }) => line.id)).toEqual([lineId(1)])
    expect(party.state.feed.filter(({ kind }) => kind === 'line')).toHaveLength(1)
  })
  test('is written in groups while the store is busy', async () => {
    const party = new Party()
    await party.join()
    await Promise.all(Array.from({ length: 100 }, (_, n) => party.ask(say(n))))
    expect(party.house.chat.lines).toHaveLength(100)
    expect(party.house.chat.batches.length).toBeLessThan(50)
  })
  test('of a drag of the scrub bar is one write', async () => {
    const party = new Party()
    await party.join()
    for (let n = 1; n <= 20; n += 1) await party.ask({ type: 'playback.seek', epoch: 1, positionMs: n * 100 })
    party.house.clock.advance(1_000)
    await party.settle()
    expect(party.house.rooms.saves).toBe(1)
    expect(party.house.rooms.rooms.get(ROOM_ID)?.playback).toMatchObject({ positionMs: 2_000 })
  })
  test('is tried again when the store was away', async () => {
    const party = new Party()
    await party.join()
    party.house.rooms.failing = true
    await party.ask({ type: 'playback.seek', epoch: 1, positionMs: 9_000 })
    party.house.clock.advance(400)
    await party.settle()
    party.house.rooms.failing = false
    party.house.clock.advance(2_000)
    await party.settle()
    expect(party.house.rooms.rooms.get(ROOM_ID)?.playback).toMatchObject({ positionMs: 9_000 })
  })
})

describe('a store that is away', () => {
  test('costs whoever asks a try, and the room nothing', async () => {
    const party = new Party()
    const { rooms } = party.house
    const load = rooms.load
    rooms.load = () => Promise.reject(new Error('the store is down'))
    expect(await party.join()).toEqual({ ok: false, error: 'unavailable' })
    rooms.load = load
    expect((await party.join()).ok).toBe(true)
  })
})

describe('a restart', () => {
  test('is not noticed by those who watch: the film plays on, nobody has left or joined', async () => {
    const house = new House()
    house.rooms.people.set(ann.id, ann)
    const before = new Party(house)
    await before.join()
    await before.ask(play)
    house.clock.advance(5_000)
    await before.registry.stop()
    const after = new Party(house)
    await after.join(ann, 9)
    house.clock.advance(1_000)
    expect(positionAt(after.state.playback, house.clock.now())).toBe(5_800)
    expect(after.state.feed).toEqual([])
    expect(after.state.members).toMatchObject([{ id: ann.id, goneAt: null }])
  })
  test('gives no seat to who had left before', async () => {
    const house = new House()
    const before = new Party(house)
    await before.join(ann, 1)
    await before.join(ben, 2)
    await before.drop(ben, 2, true)
    house.clock.advance(5_000)
    await before.registry.stop()
    const after = new Party(house)
    await after.join(ann, 3)
    expect(after.state.members.map(({ id }) => id)).toEqual([ann.id])
  })
  test('gives no seat to who has made the room and never been in it', async () => {
    const house = new House()
    const party = new Party(house)
    const { room, playback } = annsRoom()
    await house.rooms.create({
      room: { ...room, createdAt: house.clock.now() },
      playback: keptOf(playback),
      aliveAt: house.clock.now(),
    })
    house.clock.advance(1_000)
    await party.join(ben, 2)
    expect(party.state.members.map(({ id }) => id)).toEqual([ben.id])
  })
  test('does not count as life in a room that nobody is in', async () => {
    const party = new Party()
    await party.join()
    await party.drop(ann, 1, true)
    const aliveAt = party.house.rooms.rooms.get(ROOM_ID)?.aliveAt
    party.house.clock.advance(5_000)
    await party.registry.stop()
    expect(party.house.rooms.rooms.get(ROOM_ID)?.aliveAt).toBe(aliveAt)
  })
  test('after a long night finds the film where it was last seen', async () => {
    const house = new House()
    const before = new Party(house)
    await before.join()
    await before.ask(play)
    house.clock.advance(5_200)
    await before.registry.stop()
    house.clock.advance(8 * 3_600_000)
    const after = new Party(house)
    await after.join()
    expect(after.state.playback).toMatchObject({ status: 'paused', positionMs: 5_000 })
  })
  test('brings the messages back', async () => {
    const house = new House()
    const before = new Party(house)
    await before.join()
    await before.ask(say(1, 'first'))
    await before.registry.stop()
    const after = new Party(house)
    await after.join()
    expect(after.state.feed[0]).toMatchObject({ kind: 'line', line: { text: 'first' } })
  })
})

describe('sleep', () => {
  test('comes to a room that everyone has left, and costs nothing', async () => {
    const party = new Party()
    await party.join()
    await party.ask(play)
    await party.drop(ann, 1, true)
    for (let n = 0; n < 12; n += 1) {
      party.house.clock.advance(10_000)
      await party.settle()
    }
    expect(party.registry.peek(ROOM_ID)).toBe(null)
    await party.join()
    expect(party.state.playback.status).toBe('paused')
  })
  test('comes to a room that its host has closed, though nobody can leave it any more', async () => {
    const party = new Party()
    await party.join()
    await party.ask({ type: 'room.close' })
    await party.drop()
    party.house.clock.advance(10_000)
    await party.settle()
    expect(party.registry.peek(ROOM_ID)).toBe(null)
  })
  test('is asked for in vain while the sequencer is away, and tried again', async () => {
    const party = new Party()
    await party.join()
    await party.drop(ann, 1, true)
    const { sequencer } = party.joint
    const close = sequencer.close.bind(sequencer)
    sequencer.close = () => Promise.reject(new Error('the sequencer is down'))
    const pass = async (rounds: number) => {
      for (let n = 0; n < rounds; n += 1) {
        party.house.clock.advance(10_000)
        await party.settle()
      }
    }
    await pass(8)
    expect(party.metrics.faults).toContain('room')
    sequencer.close = close
    await pass(1)
    expect(party.registry.peek(ROOM_ID)).toBe(null)
  })
  test('does not come while somebody is there', async () => {
    const party = new Party()
    await party.join()
    for (let n = 0; n < 30; n += 1) {
      party.house.clock.advance(10_000)
      await party.settle()
    }
    expect(party.state.members).toHaveLength(1)
    expect(party.house.rooms.rooms.get(ROOM_ID)?.aliveAt).toBe(party.house.clock.now())
  })
})

test('whatever happens, in whatever order, viewers and server end alike', async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('join' as const), who: fc.constantFrom(ann, ben), n: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ do: fc.constant('drop' as const), who: fc.constantFrom(ann, ben), n: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ do: fc.constant('say' as const), who: fc.constantFrom(ann, ben), n: fc.nat(20) }),
    fc.record({ do: fc.constant('seek' as const), who: fc.constantFrom(ann, ben), n: fc.nat(59_000) }),
    fc.record({ do: fc.constant('play' as const), who: fc.constantFrom(ann, ben), n: fc.constant(0) }),
    fc.record({ do: fc.constant('wait' as const), who: fc.constant(ann), n: fc.nat(2 * PRESENCE_GRACE_MS) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const party = new Party()
      const found = await party.registry.find(ROOM_ID)
      if (!found.ok) throw new Error(found.error)
      const { run, state: snapshot } = found.value.current
      for (const { do: what, who, n } of steps) {
        if (what === 'join') await party.join(who, n)
        else if (what === 'drop') await party.drop(who, n, n === 1)
        else if (what === 'say') await party.ask(say(n), who)
        else if (what === 'seek') await party.ask({ type: 'playback.seek', epoch: 1, positionMs: n }, who)
        else if (what === 'play') await party.ask(play, who)
        else party.house.clock.advance(n)
        await party.settle()
      }
      // A room that slept in between is another run: its viewers would have got a fresh snapshot.
      const end = await party.registry.find(ROOM_ID)
      if (end.ok && end.value.current.run === run) expect(party.viewOf(snapshot)).toEqual(end.value.state)
      await party.registry.stop()
    }),
    { numRuns: 40 },
  )
})
