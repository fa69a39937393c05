import { describe, expect, test } from 'bun:test'
import { REACTIONS } from '#protocol/reactions.ts'
import { AIR_MAX, AIR_MS } from '../../state/air.ts'
import { flightOf, waitsOf } from './flight.ts'
import { SHAPES } from './glyphs/shapes.ts'
import { tallyOf } from './tally.ts'

/** How long the styles let one fly (`--run`), ms. */
const FLIGHT_MS = 1_800

describe('reactions, as they are shown', () => {
  test('have a drawing each, of two tones at least', () => {
    for (const what of REACTIONS) {
      const tones = SHAPES[what].map(({ fill, line }) => fill ?? line?.tone)
      expect([what, new Set(tones).size > 1, tones.includes(undefined)]).toEqual([what, true, false])
    }
  })
  test('of one burst leave one after the other, side by side; a single one leaves at once', () => {
    const burst = waitsOf(new Map([[6, 0]]), [6, 7, 8, 9])
    expect([...burst.values()]).toEqual([0, 0, 140, 280])
    expect([7, 8, 9].map((id) => flightOf(id).column)).toEqual([1, 0, 1])
    expect(waitsOf(burst, [9, 10])).toEqual(
      new Map([
        [9, 280],
        [10, 0],
      ]),
    )
  })
  test('are in the air for as long as they need, however many leave at once', () => {
    const waits = waitsOf(
      new Map(),
      Array.from({ length: AIR_MAX }, (_, n) => n),
    )
    expect(Math.max(...waits.values()) + FLIGHT_MS).toBeLessThanOrEqual(AIR_MS)
  })
  test('are counted for who wants no motion', () => {
    const all = (['tear', 'heart', 'tear'] as const).map((what) => ({ what }))
    expect(tallyOf(all)).toEqual([
      { what: 'tear', count: 2 },
      { what: 'heart', count: 1 },
    ])
    expect(tallyOf([])).toEqual([])
  })
})
