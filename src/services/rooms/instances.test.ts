import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { Result } from '#core/result.ts'
import type { RoomState } from '#core/state.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { InstanceId } from '#protocol/ids.ts'
import { PRESENCE_GRACE_MS } from '#protocol/limits.ts'
import type { Command, Event } from '#protocol/messages.ts'
import { ann, ben, lineId, profile, ROOM_ID } from '#testing/made.ts'
import { House, Party } from '#testing/party.ts'
import { twoInstances } from '#testing/two-instances.ts'
import { Exchange, Wires } from '#testing/wires.ts'

const INSTANCES = 3
const RUNS = 500
const PEOPLE = [ann, ben, profile('Cat')]

type Step =
  | {
      do: 'say' | 'seek' | 'play' | 'stall' | 'ready' | 'report' | 'join' | 'drop' | 'crash' | 'lose' | 'fail'
      at: number
      who: number
    }
  | { do: 'wait'; turns: number }
  | { do: 'pass'; ms: number }
  | { do: 'forget' }

const step = (withLoss: boolean): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        do: fc.constantFrom('say', 'seek', 'play', 'stall', 'ready', 'report', 'join', 'drop'),
        at: fc.nat(INSTANCES - 1),
        who: fc.nat(PEOPLE.length - 1),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constantFrom('crash', 'lose', 'fail'),
        at: fc.nat(INSTANCES - 1),
        who: fc.constant(0),
      }),
    },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('wait'), turns: fc.integer({ min: 1, max: 12 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('pass'), ms: fc.integer({ min: 1, max: 15_000 }) }) },
    { weight: withLoss ? 1 : 0, arbitrary: fc.record({ do: fc.constant('forget') }) },
  ) as fc.Arbitrary<Step>

/** Several instances in one exchange, and all that was promised to anyone. */
class Town {
  readonly house = new House()
  readonly exchange = new Exchange()
  readonly parties: { party: Party; wires: Wires }[] = []
  /** Lines and positions that were acknowledged. */
  readonly acked: { lines: string[]; seeks: number[] } = { lines: [], seeks: [] }
  readonly #delay: () => Promise<void>
  #sessions = 0
  #names = 0

