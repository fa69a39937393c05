import { afterEach, describe, expect, test } from 'bun:test'
import type { ServerFrame } from '#protocol/frames.ts'
import type { Health } from '#protocol/health.ts'
import { HEALTH_SEEN_MAX, HOLD_MAX_MS } from '#protocol/limits.ts'
import type { Profile } from '#protocol/members.ts'
import type { Command } from '#protocol/messages.ts'
import type { Playback } from '#protocol/playback.ts'
import { ann, ben, health, profile, ROOM_ID, seat as seatOf, sessionId } from '#testing/made.ts'
import type { WireClient } from '#testing/wire-client.ts'
import { type HouseOptions, wireHouse } from '#testing/wire-house.ts'

const cat = profile('Cat')
const open: { stop: () => void }[] = []
afterEach(() => {
  for (const { stop } of open.splice(0)) stop()
})

/** Somebody in the room with a player. */
interface Viewer {
  readonly who: Profile
  readonly client: WireClient
  readonly report: (told?: Partial<Health>) => void
  /** Asks, and hears that it was done. */
  readonly ask: (command: Command) => Promise<void>
  /** The next change of playback. */
  readonly change: () => Promise<Playback>
}

async function house(options: HouseOptions = {}) {
  const opened = wireHouse(options)
  open.push(opened)
  const seat = async (who: Profile): Promise<Viewer> => {
    const client = await opened.enter(who)
    await client.next('snapshot')
    let asked = 0
    return {
      who,
      client,
      report: (told = {}) => client.send({ t: 'report', health: health(told) }),
      ask: async (command) => {
        asked += 1
        client.send({ t: 'command', id: asked, command })
        const answer = await client.nextOf(['ack', 'reject'])
        expect(answer.t).toBe('ack')
      },
      change: async () => {
        for (;;) {
          const { event } = await client.next('event')
          if (event.type === 'playback.changed') return event.playback
        }
      },
    }
  }
  return { ...opened, seat }
}

/** Three viewers whose players have reported, five seconds into the film; all have heard that it plays. */
async function three(buffering: 'flow' | 'together' = 'together') {
  const opened = await house()
  const { clock, party, seat } = opened
  const viewers = [await seat(ann), await seat(ben), await seat(cat)] as [Viewer, Viewer, Viewer]
  const [host] = viewers
  await host.ask({ type: 'room.update', title: 'Film club', control: 'everyone', buffering })
  for (const viewer of viewers) {
    viewer.report()
    viewer.client.send({ t: 'ping', at: 0 })
    await viewer.client.next('pong')
  }
  await Promise.all([...viewers.map(({ change }) => change()), party.ask({ type: 'playback.play', epoch: 1 }, ann)])
  clock.advance(5_000)
  /** What somebody's player says of the line as it stands. */
  const word = (type: 'playback.ready' | 'playback.stalled'): Command => ({
    type,
    epoch: 1,
    version: party.state.playback.version,
  })
  /** What all three are told next. */
  const all = async () => {
    const changes = await Promise.all(viewers.map(({ change }) => change()))
    for (const change of changes) expect(change).toEqual(changes[0] as Playback)
    return changes[0] as Playback
  }
  return { ...opened, viewers, word, all }
}

describe('a room of three that waits', () => {
  test('holds when a player runs dry, and goes on at all three when it is ready', async () => {
    const { viewers, word, all, clock } = await three()
    const [, staller] = viewers
    staller.client.send({ t: 'command', id: 9, command: word('playback.stalled') })
    expect(await all()).toMatchObject({ status: 'holding', why: 'stall', waitingFor: [{ userId: ben.id }] })
    clock.advance(1_500)
    staller.client.send({ t: 'command', id: 10, command: word('playback.ready') })
    expect(await all()).toMatchObject({ status: 'playing' })
  })
  test('gives up who only says that it loads, after eight seconds', async () => {
    const { viewers, word, all, clock, party } = await three()
    const [, , liar] = viewers
    liar.client.send({ t: 'command', id: 9, command: word('playback.stalled') })
    await all()
    clock.advance(HOLD_MAX_MS - 1)
    await liar.ask(word('playback.stalled'))
    expect(party.state.playback.status).toBe('holding')
    clock.advance(1)
    expect(await all()).toMatchObject({ status: 'playing' })
    clock.advance(1_000)
    await liar.ask(word('playback.stalled'))
    expect(party.state.playback.status).toBe('playing')
  })
  test('goes on when the socket of who is waited for closes', async () => {
    const { viewers, word, all } = await three()
    const [host, staller, other] = viewers
    staller.client.send({ t: 'command', id: 9, command: word('playback.stalled') })
    await all()
    staller.client.close()
    expect(await host.change()).toMatchObject({ status: 'playing' })
    expect(await other.change()).toMatchObject({ status: 'playing' })
  })
  test('goes on when the player of who is waited for shows an ad', async () => {
    const { viewers, word, all } = await three()
    const [, staller] = viewers
    staller.client.send({ t: 'command', id: 9, command: word('playback.stalled') })
    await all()
    staller.report({ state: 'ad', offsetMs: null })
    expect(await all()).toMatchObject({ status: 'playing' })
  })
  test('flows if it was told to: nothing happens', async () => {
    const { viewers, word, party } = await three('flow')
    const before = party.state.playback
    await viewers[1].ask(word('playback.stalled'))
    expect(party.state.playback).toBe(before)
  })
})

