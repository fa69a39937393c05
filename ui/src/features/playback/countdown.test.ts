import { expect, test } from 'bun:test'
import { countAt, nextCountMs } from './countdown.ts'

test('three, two, one change at whole seconds before the beginning', () => {
  expect([3_400, 3_000, 2_001, 2_000, 1_000, 1, 0, -40].map(countAt)).toEqual([null, 3, 3, 2, 1, 1, null, null])
})

test('whoever sleeps until the next change sees each number once, and nothing after the last', () => {
  const seen: (number | null)[] = []
  let leftMs: number | null = 3_450.5
  while (leftMs !== null && seen.length < 10) {
    seen.push(countAt(leftMs))
    const inMs: number | null = nextCountMs(leftMs)
    leftMs = inMs === null ? null : leftMs - inMs
  }
  expect(seen).toEqual([null, 3, 2, 1, null])
})

test('a timer that fires early looks again at once', () => {
  expect(nextCountMs(2_000.25)).toBeCloseTo(0.25)
})
