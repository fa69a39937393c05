type Rgb = readonly [number, number, number]

/** What each colour stands on, and the least contrast there (WCAG 2.2 AA: 4.5 for text). */
const ON: Record<string, { ground: string; contrast: number }> = {
  text_color: { ground: 'section_bg_color', contrast: 4.5 },
  hint_color: { ground: 'section_bg_color', contrast: 4.5 },
  subtitle_text_color: { ground: 'section_bg_color', contrast: 4.5 },
  accent_text_color: { ground: 'section_bg_color', contrast: 4.5 },
  link_color: { ground: 'section_bg_color', contrast: 4.5 },
  destructive_text_color: { ground: 'section_bg_color', contrast: 4.5 },
}

const rgb = (hex: string): Rgb => {
  const value = Number.parseInt(hex.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}
const hexOf = (color: Rgb): string => `#${color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`

/** Relative luminance, 0 to 1. Source: WCAG 2.2. */
function luminance(color: Rgb): number {
  const [r = 0, g = 0, b = 0] = color.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** Contrast of two colours, 1 to 21. Source: WCAG 2.2. */
export function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(rgb(a)), luminance(rgb(b))].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

export const isDark = (color: string): boolean => luminance(rgb(color)) < 0.18

/** The same colour, moved towards black or white just as far as it must to be readable on `ground`. */
export function readable(color: string, ground: string, least: number): string {
  const towards: Rgb = isDark(ground) ? [255, 255, 255] : [0, 0, 0]
  const from = rgb(color)
  for (let share = 0; share <= 1; share += 0.04) {
    const mixed = hexOf(from.map((part, i) => part + ((towards[i] ?? 0) - part) * share) as unknown as Rgb) // three parts stay three
    if (contrast(mixed, ground) >= least) return mixed
  }
  return hexOf(towards)
}

/** Telegram's theme as CSS variables `--tg-theme-*`; what would be unreadable is corrected, what is missing left out. */
export function themeVariables(theme: Readonly<Record<string, string>>): Record<string, string> {
  const fixed: Record<string, string> = { ...theme }
  const page = theme.secondary_bg_color ?? theme.bg_color
  for (const [name, { ground, contrast: least }] of Object.entries(ON)) {
    const color = fixed[name]
    // Text stands on sections and on the page between them: it must be readable on both.
    for (const on of [theme[ground] ?? theme.bg_color, page]) {
      if (color && on) fixed[name] = readable(fixed[name] ?? color, on, least)
    }
  }
  const { button_color: button, button_text_color: label } = theme
  // A button keeps its label's colour and gives way itself: there white on blue must stay white.
  if (button && label) fixed.button_color = readable(button, label, 4.5)
  return Object.fromEntries(
    Object.entries(fixed).map(([name, value]) => [`--tg-theme-${name.replaceAll('_', '-')}`, value]),
  )
}

/** Puts the theme on the page, and tells whether it is a dark one. */
export function applyTheme(theme: Readonly<Record<string, string>>): void {
  const root = document.documentElement
  for (const [name, value] of Object.entries(themeVariables(theme))) root.style.setProperty(name, value)
  const ground = theme.bg_color
  if (ground) root.dataset.theme = isDark(ground) ? 'dark' : 'light'
}
