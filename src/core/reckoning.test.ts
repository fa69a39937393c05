import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { type Reckoning, reckonedMs, sighted, stoodForMs, UNSEEN } from './reckoning.ts'

/** What is reckoned after words about a player that began at `fromMs` when the clock said 0. */
const after = (words: readonly { at: number; mediaMs: number }[], rate = 1): Reckoning =>
  words.reduce((reckoning, word) => sighted(reckoning, word, rate), UNSEEN)

describe('the reckoning', () => {
  test('is nothing before the first word', () => expect(reckonedMs(UNSEEN, 5)).toBeNull())

  test('is within the lateness of words, whenever they come', () => {
    const gaps = fc.array(fc.integer({ min: 60, max: 300 }), { minLength: 3, maxLength: 40 })
    const late = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 40, maxLength: 40 })
    fc.assert(
      fc.property(
        gaps,
        late,
        fc.constantFrom(0.5, 1, 1.05, 2),
        fc.nat(5_000_000),
        (between, lateness, rate, fromMs) => {
          let at = 0
          const words = between.map((gap, nth) => {
            at += gap
            return { at: at + (lateness[nth] ?? 0), mediaMs: fromMs + rate * at }
          })
          const now = (words.at(-1)?.at ?? 0) + 100
          expect(Math.abs((reckonedMs(after(words, rate), now) ?? Number.NaN) - (fromMs + rate * now))).toBeLessThan(41)
        },
      ),
    )
  })

  test('of a player that counts in whole seconds is better than its words', () => {
    const words = Array.from({ length: 30 }, (_, nth) => {
      const at = 250 * nth
      return { at, mediaMs: Math.floor((at + 40) / 1_000) * 1_000 }
    })
    for (let nth = 10; nth < words.length; nth += 1) {
      const now = (words[nth]?.at ?? 0) + 100
      expect(Math.abs((reckonedMs(after(words.slice(0, nth + 1)), now) ?? Number.NaN) - (now + 40))).toBeLessThan(260)
    }
  })

  test('does not run ahead of a player that has fallen silent', () => {
    const reckoning = after([{ at: 0, mediaMs: 10_000 }])
    expect(reckonedMs(reckoning, 60_000)).toBe(11_100)
  })

  test('stands with a player that says the same place, and tells for how long', () => {
    const moving = [0, 250, 500].map((at) => ({ at, mediaMs: 10_000 + at }))
    const standing = [750, 1_000, 1_250, 1_500].map((at) => ({ at, mediaMs: 10_500 }))
    expect(stoodForMs(after([...moving, ...standing]))).toBe(1_000)
    const long = after([...moving, ...standing, { at: 1_700, mediaMs: 10_500 }])
    expect(reckonedMs(long, 1_700)).toBe(10_500)
  })

  test('begins anew where a player leaps to, and when its speed is another', () => {
    const words = [0, 250, 500].map((at) => ({ at, mediaMs: 10_000 + at }))
    expect(reckonedMs(after([...words, { at: 750, mediaMs: 60_000 }]), 850)).toBe(60_100)
    expect(reckonedMs(sighted(after(words), { at: 750, mediaMs: 10_750 }, 2), 850)).toBe(10_950)
  })
})
