import { describe, expect, test } from 'bun:test'
import { NO_REACTIONS, sizeOf } from '#core/reactions.ts'
import { REACTIONS_EVERY_MS } from '#protocol/limits.ts'
import { ann, ben, ROOM_ID } from '#testing/made.ts'
import { Party } from '#testing/party.ts'
import { twoInstances } from '#testing/two-instances.ts'

/** Sockets of the second instance begin with its name. */
const ON_TWO = 100_000_001
const heart = (party: Party, who = ann) => party.registry.react(ROOM_ID, who.id, 'heart')

describe('reactions in a room', () => {
  test('the first is told at once, with whose it was and where the film stood', async () => {
    const party = new Party()
    await party.join(ann)
    await party.ask({ type: 'playback.seek', epoch: 1, positionMs: 12_000 })
    heart(party)
    expect(party.bursts).toEqual([
      {
        counts: { ...NO_REACTIONS.counts, heart: 1 },
        first: [{ userId: ann.id, what: 'heart', positionMs: 12_000 }],
      },
    ])
    expect(party.metrics.reactions).toEqual(['heart'])
  })
  test('what follows is told together, and never more often than said', async () => {
    const party = new Party()
    await party.join(ann)
    for (let n = 0; n < 40; n += 1) {
      heart(party)
      party.house.clock.advance(REACTIONS_EVERY_MS / 10)
    }
    expect(party.bursts.length).toBeLessThanOrEqual(5)
    party.house.clock.advance(REACTIONS_EVERY_MS)
    expect(party.bursts.reduce((sum, burst) => sum + sizeOf(burst), 0)).toBe(40)
  })
  test('who has no seat cannot react, and a room without reactions keeps no timer', async () => {
    const party = new Party()
    await party.join(ann)
    party.house.clock.advance(1_000) // until who came is written down
    heart(party, ben)
    expect(party.bursts).toEqual([])
    const waiting = party.house.clock.pending
    heart(party)
    expect(party.house.clock.pending).toBe(waiting + 1)
    party.house.clock.advance(REACTIONS_EVERY_MS)
    expect(party.house.clock.pending).toBe(waiting)
  })
  test('nothing is told any more when the server has stopped', async () => {
    const party = new Party()
    await party.join(ann)
    heart(party)
    heart(party)
    await party.registry.stop()
    party.house.clock.advance(REACTIONS_EVERY_MS)
    expect(party.bursts).toHaveLength(1)
  })
})

describe('reactions on two instances', () => {
  async function town() {
    const { house, one, two } = twoInstances()
    await one.join(ann, 1)
    await two.join(ben, ON_TWO)
    const settle = async () => {
      await one.settle()
      await two.settle()
    }
    await settle()
    return { house, one, two, settle }
  }

  test('reach the viewers of both, once', async () => {
    const { house, one, two, settle } = await town()
    heart(one, ann)
    await settle()
    expect(two.bursts).toEqual(one.bursts)
    expect(one.bursts).toHaveLength(1)
    house.clock.advance(REACTIONS_EVERY_MS)
    await settle()
    expect([one.bursts.length, two.bursts.length]).toEqual([1, 1])
  })
  test('of a crowd on both are the same numbers on both', async () => {
    const { house, one, two, settle } = await town()
    for (let n = 0; n < 30; n += 1) {
      heart(one, ann)
      heart(two, ben)
      house.clock.advance(50)
      await settle()
    }
    for (let n = 0; n < 3; n += 1) {
      house.clock.advance(REACTIONS_EVERY_MS)
      await settle()
    }
    const sum = (party: Party) => party.bursts.reduce((total, burst) => total + sizeOf(burst), 0)
    expect([sum(one), sum(two)]).toEqual([60, 60])
    // 1.5 s of tapping, and what was left of it.
    expect(one.bursts.length).toBeLessThanOrEqual(9)
  })
})