  constructor(delay: () => Promise<void>) {
    this.#delay = delay
    this.exchange.open(ROOM_ID)
    for (let n = 0; n < INSTANCES; n += 1) this.parties.push(this.#start())
  }

  #start() {
    this.#names += 1
    const mine = String(this.#names).padStart(5, '0') as InstanceId
    const alive = () => new Set(this.parties.map(({ wires }) => wires.joint.instances.mine))
    const wires = new Wires(mine, alive, this.exchange, this.#delay)
    return { wires, party: new Party(this.house, 100, wires.joint) }
  }

  /** Runs one step; what it asks is answered in its own time. */
  take(step: Exclude<Step, { do: 'wait' }>, n: number): void {
    if (step.do === 'pass') return this.house.clock.advance(step.ms)
    if (step.do === 'forget') return this.exchange.forget()
    const place = this.parties[step.at]
    const who = PEOPLE[step.who]
    if (!place || !who) throw new Error('there is no such place or person')
    const { party, wires } = place
    const ask = (command: Command, promised: () => void) =>
      void party.ask(command, who).then((done: Result<unknown, ErrorCode>) => done.ok && promised())
    switch (step.do) {
      case 'say':
        return ask({ type: 'chat.say', lineId: lineId(n), text: `line ${n}` }, () => this.acked.lines.push(lineId(n)))
      case 'seek': {
        const positionMs = 1_000 + n // tells the seeks apart
        return ask({ type: 'playback.seek', epoch: 1, positionMs }, () => this.acked.seeks.push(positionMs))
      }
      case 'play':
        return ask({ type: 'playback.play', epoch: 1 }, () => {})
      case 'stall':
      case 'ready': {
        // Who has told nothing is not waited for.
        const seat = party.seated.find(({ profile: { id } }) => id === who.id)
        if (seat) party.report(who, {}, Number(seat.session))
        // Of the line as this instance knows it, which may be an earlier one.
        const version = party.registry.peek(ROOM_ID)?.playback.version ?? 0
        const type = step.do === 'stall' ? 'playback.stalled' : 'playback.ready'
        return ask({ type, epoch: 1, version }, () => {})
      }
      case 'report': {
        const seat = party.seated.find(({ profile: { id } }) => id === who.id)
        return seat && party.report(who, { state: n % 3 === 0 ? 'buffering' : 'in_sync' }, Number(seat.session))
      }
      case 'join':
        this.#sessions += 1
        return void party.join(who, Number(`${wires.joint.instances.mine}${String(this.#sessions).padStart(8, '0')}`))
      case 'drop': {
        const seat = party.seated.find(({ profile: { id } }) => id === who.id)
        return seat && void party.drop(who, Number(seat.session))
      }
      case 'lose':
        wires.losing += 1
        return
      case 'fail':
        wires.failing += 1
        return
      case 'crash':
        wires.cut()
        // Its timers go with it.
        party.registry.stop().catch(() => {})
        this.parties.splice(step.at, 1, this.#start())
    }
  }
}

/** The town in the end: every fault over, and two rounds in which everybody looks again. */
async function settle(town: Town, scheduler: fc.Scheduler): Promise<RoomState[]> {
  for (const { wires } of town.parties) {
    wires.losing = 0
    wires.failing = 0
  }
  for (let round = 0; round < 4; round += 1) {
    await scheduler.waitIdle()
    town.house.clock.advance(10_000)
  }
  await scheduler.waitIdle()
  // Where the room was let go of it is woken, and the others are told so at once instead of in the next round.
  for (const { party } of town.parties) await scheduler.waitFor(party.registry.find(ROOM_ID))
  for (const { party } of town.parties) {
    const found = await party.registry.find(ROOM_ID)
    if (found.ok) await scheduler.waitFor(found.value.refresh())
  }
  await scheduler.waitIdle()
  return town.parties.flatMap(({ party }) => party.registry.peek(ROOM_ID) ?? [])
}

async function play(town: Town, steps: readonly Step[], scheduler: fc.Scheduler): Promise<RoomState[]> {
  for (const [n, step] of steps.entries()) {
    if (step.do === 'wait') await scheduler.waitNext(Math.min(step.turns, scheduler.count()))
    else town.take(step, n)
  }
  return await settle(town, scheduler)
}

/** Everything that any instance's viewers were told is what was committed under that number. */
function expectOneOrder(town: Town): void {
  for (const { party } of town.parties) {
    for (const { batch } of party.batches) {
      for (const [index, event] of batch.events.entries()) {
        const committed = town.exchange.journal.get(`${batch.run}/${batch.firstSeq + index}`)
        expect(event).toEqual(committed as Event)
      }
    }
  }
}

/** Where an event moved the film to, ms. */
function positionOf(event: Event): number | null {
  if (event.type !== 'playback.changed') return null
  const { playback } = event
  return playback.status === 'idle' ? null : playback.status === 'playing' ? playback.anchorMs : playback.positionMs
}

describe('three instances with one room', () => {
  const steps = (withLoss: boolean) => fc.array(step(withLoss), { minLength: 10, maxLength: 60, size: 'max' })

  test('end in one state, in one order, with all that was acknowledged, whatever is late, lost or dead', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), steps(false), async (scheduler, taken) => {
        const town = new Town(() => scheduler.schedule(Promise.resolve()))
        const states = await play(town, taken, scheduler)
        expect(states).toHaveLength(INSTANCES)
        const sequenced = await town.exchange.sequencer.read(ROOM_ID)
        for (const state of states) expect(state).toEqual(sequenced?.state as RoomState)
        expectOneOrder(town)
        const feed = states[0]?.feed.flatMap((entry) => (entry.kind === 'line' ? [entry.line.id as string] : []))
        expect(feed?.length).toBe(new Set(feed).size)
        for (const line of town.acked.lines) expect(feed).toContain(line)
        const kept = town.house.chat.lines.map(({ line }) => line.id as string)
        for (const line of town.acked.lines) expect(kept).toContain(line)
        const sought = [...town.exchange.journal.values()].map(positionOf)
        for (const positionMs of town.acked.seeks) expect(sought).toContain(positionMs)
      }),
      { numRuns: RUNS },
    )
  }, 60_000)

