import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { contrast, isDark, luminance, mix, nearest, readable } from './color.ts'

const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)

describe('colour', () => {
  test('is reckoned as WCAG reckons it', () => {
    expect([luminance('#000000'), luminance('#ffffff')]).toEqual([0, 1])
    expect(contrast('#ffffff', '#000000')).toBe(21)
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
  })
  test('is dark where white is read better than black', () => {
    fc.assert(
      fc.property(color, (ground) => {
        expect(isDark(ground)).toBe(contrast('#ffffff', ground) > contrast('#000000', ground))
      }),
    )
  })
  test('is readable on any one ground, and stays what it was where it is readable already', () => {
    fc.assert(
      fc.property(color, color, (text, ground) => {
        expect(contrast(readable(text, [ground], 4.5), ground)).toBeGreaterThanOrEqual(4.5)
      }),
    )
    expect(readable('#f5f5f5', ['#17212b'], 4.5)).toBe('#f5f5f5')
  })
  test('moves in lightness alone: a blue becomes a lighter blue, not a grey', () => {
    const lighter = readable('#2d5fa8', ['#17212b'], 4.5)
    const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(lighter.slice(at, at + 2), 16))
    expect(contrast(lighter, '#17212b')).toBeLessThan(4.8)
    expect((blue ?? 0) - (red ?? 0)).toBeGreaterThan(60)
    expect(green).toBeGreaterThan(red ?? 0)
  })
  test('has no nearest where nothing will do', () => {
    expect(nearest('#123456', () => false)).toBe(null)
  })
  test('mixes as a half transparent layer does', () => {
    expect([mix('#ffffff', '#000000', 0), mix('#ffffff', '#000000', 1)]).toEqual(['#000000', '#ffffff'])
    expect(mix('#ff0000', '#0000ff', 0.5)).toBe('#800080')
  })
})
