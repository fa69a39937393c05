import { describe, expect, test } from 'bun:test'
import { NO_REACTIONS, withReaction } from '#core/reactions.ts'
import { REACTIONS_SHOWN } from '#protocol/limits.ts'
import type { ReactionBurst, ReactionSeen } from '#protocol/reactions.ts'
import { ann, ben } from '#testing/made.ts'
import { AIR_MAX, AIR_MS, CLEAR, landed, withBurst, withMine } from './air.ts'

const seen = (who: typeof ann, what: ReactionSeen['what']): ReactionSeen => ({ userId: who.id, what, positionMs: 5 })
const burst = (...all: ReactionSeen[]): ReactionBurst => all.reduce(withReaction, NO_REACTIONS)
const mine = (what: ReactionSeen['what']) => ({ what, userId: ann.id, positionMs: 5 })

describe('reactions in the air', () => {
  test('mine is there at once, and not again when the server tells of it', () => {
    const air = withMine(CLEAR, mine('heart'), 0)
    const after = withBurst(air, burst(seen(ann, 'heart'), seen(ben, 'heart')), ann.id, 100)
    expect(after.air.flying.map(({ userId, what }) => [userId, what])).toEqual([
      [ann.id, 'heart'],
      [ben.id, 'heart'],
    ])
    expect(after.rest.counts.heart).toBe(1)
    // From another window of mine it is news.
    expect(withBurst(after.air, burst(seen(ann, 'heart')), ann.id, 200).air.flying).toHaveLength(3)
  })
  test('one that the server never told is forgotten: the next is not taken for it', () => {
    const air = withMine(CLEAR, mine('heart'), 0)
    expect(withBurst(air, burst(seen(ann, 'heart')), ann.id, 60_000).air.flying).toHaveLength(2)
  })
  test('each has an id of its own and lands when its time is over', () => {
    const air = withBurst(withMine(CLEAR, mine('gasp'), 0), burst(seen(ben, 'tear')), ann.id, 1_000).air
    expect(new Set(air.flying.map(({ id }) => id)).size).toBe(2)
    expect(landed(air, AIR_MS - 1).flying).toHaveLength(2)
    expect(landed(air, AIR_MS).flying.map(({ what }) => what)).toEqual(['tear'])
    expect(landed(air, AIR_MS + 1_000).flying).toEqual([])
  })
  test('of a hall there are no more than may be, the faces among them, and kinds in turn', () => {
    const crowd = burst(...Array.from({ length: REACTIONS_SHOWN }, () => seen(ben, 'laugh')))
    const hall = { ...crowd, counts: { ...crowd.counts, laugh: 900, flame: 3 } }
    const { flying } = withBurst(CLEAR, hall, ann.id, 0).air
    expect(flying).toHaveLength(AIR_MAX)
    expect(flying.filter(({ userId }) => userId === ben.id)).toHaveLength(REACTIONS_SHOWN)
    expect(flying.filter(({ what }) => what === 'flame')).toHaveLength(3)
  })
})
