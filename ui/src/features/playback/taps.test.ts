import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { isTap, type Meaning, type Run, type Side, sideOf, tapped } from './taps.ts'

/** What each of these taps means. */
function meanings(...taps: readonly (readonly [Side, number])[]): Meaning[] {
  let run: Run | null = null
  return taps.map(([side, at]) => {
    const next = tapped(run, side, at)
    run = next.run
    return next.meaning
  })
}

describe('taps on the picture', () => {
  test('one shows or hides the controls, a late second one does so again', () => {
    expect(meanings(['left', 0], ['left', 301])).toEqual([{ is: 'toggle' }, { is: 'toggle' }])
  })
  test('at the side a second one leaps ten seconds, and each further one ten more', () => {
    expect(meanings(['left', 0], ['left', 200], ['left', 700], ['left', 1_300])).toEqual([
      { is: 'toggle' },
      { is: 'leap', byMs: -10_000, totalMs: -10_000 },
      { is: 'leap', byMs: -10_000, totalMs: -20_000 },
      { is: 'leap', byMs: -10_000, totalMs: -30_000 },
    ])
  })
  test('in the middle a second one is the whole screen, and a third begins anew', () => {
    expect(meanings(['middle', 0], ['middle', 150], ['middle', 300]).map(({ is }) => is)).toEqual([
      'toggle',
      'full',
      'toggle',
    ])
  })
  test('the other side begins anew', () => {
    expect(meanings(['right', 0], ['right', 100], ['left', 200], ['right', 300]).map(({ is }) => is)).toEqual([
      'toggle',
      'leap',
      'toggle',
      'toggle',
    ])
  })
  test('a run has leapt what its taps have leapt together', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 900 })), fc.constantFrom('left', 'right'), (waits, side) => {
        const ats = waits.map((_, n) => waits.slice(0, n + 1).reduce((all, wait) => all + wait, 0))
        let sum = 0
        for (const meaning of meanings(...ats.map((at): [Side, number] => [side, at]))) {
          sum = meaning.is === 'leap' ? sum + meaning.byMs : 0
          if (meaning.is === 'leap') expect(meaning.totalMs).toBe(sum)
        }
      }),
    )
  })
  test('a swipe and a rest are none', () => {
    const down = { at: 0, x: 50, y: 50 }
    expect(isTap(down, { at: 120, x: 55, y: 56 })).toBe(true)
    expect(isTap(down, { at: 120, x: 50, y: 70 })).toBe(false)
    expect(isTap(down, { at: 800, x: 50, y: 50 })).toBe(false)
  })
  test('the picture has three parts', () => {
    expect([10, 129, 131, 259, 261].map((x) => sideOf(x, 390))).toEqual(['left', 'left', 'middle', 'middle', 'right'])
  })
})
