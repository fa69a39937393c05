import { describe, expect, test } from 'bun:test'
import { NO_REACTIONS, withReaction } from '#core/reactions.ts'
import { evolve } from '#core/room.ts'
import type { RoomState } from '#core/state.ts'
import type { Batch, Bus, Notice } from '#ports/bus.ts'
import type { Sequencer } from '#ports/sequencer.ts'
import type { InstanceId, RoomId, RunId } from '#protocol/ids.ts'
import type { Event } from '#protocol/messages.ts'
import { ann, annsRoom, at, health, lineId, sessionId } from '#testing/made.ts'
import { ids } from './samples.ts'

/** A sequencer, and the bus that brings what it commits. */
export interface Ordered {
  readonly sequencer: Sequencer
  readonly bus: Bus
}

const said = (n: number): Event => ({
  type: 'chat.said',
  line: { id: lineId(n), from: ann, text: `line ${n}`, at: at(n), positionMs: null, replyTo: null },
})
const after = (state: RoomState, events: readonly Event[]): RoomState => events.reduce<RoomState>(evolve, state)
const roomOf = (id: RoomId): RoomState => ({ ...annsRoom(), room: { ...annsRoom().room, id } })

/** A room that is awake, and a way to say things in it one after the other. */
async function awake({ sequencer }: Ordered) {
  const id = ids.room()
  const run = ids.run()
  let { state, seq } = await sequencer.open(id, roomOf(id), run)
  const say = async (...numbers: number[]) => {
    const events = numbers.map(said)
    const next = after(state, events)
    const done = await sequencer.commit(id, { run, seq }, events, next)
    if (!done.ok) throw new Error('somebody was faster')
    seq = done.seq
    state = next
  }
  return { id, run, say, base: () => ({ run, seq }), state: () => state }
}

/** Follows a room from when the bus is known to hear. */
async function follow({ bus }: Ordered, room: RoomId, heard: Batch[], noticed: Notice[] = []) {
  const hears = Promise.withResolvers<void>()
  const stop = bus.subscribe(room, {
    deliver: (batch) => heard.push(batch),
    notice: (notice) => noticed.push(notice),
    gap: hears.resolve,
  })
  // A bus in memory hears at once and never says so.
  await Promise.race([hears.promise, Bun.sleep(bus.constructor.name === 'LocalBus' ? 0 : 5_000)])
  return stop
}

