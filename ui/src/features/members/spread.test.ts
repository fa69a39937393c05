import { describe, expect, test } from 'bun:test'
import type { UserId } from '#protocol/ids.ts'
import { numbered, split, spots } from './spread.ts'

const id = (name: string): UserId => name as UserId // brand: a name stands for a person here
const at = (name: string, offsetMs: number) => ({ userId: id(name), state: 'in_sync' as const, offsetMs })
const xOf = (found: ReturnType<typeof spots>) => Object.fromEntries(found.map(({ userId, x }) => [userId, x]))

describe('the line of faces around the room’s time', () => {
  test('who is behind stands to the left, who is ahead to the right, far away is the end of the line', () => {
    const found = xOf(spots([at('behind', 1_000), at('ahead', -1_000), at('lost', 60_000), at('early', -9_000)], 324))
    expect(found).toEqual({ lost: 12, behind: 87, ahead: 237, early: 312 } as never)
  })

  test('those who are together stand side by side around the middle', () => {
    const found = spots([at('a', 8), at('b', 12), at('c', 21), at('d', 34)], 300)
    const xs = found.map(({ x }) => x)
    expect(xs.slice(1).map((x, index) => x - (xs[index] ?? 0))).toEqual([26, 26, 26])
    expect(Math.abs((xs[0] ?? 0) + (xs[3] ?? 0) - 300)).toBeLessThan(8)
    expect(found[0]?.userId).toBe(id('d'))
  })

  test('a crowd at one end stays on the line, each in its own place', () => {
    const found = spots(
      Array.from({ length: 8 }, (_, index) => at(`p${index}`, 9_000 + index)),
      300,
    )
    const xs = found.map(({ x }) => x)
    expect(xs).toEqual([12, 38, 64, 90, 116, 142, 168, 194])
  })

  test('where not all fit, those who are farthest from the room are shown', () => {
    const crowd = Array.from({ length: 30 }, (_, index) => at(`p${index}`, index))
    const found = spots([...crowd, at('far', -1_900)], 100)
    expect(found).toHaveLength(3)
    expect(found.at(-1)?.userId).toBe(id('far'))
    for (const { x } of found) expect(x >= 12 && x <= 88).toBe(true)
  })

  test('counts who is together and who comes after, and leaves out who has no number', () => {
    const late = { ...at('c', 400), state: 'catching_up' as const }
    expect(split([at('a', 3), at('b', -4), late])).toEqual({ together: 2, late: 1 })
    expect(numbered([at('a', 3), { ...late, offsetMs: null }]).map(({ userId }) => userId)).toEqual([id('a')])
    expect(numbered([{ ...late, state: 'alone' as const }])).toEqual([])
  })
})