  test('lose no message and end in one state also when the exchange forgets the room', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), steps(true), async (scheduler, taken) => {
        const town = new Town(() => scheduler.schedule(Promise.resolve()))
        const states = await play(town, taken, scheduler)
        for (const state of states) expect(state).toEqual(states[0] as RoomState)
        const kept = town.house.chat.lines.map(({ line }) => line.id as string)
        for (const line of town.acked.lines) expect(kept).toContain(line)
      }),
      { numRuns: RUNS },
    )
  }, 60_000)
})

describe('a room that the exchange has lost', () => {
  test('comes back with what this instance never heard of, and its viewers get it whole', async () => {
    const { exchange, house, one, two, wires } = twoInstances()
    await one.join(ann, 1)
    await two.join(ben, 100_000_001)
    await two.settle()
    const deaf = wires[1] as Wires
    deaf.losing = 10
    await one.ask({ type: 'chat.say', lineId: lineId(1), text: 'did you hear?' })
    await one.ask({ type: 'playback.seek', epoch: 1, positionMs: 30_000 })
    house.clock.advance(1_000)
    await one.settle()
    expect(two.state.feed.some(({ kind }) => kind === 'line')).toBe(false)
    exchange.sequencer = new Exchange().sequencer
    await two.ask({ type: 'chat.say', lineId: lineId(2), text: 'no' }, ben)
    const lines = two.state.feed.flatMap((entry) => (entry.kind === 'line' ? [entry.line.text] : []))
    expect(lines).toEqual(['did you hear?', 'no'])
    expect(two.state.playback).toMatchObject({ positionMs: 30_000 })
    expect(two.state.members.map(({ id }) => id)).toEqual([ann.id, ben.id])
    expect(two.replaced).toHaveLength(1)
  })
})

describe('an instance that nobody of a room is on any more', () => {
  test('lets go of it after a minute; where its people are, it goes on', async () => {
    const { house, one, two } = twoInstances()
    await one.join(ann, 1)
    await two.join(ben, 100_000_001)
    await one.drop(ann, 1)
    for (let round = 0; round < 9; round += 1) {
      house.clock.advance(10_000)
      await two.settle()
    }
    expect(one.registry.peek(ROOM_ID)).toBe(null)
    expect(two.state.members.map(({ name }) => name)).toEqual(['Ben'])
    await one.join(ann, 2)
    expect(one.state.members.map(({ name }) => name)).toEqual(['Ben', 'Ann'])
    expect((await two.ask({ type: 'playback.play', epoch: 1 }, ben)).ok).toBe(true)
    await one.settle()
    expect(one.state).toEqual(two.state)
  })
})

describe('an instance that died', () => {
  test('leaves no one sitting: its people go after the grace period, unless they have come back elsewhere', async () => {
    const { alive, house, one, two, wires } = twoInstances()
    await one.join(ann, 1)
    await one.join(ben, 2)
    await two.join(profile('Cat'), 100_000_001)
    await two.settle()
    wires[0]?.cut()
    alive.delete('00000' as InstanceId)
    await two.join(ann, 100_000_002)
    const pass = async (ms: number) => {
      house.clock.advance(ms)
      await two.settle()
    }
    await pass(10_000)
    expect(two.state.members.map(({ name, sessions }) => [name, sessions.length])).toEqual([
      ['Ann', 1],
      ['Ben', 0],
      ['Cat', 1],
    ])
    await pass(PRESENCE_GRACE_MS)
    expect(two.state.members.map(({ name }) => name)).toEqual(['Ann', 'Cat'])
  })
})
