import { describe, expect, test } from 'bun:test'
import { HOLD_MAX_MS } from '#protocol/limits.ts'
import type { Command } from '#protocol/messages.ts'
import { ann, ben } from '#testing/made.ts'
import { Party } from '#testing/party.ts'

/** Ann and Ben in a room that plays, and Ben's player has run dry. */
async function held(): Promise<Party> {
  const party = new Party()
  await party.join(ann, 1)
  await party.join(ben, 2)
  party.report(ann, {}, 1)
  party.report(ben, {}, 2)
  await party.ask({ type: 'playback.play', epoch: 1 })
  party.house.clock.advance(5_000)
  await party.ask(word(party, 'playback.stalled'), ben)
  expect(party.state.playback.status).toBe('holding')
  party.house.clock.advance(2_000)
  return party
}
const word = (party: Party, type: 'playback.ready' | 'playback.stalled'): Command => ({
  type,
  epoch: 1,
  version: party.state.playback.version,
})

describe('a hold is counted once, by how it ended', () => {
  test('everybody was ready', async () => {
    const party = await held()
    await party.ask(word(party, 'playback.ready'), ben)
    expect(party.metrics.holds).toEqual([{ why: 'stall', end: 'ready', seconds: 2 }])
  })
  test('the time was up', async () => {
    const party = await held()
    party.house.clock.advance(HOLD_MAX_MS - 2_000)
    await party.settle()
    expect(party.metrics.holds).toEqual([{ why: 'stall', end: 'timeout', seconds: HOLD_MAX_MS / 1_000 }])
  })
  test('somebody went on without', async () => {
    const party = await held()
    await party.ask({ type: 'playback.release', epoch: 1 })
    expect(party.metrics.holds).toEqual([{ why: 'stall', end: 'released', seconds: 2 }])
  })
  test('another command came; another speed ends nothing', async () => {
    const party = await held()
    await party.ask({ type: 'playback.rate', epoch: 1, rate: 1.5 })
    expect(party.metrics.holds).toEqual([])
    await party.ask({ type: 'playback.pause', epoch: 1, positionMs: 0 })
    expect(party.metrics.holds).toEqual([{ why: 'stall', end: 'overtaken', seconds: 2 }])
  })
})

describe('a room that waits', () => {
  test('is kept as it would go on', async () => {
    const party = await held()
    party.house.clock.advance(1_000)
    await party.settle()
    const { room, playback } = party.state
    if (playback.status !== 'holding') throw new Error(playback.status)
    expect(party.house.rooms.rooms.get(room.id)?.playback).toMatchObject({
      status: 'playing',
      version: playback.version,
      anchorMs: playback.positionMs,
    })
  })
  test('goes on at once when the player that it waits for shows something else', async () => {
    const party = await held()
    party.report(ben, { state: 'ad' }, 2)
    await party.settle()
    expect(party.state.playback.status).toBe('playing')
    expect(party.metrics.holds).toMatchObject([{ end: 'ready' }])
  })
  test('waits on when that player tells anything else', async () => {
    const party = await held()
    party.report(ben, { state: 'buffering' }, 2)
    party.report(ann, { state: 'away' }, 1)
    await party.settle()
    expect(party.state.playback.status).toBe('holding')
  })
})
