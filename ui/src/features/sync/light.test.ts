import { expect, test } from 'bun:test'
import { isLit } from './light.ts'

test('the light comes when the click should be heard, and again with every beat', () => {
  expect([0, 99, 100, 999, 1_000, 5_050].map((ms) => isLit(10_000 + ms, 10_000, 0))).toEqual([
    true,
    true,
    false,
    false,
    true,
    true,
  ])
})

test('a device that is late moves the light back by as much, one that is early brings it forward', () => {
  expect(isLit(10_200, 10_000, 200)).toBe(true)
  expect(isLit(10_000, 10_000, 200)).toBe(false)
  expect(isLit(10_800, 10_000, -200)).toBe(true)
  expect(isLit(9_799, 10_000, -200)).toBe(false)
})
