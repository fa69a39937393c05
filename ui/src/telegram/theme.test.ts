import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import fc from 'fast-check'
import { contrast, isDark, mix } from './color.ts'
import { type Theme, themeOf } from './launch.ts'
import { OWN, themeVariables } from './theme.ts'

const NIGHT = {
  accent_text_color: '#6ab2f2',
  bg_color: '#17212b',
  button_color: '#5288c1',
  button_text_color: '#ffffff',
  destructive_text_color: '#ec3942',
  hint_color: '#708499',
  secondary_bg_color: '#232e3c',
  section_bg_color: '#17212b',
  section_separator_color: '#111921',
  subtitle_text_color: '#708499',
  text_color: '#f5f5f5',
} as const
const DAY = {
  accent_text_color: '#3390ec',
  bg_color: '#ffffff',
  button_color: '#3390ec',
  button_text_color: '#ffffff',
  destructive_text_color: '#e53935',
  secondary_bg_color: '#f4f4f5',
  section_bg_color: '#ffffff',
  section_separator_color: '#dfe1e5',
  subtitle_text_color: '#707579',
  text_color: '#000000',
} as const
/** What a client of 2021 sends. */
const OLD = {
  bg_color: '#ffffff',
  text_color: '#222222',
  hint_color: '#a8a8a8',
  button_color: '#40a7e3',
  button_text_color: '#ffffff',
} as const

const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)
const anyTheme: fc.Arbitrary<Theme> = fc
  .record({ bg_color: color, link_color: color, hint_color: color }, { requiredKeys: ['bg_color'] })
  .chain((some) =>
    fc
      .record(Object.fromEntries(Object.keys(NIGHT).map((name) => [name, color])), { requiredKeys: [] })
      .map((more) => ({ ...more, ...some })),
  )

/** Words that may stand on any ground. */
const WORDS = [
  '--tg-theme-text-color',
  '--tg-theme-subtitle-text-color',
  '--tg-theme-accent-text-color',
  '--tg-theme-destructive-text-color',
  '--lamp-text',
  '--success',
  '--warn',
  '--lit-quiet',
]
const SIGNS = ['--tg-theme-button-color', '--lamp-line', '--outline']

/** A value that the theme must have set. */
const reader = (theme: Theme) => {
  const variables = themeVariables(theme)
  return (name: string): string => {
    const value = variables[name]
    if (value === undefined) throw new Error(`no ${name}`)
    return value
  }
}