/** What every sequencer must do, together with its bus. */
export function sequencerContract(name: string, make: () => Promise<Ordered>): void {
  describe(`${name} keeps the Sequencer contract`, () => {
    test('a room sleeps until it is opened, and whoever opens it second gets what stands', async () => {
      const { sequencer } = await make()
      const id = ids.room()
      expect(await sequencer.read(id)).toBe(null)
      expect(await sequencer.since(id, { run: ids.run(), seq: 0 })).toBe(null)
      const [first, second] = [ids.run(), ids.run()]
      const state = roomOf(id)
      expect(await sequencer.open(id, state, first)).toEqual({ run: first, seq: 0, state, recent: [] })
      const other = { ...state, room: { ...state.room, title: 'Another' } }
      expect(await sequencer.open(id, other, second)).toEqual({ run: first, seq: 0, state, recent: [] })
    })

    test('many who open a room at once all get the same one', async () => {
      const { sequencer } = await make()
      const id = ids.room()
      const opened = await Promise.all(Array.from({ length: 8 }, () => sequencer.open(id, roomOf(id), ids.run())))
      expect(new Set(opened.map(({ run }) => run)).size).toBe(1)
    })

    test('events get the numbers after the base, and change the room', async () => {
      const made = await make()
      const { id, run, say, state } = await awake(made)
      await say(1)
      await say(2, 3)
      expect(await made.sequencer.read(id)).toMatchObject({ run, seq: 3, state: state() })
    })

    test('of many who commit at one base, one succeeds; the others learn what they miss', async () => {
      const { sequencer, ...rest } = await make()
      const { id, run, base, state } = await awake({ sequencer, ...rest })
      const tries = await Promise.all(
        [1, 2, 3, 4].map((n) => sequencer.commit(id, base(), [said(n)], after(state(), [said(n)]))),
      )
      expect(tries.filter(({ ok }) => ok)).toHaveLength(1)
      const winner = await sequencer.read(id)
      for (const done of tries) {
        if (done.ok) expect(done.seq).toBe(1)
        else if (done.missed?.kind === 'room') expect(done.missed.awake).toMatchObject({ run, seq: 1 })
        else {
          const batch = done.missed?.batch
          expect(batch).toMatchObject({ run, firstSeq: 1 })
          expect(after(state(), batch?.events ?? [])).toEqual(winner?.state as RoomState)
        }
      }
    })

    test('what is missing leads to where the room stands, from wherever one is', async () => {
      const made = await make()
      const { id, run, say, state } = await awake(made)
      const begun = state()
      for (let n = 1; n <= 10; n += 1) await say(n)
      for (const base of [
        { run, seq: 0 },
        { run, seq: 10 },
        { run: ids.run(), seq: 5 },
        { run: '' as RunId, seq: 0 },
      ]) {
        const missed = await made.sequencer.since(id, base)
        if (missed?.kind === 'room') expect(missed.awake).toMatchObject({ run, seq: 10, state: state() })
        else {
          expect(missed?.batch).toMatchObject({ run: base.run, firstSeq: base.seq + 1 })
          expect(missed?.batch.events.length).toBe(10 - base.seq)
          if (base.seq === 0) expect(after(begun, missed?.batch.events ?? [])).toEqual(state())
        }
      }
    })

    test('a room of a long history is read as it stands', async () => {
      const made = await make()
      const { id, say, state } = await awake(made)
      for (let n = 0; n < 300; n += 3) await say(n, n + 1, n + 2)
      expect(await made.sequencer.read(id)).toMatchObject({ seq: 300, state: state() })
    })

    test('one that is too far behind, or of another run, gets the room whole', async () => {
      const made = await make()
      const { id, run, say, state } = await awake(made)
      for (let n = 0; n < 400; n += 4) await say(n, n + 1, n + 2, n + 3)
      for (const base of [
        { run, seq: 3 },
        { run: ids.run(), seq: 400 },
      ]) {
        const missed = await made.sequencer.since(id, base)
        expect(missed).toMatchObject({ kind: 'room', awake: { run, seq: 400, state: state() } })
      }
    })

    test('a room is put to sleep only by who knows where it stands', async () => {
      const made = await make()
      const { id, run, say, base } = await awake(made)
      await say(1)
      expect(await made.sequencer.close(id, { run, seq: 0 })).toBe(false)
      expect(await made.sequencer.close(id, { run: ids.run(), seq: 1 })).toBe(false)
      expect(await made.sequencer.close(id, base())).toBe(true)
      expect(await made.sequencer.close(id, base())).toBe(false)
      expect(await made.sequencer.read(id)).toBe(null)
      expect(await made.sequencer.commit(id, base(), [said(2)], roomOf(id))).toEqual({ ok: false, missed: null })
    })

    test('keeping rooms awake tells where each stands', async () => {
      const made = await make()
      const [one, two] = [await awake(made), await awake(made)]
      await two.say(1)
      expect(await made.sequencer.keep([])).toEqual([])
      const kept = await made.sequencer.keep([one.id, ids.room(), two.id])
      expect(kept).toMatchObject([one.base(), null as never, two.base()])
    })

    test('what is committed reaches every follower of that room, once and in order', async () => {
      const made = await make()
      const { id, run, say } = await awake(made)
      const other = await awake(made)
      const heard: Batch[][] = [[], []]
      const stops = await Promise.all(heard.map((batches) => follow(made, id, batches)))
      for (let n = 1; n <= 20; n += 2) await say(n, n + 1)
      await other.say(99)
      while (heard.some((batches) => batches.length < 10)) await Bun.sleep(1)
      for (const batches of heard) {
        expect(batches.map(({ firstSeq }) => firstSeq)).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19])
        expect(batches.flatMap(({ events }) => events)).toEqual(Array.from({ length: 20 }, (_, n) => said(n + 1)))
        expect(batches.every((batch) => batch.run === run)).toBe(true)
      }
      for (const stop of stops) stop()
    })

    test('a refused commit reaches nobody, and who has stopped following hears nothing', async () => {
      const made = await make()
      const { id, say, state } = await awake(made)
      const [heard, left]: Batch[][] = [[], []]
      const stop = await follow(made, id, heard as Batch[])
      const leave = await follow(made, id, left as Batch[])
      leave()
      expect((await made.sequencer.commit(id, { run: ids.run(), seq: 0 }, [said(1)], state())).ok).toBe(false)
      await say(2)
      while (heard?.length === 0) await Bun.sleep(1)
      expect(heard).toMatchObject([{ firstSeq: 1, events: [{ line: { text: 'line 2' } }] }])
      expect(left).toEqual([])
      stop()
    })

    test('a notice reaches followers of that room alone, if anybody is there to be told, and is no batch', async () => {
      const made = await make()
      const [id, elsewhere] = [ids.room(), ids.room()]
      const [heard, noticed, others]: [Batch[], Notice[], Notice[]] = [[], [], []]
      const stops = [await follow(made, id, heard, noticed), await follow(made, elsewhere, [], others)]
      const by = '00001' as InstanceId
      const of = [{ userId: ann.id, session: sessionId(100_000_001), health: health({ offsetMs: null }) }]
      const burst = withReaction(NO_REACTIONS, { userId: ann.id, what: 'flame', positionMs: 1_000 })
      const sent: Notice[] = [
        { about: 'asking', by },
        { about: 'health', by, of },
        { about: 'reactions', by, burst },
      ]
      for (const notice of sent) made.bus.notify(id, notice)
      const batch: Batch = { run: ids.run(), firstSeq: 1, events: [said(1)] }
      await made.bus.publish(id, batch)
      while (heard.length === 0) await Bun.sleep(1)
      expect(heard).toEqual([batch])
      // A bus of one instance has nobody to tell.
      expect(noticed).toEqual(made.bus.constructor.name === 'LocalBus' ? [] : sent)
      expect(others).toEqual([])
      for (const stop of stops) stop()
    })

    test('the bus brings what is published on it to the followers of that room alone', async () => {
      const made = await make()
      const [id, elsewhere] = [ids.room(), ids.room()]
      const [heard, others]: [Batch[], Batch[]] = [[], []]
      const stops = [await follow(made, id, heard), await follow(made, elsewhere, others)]
      const batch: Batch = { run: ids.run(), firstSeq: 4, events: [said(1)] }
      await made.bus.publish(id, batch)
      while (heard.length === 0) await Bun.sleep(1)
      expect(heard).toEqual([batch])
      expect(others).toEqual([])
      for (const stop of stops) stop()
    })
  })
}
