import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { contrast, isDark, readable, themeVariables } from './theme.ts'

const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)

describe('the theme guard', () => {
  test('makes any colour readable on any ground', () => {
    fc.assert(
      fc.property(color, color, (text, ground) => {
        // On a middle grey neither black nor white reaches 4.5 from everywhere: what can be reached must be.
        const best = Math.max(contrast('#ffffff', ground), contrast('#000000', ground))
        expect(contrast(readable(text, ground, 4.5), ground)).toBeGreaterThanOrEqual(Math.min(4.5, best) - 0.01)
      }),
    )
  })
  test('leaves alone what is readable', () => {
    expect(readable('#f5f5f5', '#17212b', 4.5)).toBe('#f5f5f5')
  })
  test('mends the hint and the button of Telegram Night', () => {
    const night = {
      bg_color: '#17212b',
      secondary_bg_color: '#0e1621',
      section_bg_color: '#17212b',
      hint_color: '#708499',
      button_color: '#5288c1',
      button_text_color: '#ffffff',
    }
    const variables = themeVariables(night)
    expect(contrast(variables['--tg-theme-hint-color'] ?? '', '#17212b')).toBeGreaterThanOrEqual(4.5)
    expect(contrast(variables['--tg-theme-button-color'] ?? '', '#ffffff')).toBeGreaterThanOrEqual(4.5)
  })
  test('tells dark from light', () => {
    expect([isDark('#17212b'), isDark('#ffffff'), isDark('#efeff4')]).toEqual([true, false, false])
  })
  test('invents nothing that an old client left out', () => {
    expect(themeVariables({ bg_color: '#ffffff' })).toEqual({ '--tg-theme-bg-color': '#ffffff' })
  })
})
