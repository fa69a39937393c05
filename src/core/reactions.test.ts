import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { REACTIONS_SHOWN } from '#protocol/limits.ts'
import { REACTIONS, type ReactionBurst, type ReactionSeen } from '#protocol/reactions.ts'
import { ann, ben, profile } from '#testing/made.ts'
import { bothBursts, NO_REACTIONS, sizeOf, withoutMine, withReaction } from './reactions.ts'

const seen = (who: typeof ann, what: ReactionSeen['what'], positionMs: number | null = 1_000): ReactionSeen => ({
  userId: who.id,
  what,
  positionMs,
})
const burst = (...all: ReactionSeen[]): ReactionBurst => all.reduce(withReaction, NO_REACTIONS)

const anybody = fc.constantFrom(ann, ben, profile('Cat'))
const anySeen = fc
  .tuple(anybody, fc.constantFrom(...REACTIONS), fc.option(fc.nat(9_000)))
  .map(([who, what, positionMs]) => seen(who, what, positionMs))
const anyBurst = fc.array(anySeen, { maxLength: 40 }).map((all) => burst(...all))

describe('a burst', () => {
  test('counts each reaction, and names the first few', () => {
    const many = Array.from({ length: REACTIONS_SHOWN + 3 }, (_, n) => seen(ann, n === 0 ? 'tear' : 'laugh', n))
    const { counts, first } = burst(...many)
    expect(counts).toEqual({ ...NO_REACTIONS.counts, tear: 1, laugh: REACTIONS_SHOWN + 2 })
    expect(first).toEqual(many.slice(0, REACTIONS_SHOWN))
  })
  test('of two instances is as one: nothing is lost, and no more faces than there may be', () => {
    fc.assert(
      fc.property(anyBurst, anyBurst, (one, two) => {
        const both = bothBursts(one, two)
        expect(sizeOf(both)).toBe(sizeOf(one) + sizeOf(two))
        expect(both.first).toEqual([...one.first, ...two.first].slice(0, REACTIONS_SHOWN))
        expect(bothBursts(one, NO_REACTIONS)).toEqual(one)
      }),
    )
  })
  test('folds the same whether it is one or was cut in two', () => {
    fc.assert(
      fc.property(fc.array(anySeen, { maxLength: 40 }), fc.nat(40), (all, cut) => {
        expect(bothBursts(burst(...all.slice(0, cut)), burst(...all.slice(cut)))).toEqual(burst(...all))
      }),
    )
  })
})

describe('what I have shown already', () => {
  test('is taken out once', () => {
    const told = burst(seen(ann, 'heart'), seen(ben, 'heart'), seen(ann, 'heart'))
    const { rest, mine } = withoutMine(told, ann.id, ['heart'])
    expect(mine).toEqual(['heart'])
    expect(rest).toEqual(burst(seen(ben, 'heart'), seen(ann, 'heart')))
  })
  test('is not taken for what a face says is another’s', () => {
    const told = burst(seen(ben, 'flame'))
    expect(withoutMine(told, ann.id, ['flame'])).toEqual({ rest: told, mine: [] })
  })
  test('is one of the nameless, where there are any', () => {
    const crowd = Array.from({ length: REACTIONS_SHOWN + 5 }, () => seen(ben, 'gasp'))
    const { rest, mine } = withoutMine(burst(...crowd, seen(ann, 'gasp')), ann.id, ['gasp', 'tear'])
    expect(mine).toEqual(['gasp'])
    expect(rest.counts.gasp).toBe(REACTIONS_SHOWN + 5)
  })
  test('never takes more than there is, and never a face of somebody else', () => {
    const shown = fc.array(fc.constantFrom(...REACTIONS), { maxLength: 20 })
    fc.assert(
      fc.property(anyBurst, shown, (told, kinds) => {
        const { rest, mine } = withoutMine(told, ann.id, kinds)
        expect(sizeOf(rest)).toBe(sizeOf(told) - mine.length)
        const others = (of: ReactionBurst) => of.first.filter(({ userId }) => userId !== ann.id)
        expect(others(rest)).toEqual(others(told))
        for (const what of REACTIONS) {
          expect(rest.counts[what]).toBeGreaterThanOrEqual(rest.first.filter((one) => one.what === what).length)
        }
      }),
    )
  })
})
