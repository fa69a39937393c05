import { describe, expect, test } from 'bun:test'
import { PLAYBACK_LEAD_MAX_MS } from '#protocol/limits.ts'
import { ann, ben, health, ROOM_ID } from '#testing/made.ts'
import type { Party } from '#testing/party.ts'
import { twoInstances } from '#testing/two-instances.ts'

/** Sockets of the second instance begin with its name. */
const ON_TWO = 100_000_001

/** Ann on the first instance and Ben on the second, who have heard of each other. */
async function town() {
  const open = twoInstances()
  const { one, two } = open
  await one.join(ann, 1)
  await two.join(ben, ON_TWO)
  one.report(ann, {}, 1)
  two.report(ben, {}, ON_TWO)
  const settle = async () => {
    await one.settle()
    await two.settle()
  }
  const pass = async (ms: number) => {
    open.house.clock.advance(ms)
    await settle()
  }
  await settle()
  return { ...open, pass, settle }
}
const knows = (party: Party, who: typeof ann) => party.registry.healthIn(ROOM_ID)?.healthOf(who.id) ?? null
const held = ({ state }: Party) => {
  if (state.playback.status !== 'holding') throw new Error(`the room is ${state.playback.status}`)
  return state.playback
}

describe('a player that runs dry on one instance', () => {
  test('holds the room on both, which go on at once when it is ready', async () => {
    const { house, one, two, settle } = await town()
    await one.ask({ type: 'playback.play', epoch: 1 })
    house.clock.advance(5_000)
    await settle()
    const { version } = two.state.playback
    await one.ask({ type: 'playback.stalled', epoch: 1, version })
    await settle()
    expect(held(two)).toMatchObject({ why: 'stall', waitingFor: [{ userId: ann.id }] })
    await one.ask({ type: 'playback.ready', epoch: 1, version: held(one).version })
    await settle()
    expect(two.state.playback.status).toBe('playing')
    expect(one.state).toEqual(two.state)
    expect([one.metrics.holds.length, two.metrics.holds.length]).toEqual([1, 0])
  })
  test('is waited for no more when it says on its own instance that it shows something else', async () => {
    const { house, one, two, settle } = await town()
    await one.ask({ type: 'playback.play', epoch: 1 })
    house.clock.advance(5_000)
    await settle()
    await two.ask({ type: 'playback.stalled', epoch: 1, version: two.state.playback.version }, ben)
    await settle()
    expect(held(one).waitingFor.map(({ userId }) => userId)).toEqual([ben.id])
    two.report(ben, { state: 'ad' }, ON_TWO)
    await settle()
    expect(one.state.playback.status).toBe('playing')
  })
})

describe('a viewer far away on the other instance', () => {
  test('is given the time to be ready', async () => {
    const { house, one, two, settle } = await town()
    two.report(ben, { roundTripMs: 700, startMs: 100 }, ON_TWO)
    await settle()
    await one.ask({ type: 'playback.play', epoch: 1 })
    expect(one.state.playback).toMatchObject({ status: 'playing', anchoredAt: house.clock.now() + 350 + 100 + 40 })
    two.report(ben, { roundTripMs: 9_000 }, ON_TWO)
    await settle()
    await one.ask({ type: 'playback.pause', epoch: 1, positionMs: 0 })
    await one.ask({ type: 'playback.play', epoch: 1 })
    expect(one.state.playback).toMatchObject({ anchoredAt: house.clock.now() + PLAYBACK_LEAD_MAX_MS })
  })
  test('is waited for at the start of a film', async () => {
    const { one } = await town()
    const media = { url: 'https://films.example/b.mp4', title: null, durationMs: null }
    await one.ask({ type: 'playback.load', media })
    expect(held(one).waitingFor.map(({ userId }) => userId)).toEqual([ann.id, ben.id])
  })
  test('is known to an instance that comes to the room later, because it asks', async () => {
    const { alive, one, two, wires, pass } = await town()
    // The first has heard nothing of the second, as if it had begun only now.
    one.registry.healthIn(ROOM_ID)?.forget(ben.id, two.seated[0]?.session.id ?? ('' as never))
    expect(knows(one, ben)).toBe(null)
    expect(alive.size).toBe(2)
    wires[0]?.reconnected()
    await pass(0)
    expect(knows(one, ben)).toEqual(health())
  })
  test('is forgotten with the socket, and three minutes after the instance fell silent', async () => {
    const { one, two, pass } = await town()
    await two.drop(ben, ON_TWO)
    await pass(0)
    expect(knows(one, ben)).toBe(null)
    const other = await town()
    for (let round = 0; round < 30; round += 1) await other.pass(10_000)
    expect(knows(other.one, ben)).toEqual(health())
    other.wires[1]?.cut()
    for (let round = 0; round < 16; round += 1) await other.pass(10_000)
    expect(knows(other.one, ben)).toEqual(health())
    for (let round = 0; round < 4; round += 1) await other.pass(10_000)
    expect(knows(other.one, ben)).toBe(null)
  })
})
