import { contrast, isDark, mix, nearest, readable } from './color.ts'
import type { Theme } from './launch.ts'

/** Least contrast of words, and of what only has to be seen. Source: WCAG 2.2 AA. */
const WORDS = 4.5
const SIGNS = 3
/** Least contrast of a ground to the one that it lies on, and of a line to its ground: Telegram's own go down to here. */
const APART = 1.08
const LINE = 1.12
/** The film's light takes contrast from what it falls on: where words have less than this, it stays off. */
const LIT = 7
/** How far a button may go, as contrast to itself, to keep the colour of its label. */
const FAR = 2

/** Parts of the colour of words in a veil and in what is raised. */
const VEIL = 0.055
const RAISE = { dark: 0.055, light: 0.09 }
const RAISE_MOST = 0.2

/** What Telegram has no colour for, as `styles/tokens.css` has it for our own grounds; a test holds the two together. */
export const OWN = {
  dark: {
    danger: '#ff9583',
    link: '#f3b660',
    'lamp-text': '#f3b660',
    'lamp-line': '#f0ab4a',
    success: '#86cf9e',
    warn: '#f3b660',
    'on-badge': '#10120e',
  },
  light: {
    danger: '#b3261a',
    link: '#8a4a00',
    'lamp-text': '#8a4a00',
    'lamp-line': '#bd6a0a',
    success: '#23703f',
    warn: '#8a4a00',
    'on-badge': '#ffffff',
  },
} as const

/** What words stand on. All of it is dark or all of it is light, so that one colour of words does everywhere. */
interface Grounds {
  readonly dark: boolean
  readonly page: string
  readonly surface: string
  readonly raised: string
  /** What a thin veil makes of the page and of a surface. */
  readonly veiled: readonly string[]
  /** The veil itself, half transparent. */
  readonly fill: string
  /** Words on page and surface. */
  readonly ink: string
}

function groundsOf(theme: Theme, bg: string): Grounds {
  const dark = isDark(bg)
  const sameSide = (color: string) => isDark(color) === dark
  const onSide = (color: string) => nearest(color, sameSide) ?? bg
  const apart = (color: string, from: string) =>
    nearest(color, (it) => sameSide(it) && contrast(it, from) >= APART) ?? color
  let page = onSide(theme.secondary_bg_color ?? bg)
  let surface = onSide(theme.section_bg_color ?? bg)
  // By day a white card lies on a grey page, by night a grey one on a black page.
  if (dark) surface = apart(surface, page)
  else page = apart(page, surface)

  const ink = readable(theme.text_color ?? (dark ? '#ffffff' : '#000000'), [page, surface], WORDS)
  let veil = VEIL
  const veiled = () => [page, surface].map((ground) => mix(ink, ground, veil))
  while (veil > 0 && !veiled().every(sameSide)) veil = Math.max(0, veil - 0.005)
  let raise = RAISE[dark ? 'dark' : 'light']
  const raised = (share: number) => mix(ink, surface, share)
  while (raise < RAISE_MOST && contrast(raised(raise), page) < APART) raise += 0.01
  while (raise > 0 && !sameSide(raised(raise))) raise = Math.max(0, raise - 0.01)
  const alpha = Math.round(veil * 255)
  const fill = `${ink}${alpha.toString(16).padStart(2, '0')}`
  return { dark, page, surface, raised: raised(raise), veiled: veiled(), fill, ink }
}

/** The button, and the words on it: white on blue stays white, and the blue gives way. */
function buttonOf(button: string, label: string, grounds: readonly string[]): readonly [string, string] {
  const seen = (color: string) => grounds.every((ground) => contrast(color, ground) >= SIGNS)
  const mended = nearest(button, (color) => seen(color) && contrast(color, label) >= WORDS)
  if (mended !== null && contrast(mended, button) < FAR) return [mended, label]
  const found = readable(button, grounds, SIGNS)
  return [found, readable(label, [found], WORDS)]
}

/**
 * Telegram's theme as CSS variables: what is missing is derived, what could not be read or seen is moved to the nearest
 * lightness that can. Always the same names, so that a new theme leaves nothing of the one before. None without a ground.
 */
export function themeVariables(theme: Theme): Record<string, string> {
  const bg = theme.bg_color ?? theme.section_bg_color ?? theme.secondary_bg_color
  if (bg === undefined) return {}
  const { dark, page, surface, raised, veiled, fill, ink } = groundsOf(theme, bg)
  const own = OWN[dark ? 'dark' : 'light']
  const below = [page, surface]
  const words = (color: string) => readable(color, [page, surface, raised, ...veiled], WORDS)
  const quiet = theme.subtitle_text_color ?? theme.hint_color ?? mix(ink, surface, 0.65)
  const line = theme.section_separator_color ?? mix(ink, surface, 0.12)
  const color = theme.button_color ?? theme.link_color ?? own['lamp-line']
  const [button, label] = buttonOf(color, theme.button_text_color ?? '#ffffff', below)
  const lit = words(mix(ink, page, 0.84))
  const success = words(own.success)
  const warn = words(own.warn)
  return {
    '--tg-theme-secondary-bg-color': page,
    '--tg-theme-section-bg-color': surface,
    '--tg-theme-text-color': words(ink),
    '--tg-theme-subtitle-text-color': words(quiet),
    '--tg-theme-accent-text-color': words(theme.accent_text_color ?? theme.link_color ?? color),
    '--tg-theme-destructive-text-color': words(theme.destructive_text_color ?? own.danger),
    '--tg-theme-section-separator-color':
      nearest(line, (it) => below.every((ground) => contrast(it, ground) >= LINE)) ?? line,
    '--tg-theme-button-color': button,
    '--tg-theme-button-text-color': label,
    '--raised': raised,
    '--fill': fill,
    '--outline': readable(mix(ink, surface, 0.34), below, SIGNS),
    '--lamp-text': words(own['lamp-text']),
    '--lamp-line': readable(own['lamp-line'], below, SIGNS),
    '--success': success,
    '--warn': warn,
    '--on-badge': readable(own['on-badge'], [success, warn], WORDS),
    '--lit-quiet': lit,
    // The empty word takes our value away again: the stylesheet's own holds.
    '--ambient': contrast(lit, page) < LIT ? '0' : '',
  }
}

/** Puts the theme on the page; answers the colour of the page, for what Telegram draws around it. */
export function applyTheme(theme: Theme): string | null {
  const variables = themeVariables(theme)
  const root = document.documentElement
  for (const [name, value] of Object.entries(variables)) root.style.setProperty(name, value)
  const page = variables['--tg-theme-secondary-bg-color']
  if (page === undefined) return null
  root.dataset.theme = isDark(page) ? 'dark' : 'light'
  return page
}