describe('how players are doing', () => {
  const shown = ({ of }: Extract<ServerFrame, { t: 'health' }>): string[][] =>
    of.map(({ userId, state }) => [userId, state])

  test('is told to the others, and to oneself', async () => {
    const { seat } = await house()
    const [a, b] = [await seat(ann), await seat(ben)]
    a.report({ state: 'catching_up', offsetMs: 120, boundMs: 9 })
    const of = [{ userId: ann.id, state: 'catching_up', offsetMs: 120, boundMs: 9 }]
    expect(await b.client.next('health')).toEqual({ t: 'health', of } as never)
    expect(await a.client.next('health')).toEqual({ t: 'health', of } as never)
  })
  test('is told once while nothing changes that anybody would notice', async () => {
    const { seat } = await house()
    const [a, b] = [await seat(ann), await seat(ben)]
    for (const offsetMs of [0, 5, 10, -3]) a.report({ offsetMs })
    a.report({ offsetMs: 40 })
    expect((await b.client.next('health')).of).toMatchObject([{ offsetMs: 0 }])
    expect((await b.client.next('health')).of).toMatchObject([{ offsetMs: 40 }])
  })
  test('is gathered for a moment, and what was there and gone again is not told', async () => {
    const { seat, clock } = await house({ healthGatherMs: 500 })
    const [a, b, c] = [await seat(ann), await seat(ben), await seat(cat)]
    const done = async (viewer: Viewer, told: Partial<Health>) => {
      viewer.report(told)
      viewer.client.send({ t: 'ping', at: 0 })
      await viewer.client.next('pong')
    }
    await done(a, {})
    await done(b, { state: 'buffering' })
    await done(b, { state: 'catching_up' })
    clock.advance(500)
    expect(shown(await c.client.next('health'))).toEqual([
      [ann.id, 'in_sync'],
      [ben.id, 'catching_up'],
    ])
    const waiting = clock.pending
    await done(b, { state: 'slow' })
    expect(clock.pending).toBe(waiting + 1)
    await done(b, { state: 'catching_up' })
    clock.advance(500)
    await done(a, { state: 'away' })
    clock.advance(500)
    expect(shown(await c.client.next('health'))).toEqual([[ann.id, 'away']])
    expect(clock.pending).toBe(waiting)
  })
  test('is told whole to who comes in, after the room', async () => {
    const { seat, enter } = await house()
    const [a, b] = [await seat(ann), await seat(ben)]
    a.report({ state: 'standing', offsetMs: null })
    b.report({ state: 'blocked', offsetMs: null })
    for (let told = 0; told < 2; told += 1) await a.client.next('health')
    const late = await enter(cat)
    expect(shown(await late.next('health'))).toEqual([
      [ann.id, 'standing'],
      [ben.id, 'blocked'],
    ])
    expect(late.frames.map(({ t }) => t).slice(0, 3)).toEqual(['welcome', 'snapshot', 'health'])
  })
  test('is forgotten with the socket: the same words are news again', async () => {
    const { seat } = await house()
    const [a, b] = [await seat(ann), await seat(ben)]
    b.report()
    await a.client.next('health')
    b.client.close()
    for (;;) if ((await a.client.next('event')).event.type === 'members.disconnected') break
    ;(await seat(ben)).report()
    expect(shown(await a.client.next('health'))).toEqual([[ben.id, 'in_sync']])
  })
  test('is told in a large room to the host alone, and to all when it has become small', async () => {
    const { seat, party, enter } = await house()
    const [host, guest] = [await seat(ann), await seat(ben)]
    const crowd = Array.from({ length: HEALTH_SEEN_MAX - 1 }, (_, n) => profile(`P${n}q`))
    for (const [n, who] of crowd.entries()) {
      const command = { type: 'members.connect', profile: who, session: seatOf(n + 500) } as const
      await party.registry.execute(ROOM_ID, command, { kind: 'system' })
    }
    guest.report({ state: 'slow' })
    expect(shown(await host.client.next('health'))).toEqual([[ben.id, 'slow']])
    const late = await enter(cat)
    await late.next('snapshot')
    const gone = { type: 'members.disconnect', leaving: true } as const
    for (const [n, who] of crowd.slice(0, 2).entries()) {
      const left = { ...gone, userId: who.id, session: sessionId(n + 500) }
      await party.registry.execute(ROOM_ID, left, { kind: 'system' })
    }
    host.report({ state: 'standing' })
    const everybody = [
      [ben.id, 'slow'],
      [ann.id, 'standing'],
    ]
    expect(shown(await guest.client.next('health'))).toEqual(everybody)
    expect(shown(await late.next('health'))).toEqual(everybody)
  })
  test('of a report that is malformed is nothing: it is refused', async () => {
    const { seat } = await house()
    const { client } = await seat(ann)
    for (const wrong of [{ state: 'dancing' }, { offsetMs: 1e9 }, { boundMs: -1 }, { startMs: null }, { more: 1 }]) {
      client.sendRaw(JSON.stringify({ t: 'report', health: { ...health(), ...wrong } }))
      expect((await client.next('error')).code).toBe('bad_request')
    }
  })
})

test('what answers a command tells the time', async () => {
  const { seat, clock } = await house()
  const { client } = await seat(ann)
  client.send({ t: 'command', id: 1, command: { type: 'playback.play', epoch: 1 } })
  expect(await client.next('ack')).toEqual({ t: 'ack', id: 1, now: clock.stamp() })
  clock.advance(250)
  client.send({ t: 'command', id: 2, command: { type: 'playback.play', epoch: 9 } })
  expect(await client.next('reject')).toMatchObject({ id: 2, now: clock.stamp(), code: 'stale_media' })
  client.sendRaw('{"t":"command","id":3,"command":{"type":"playback.fly"}}')
  expect(await client.next('reject')).toMatchObject({ id: 3, now: clock.stamp(), code: 'bad_request' })
})
