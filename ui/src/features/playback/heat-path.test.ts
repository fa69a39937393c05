import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { COLD, heated } from '#core/heat.ts'
import { HEAT_HIGH, HEAT_WIDE, heatPath } from './heat-path.ts'

const MINUTE = 60_000
/** All points of a path, x and y. */
const points = (path: string): [number, number][] =>
  [...path.matchAll(/([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)])
/** Where the highest point is, as a part of the film, and how high, as a part of the height. */
function peak(path: string): { at: number; high: number } {
  const [x, y] = points(path).reduce((best, point) => (point[1] < best[1] ? point : best))
  return { at: x / HEAT_WIDE, high: 1 - y / HEAT_HIGH }
}

describe('the heat of the reactions', () => {
  test('is not drawn while nobody has reacted, nor over a film whose length is unknown', () => {
    expect(heatPath(COLD, MINUTE)).toBe(null)
    expect(heatPath(heated(COLD, 5_000, 3), null)).toBe(null)
  })
  test('is highest where most reacted', () => {
    const heat = heated(heated(COLD, 10_000, 3), 45_000, 9)
    const { at, high } = peak(heatPath(heat, MINUTE) ?? '')
    expect(at).toBeCloseTo(0.75, 1)
    expect(high).toBeGreaterThan(0.9)
  })
  test('of one heart is a hill, no mountain', () => {
    expect(peak(heatPath(heated(COLD, 30_000, 1), MINUTE) ?? '').high).toBeLessThan(0.5)
  })
  test('stays within its drawing, whatever happened', () => {
    const reactions = fc.array(fc.tuple(fc.nat(3 * 3_600_000), fc.integer({ min: 1, max: 500 })), { minLength: 1 })
    fc.assert(
      fc.property(reactions, fc.integer({ min: 1, max: 3 * 3_600_000 }), (all, durationMs) => {
        const heat = all.reduce((warm, [at, count]) => heated(warm, at, count), COLD)
        for (const [x, y] of points(heatPath(heat, durationMs) ?? '')) {
          expect(x).toBeWithin(0, HEAT_WIDE + 0.1)
          expect(y).toBeWithin(0, HEAT_HIGH + 0.1)
        }
      }),
      { numRuns: 50 },
    )
  })
})
