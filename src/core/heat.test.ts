import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { POSITION_MAX_MS } from '#protocol/limits.ts'
import { ann } from '#testing/made.ts'
import { COLD, HEAT_STRETCHES, type Heat, heated, heatedBy } from './heat.ts'
import { NO_REACTIONS, withReaction } from './reactions.ts'

const total = ({ counts }: Heat) => counts.reduce((sum, count) => sum + count, 0)

describe('heat', () => {
  test('is counted by the second as long as the film is short', () => {
    const heat = heated(heated(heated(COLD, 500, 1), 2_000, 3), 2_999, 1)
    expect(heat).toEqual({ stretchMs: 1_000, counts: [1, 0, 4] })
  })
  test('has longer stretches when a place lies beyond the last of them', () => {
    const heat = heated(heated(heated(COLD, 0, 1), 1_000, 2), HEAT_STRETCHES * 1_000, 5)
    expect(heat.stretchMs).toBe(2_000)
    expect(heat.counts[0]).toBe(3)
    expect(heat.counts[HEAT_STRETCHES / 2]).toBe(5)
  })
  test('loses nothing, stays bounded, and keeps each reaction in its stretch', () => {
    const told = fc.array(fc.tuple(fc.nat(POSITION_MAX_MS), fc.nat(50)), { maxLength: 60 })
    fc.assert(
      fc.property(told, (all) => {
        const heat = all.reduce((before, [positionMs, count]) => heated(before, positionMs, count), COLD)
        expect(total(heat)).toBe(all.reduce((sum, [, count]) => sum + count, 0))
        expect(heat.counts.length).toBeLessThanOrEqual(HEAT_STRETCHES)
        for (const [positionMs, count] of all) {
          expect(heat.counts[Math.floor(positionMs / heat.stretchMs)] ?? 0).toBeGreaterThanOrEqual(count)
        }
      }),
    )
  })
  test('of a burst: the nameless are where the last face was, and without a place there is none', () => {
    const burst = withReaction(NO_REACTIONS, { userId: ann.id, what: 'gasp', positionMs: 4_200 })
    const crowd = { ...burst, counts: { ...burst.counts, gasp: 40 } }
    expect(heatedBy(COLD, crowd, null)).toEqual({ stretchMs: 1_000, counts: [0, 0, 0, 0, 40] })
    const nowhere = withReaction(NO_REACTIONS, { userId: ann.id, what: 'gasp', positionMs: null })
    expect(heatedBy(COLD, nowhere, null)).toBe(COLD)
  })
  test('of a film takes nothing that was meant for a longer one before it', () => {
    const late = withReaction(NO_REACTIONS, { userId: ann.id, what: 'heart', positionMs: 7_200_000 })
    expect(heatedBy(COLD, late, 600_000)).toBe(COLD)
    expect(heatedBy(COLD, late, 7_200_000).counts).not.toEqual([])
  })
})
