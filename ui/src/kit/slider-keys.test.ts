import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { moved, partOf } from './slider-keys.ts'

const scale = { min: 0, max: 100, step: 5 }

describe('keys of a slider', () => {
  test('move it by one step, by six, and to its ends', () => {
    expect(moved('ArrowRight', 40, scale)).toBe(45)
    expect(moved('ArrowDown', 40, scale)).toBe(35)
    expect(moved('PageUp', 40, scale)).toBe(70)
    expect(moved('PageDown', 40, scale)).toBe(10)
    expect(moved('Home', 40, scale)).toBe(0)
    expect(moved('End', 40, scale)).toBe(100)
    expect(moved('Enter', 40, scale)).toBeNull()
  })

  test('never leave the scale, wherever it stands', () => {
    const keys = ['ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End']
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.double({ min: -500, max: 500, noNaN: true }), (key, from) => {
        const to = moved(key, from, scale) ?? Number.NaN
        expect(to).toBeGreaterThanOrEqual(0)
        expect(to).toBeLessThanOrEqual(100)
      }),
    )
  })
})

test('a part of a scale is between nothing and all of it, also where the scale has no length', () => {
  expect(partOf(25, { min: 20, max: 40 })).toBe(0.25)
  expect(partOf(99, { min: 20, max: 40 })).toBe(1)
  expect(partOf(-1, { min: 20, max: 40 })).toBe(0)
  expect(partOf(5, { min: 0, max: 0 })).toBe(0)
})
