import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  airPlaceMs,
  commonDelayMs,
  DELAY_MARGIN_MS,
  DELAY_MAX_MS,
  DELAY_MIN_MS,
  isOffAir,
  isOnAir,
  livePlaceMs,
} from './broadcast.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const delay = fc.integer({ min: 0, max: 120_000 })

describe('places of a broadcast', () => {
  test('are dates within a day, two days later', () => {
    expect(airPlaceMs(Date.UTC(2026, 10, 23, 1), 0)).toBe(2 * DAY + HOUR)
    expect(isOnAir(airPlaceMs(0, 0))).toBe(true)
    expect(isOnAir(10 * HOUR)).toBe(false)
  })

  test('go on past midnight', () => {
    const before = airPlaceMs(Date.UTC(2026, 10, 23, 23, 59, 59), 0)
    expect(airPlaceMs(Date.UTC(2026, 10, 24, 0, 0, 1), before)).toBe(before + 2_000)
  })

  test('are the same for whoever comes from nearby, whenever', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3e12 }),
        fc.integer({ min: 3 * DAY, max: 5 * DAY }),
        fc.integer({ min: -HOUR, max: HOUR }),
        (date, near, apart) => {
          const place = airPlaceMs(date, near)
          expect(isOnAir(place)).toBe(true)
          expect(place % DAY).toBe(date % DAY)
          expect(Math.abs(airPlaceMs(date + apart, place) - place - apart)).toBe(0)
        },
      ),
    )
  })
})

describe('the common delay', () => {
  test('is what the slowest asks for and a little more', () => {
    expect(commonDelayMs([9_000, 18_000, 12_000])).toBe(18_000 + DELAY_MARGIN_MS)
    expect(commonDelayMs([])).toBe(DELAY_MIN_MS)
    expect(commonDelayMs([90_000])).toBe(DELAY_MAX_MS)
  })

  test('keeps within bounds, and no player makes it smaller', () => {
    fc.assert(
      fc.property(fc.array(delay, { maxLength: 50 }), delay, (asked, another) => {
        const ms = commonDelayMs(asked)
        expect(ms).toBeGreaterThanOrEqual(DELAY_MIN_MS)
        expect(ms).toBeLessThanOrEqual(DELAY_MAX_MS)
        expect(commonDelayMs([...asked, another])).toBeGreaterThanOrEqual(ms)
      }),
    )
  })
})

describe('where a room is live', () => {
  test('is at the common delay, or near the oldest that is left', () => {
    expect(livePlaceMs({ fromMs: DAY, edgeMs: DAY + 60_000 }, [8_000])).toBe(DAY + 50_000)
    expect(livePlaceMs({ fromMs: DAY, edgeMs: DAY + 6_000 }, [18_000])).toBe(DAY + 2_000)
  })

  test('is always within what there is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: HOUR }), fc.array(delay), (lengthMs, asked) => {
        const window = { fromMs: 2 * DAY, edgeMs: 2 * DAY + lengthMs }
        const place = livePlaceMs(window, asked)
        expect(place).toBeGreaterThanOrEqual(window.fromMs)
        expect(place).toBeLessThanOrEqual(window.edgeMs)
        expect(isOffAir(place, window)).toBe(false)
      }),
    )
  })

  test('a line that has yet to be put there, or has fallen out, is off air', () => {
    const window = { fromMs: DAY + 10_000, edgeMs: DAY + 40_000 }
    expect(isOffAir(0, window)).toBe(true)
    expect(isOffAir(DAY + 9_000, window)).toBe(true)
    expect(isOffAir(DAY + 12_000, window)).toBe(false)
  })
})