describe('the theme guard', () => {
  test('makes every role readable and every control visible, whatever the theme', () => {
    fc.assert(
      fc.property(anyTheme, (theme) => {
        const its = reader(theme)
        const page = its('--tg-theme-secondary-bg-color')
        const surface = its('--tg-theme-section-bg-color')
        const veil = (ground: string) =>
          mix(its('--fill').slice(0, 7), ground, Number.parseInt(its('--fill').slice(7), 16) / 255)
        for (const name of WORDS) {
          for (const ground of [page, surface, its('--raised')])
            expect([name, ground, contrast(its(name), ground) >= 4.5]).toEqual([name, ground, true])
          // A veil is eight bits of alpha, the ground below it was reckoned without rounding.
          for (const ground of [page, surface])
            expect([name, veil(ground), contrast(its(name), veil(ground)) >= 4.4]).toEqual([name, veil(ground), true])
        }
        for (const name of SIGNS) {
          for (const ground of [page, surface])
            expect([name, ground, contrast(its(name), ground) >= 3]).toEqual([name, ground, true])
        }
        const label = its('--tg-theme-button-text-color')
        expect(contrast(label, its('--tg-theme-button-color'))).toBeGreaterThanOrEqual(4.5)
        for (const badge of ['--success', '--warn'])
          expect(contrast(its('--on-badge'), its(badge))).toBeGreaterThanOrEqual(4.5)
        expect(contrast(page, surface)).toBeGreaterThanOrEqual(1.08)
        for (const ground of [page, surface])
          expect(contrast(its('--tg-theme-section-separator-color'), ground)).toBeGreaterThanOrEqual(1.12)
        expect(isDark(page)).toBe(isDark(surface))
      }),
      { numRuns: 500 },
    )
  })

  test('changes Telegram Night and Day as little as it must', () => {
    const night = reader(NIGHT)
    expect(night('--tg-theme-secondary-bg-color')).toBe(NIGHT.secondary_bg_color)
    expect(night('--tg-theme-section-bg-color')).toBe(NIGHT.section_bg_color)
    expect(night('--tg-theme-text-color')).toBe(NIGHT.text_color)
    expect(night('--tg-theme-accent-text-color')).toBe(NIGHT.accent_text_color)
    expect(night('--lamp-text')).toBe(OWN.dark['lamp-text'])
    expect(contrast(night('--tg-theme-subtitle-text-color'), '#8a9db2')).toBeLessThan(1.2)
    expect(contrast(night('--tg-theme-button-color'), '#3f76b3')).toBeLessThan(1.1)
    expect(night('--tg-theme-button-text-color')).toBe('#ffffff')
    const day = reader(DAY)
    expect(day('--tg-theme-secondary-bg-color')).toBe(DAY.secondary_bg_color)
    expect(day('--tg-theme-section-separator-color')).toBe(DAY.section_separator_color)
    expect(day('--tg-theme-text-color')).toBe(DAY.text_color)
    expect(day('--tg-theme-button-text-color')).toBe('#ffffff')
    expect(day('--success')).toBe(OWN.light.success)
    expect([night('--ambient'), day('--ambient')]).toEqual(['', ''])
  })

  test('derives from five colours what an old client leaves out', () => {
    const its = reader(OLD)
    expect(its('--tg-theme-section-bg-color')).toBe(OLD.bg_color)
    expect(contrast(its('--tg-theme-secondary-bg-color'), OLD.bg_color)).toBeLessThan(1.2)
    // Links take the button's blue, as such clients draw them.
    const [red = 0, , blue = 0] = [1, 3, 5].map((at) =>
      Number.parseInt(its('--tg-theme-accent-text-color').slice(at, at + 2), 16),
    )
    expect(blue - red).toBeGreaterThan(80)
  })

  test('names the same roles for every theme, so that nothing of the one before stays', () => {
    expect(Object.keys(themeVariables(OLD))).toEqual(Object.keys(themeVariables(NIGHT)))
  })

  test('gives a yellow button dark words rather than turn it brown', () => {
    const its = reader({ ...NIGHT, button_color: '#ffd400' })
    expect(its('--tg-theme-button-color')).toBe('#ffd400')
    expect(isDark(its('--tg-theme-button-text-color'))).toBe(true)
  })

  test('puts out the film’s light where words have no contrast to spare', () => {
    expect(reader({ bg_color: '#b000b0', secondary_bg_color: '#a000a0' })('--ambient')).toBe('0')
  })

  test('is silent without a ground, and takes for colours only what is one', () => {
    expect(themeVariables({ text_color: '#ffffff' })).toEqual({})
    expect(themeOf({ bg_color: '#FFFFFF', text_color: 'red', hint_color: 7, link_color: '#fff' })).toEqual({
      bg_color: '#FFFFFF',
    })
  })

  test('corrects the same colours of ours that the stylesheet names', async () => {
    const css = await Bun.file(join(import.meta.dir, '../styles/tokens.css')).text()
    for (const scheme of ['dark', 'light'] as const) {
      const block = new RegExp(`\\[data-theme="${scheme}"\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? ''
      for (const [name, value] of Object.entries(OWN[scheme])) {
        const own = /^(danger|link)$/.test(name) ? `--own-${name}` : `--${name}`
        expect(block).toContain(`${own}: ${value};`)
      }
    }
  })
})
