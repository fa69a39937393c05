/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number]

/** A ground darker than this carries white better than black, a lighter one black. Source: both reach the same there. */
const MIDDLE = Math.sqrt(1.05 * 0.05) - 0.05

const parse = (hex: string): Rgb => {
  const value = Number.parseInt(hex.slice(1, 7), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}
const format = (color: Rgb): string =>
  `#${color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`

const linear = (part: number): number => {
  const share = part / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}
const gamma = (share: number): number => 255 * (share <= 0.0031308 ? share * 12.92 : 1.055 * share ** (1 / 2.4) - 0.055)

/** Relative luminance, 0 to 1. Source: WCAG 2.2. */
export function luminance(hex: string): number {
  const [r, g, b] = parse(hex)
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

/** Contrast of two colours, 1 to 21. Source: WCAG 2.2. */
export function contrast(a: string, b: string): number {
  const [one, other] = [luminance(a), luminance(b)]
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
}

export const isDark = (hex: string): boolean => luminance(hex) < MIDDLE

/** `share` of one colour, 0 to 1, over another: what a half transparent layer looks like. */
export function mix(over: string, under: string, share: number): string {
  const [top, bottom] = [parse(over), parse(under)]
  const part = (i: 0 | 1 | 2) => bottom[i] + (top[i] - bottom[i]) * share
  return format([part(0), part(1), part(2)])
}

/** Lightness, and two axes of colour, of OKLab: equal steps of lightness look equal, and the hue stays while it moves. */
type Lab = readonly [number, number, number]

/** Source: bottosson.github.io/posts/oklab. */
function labOf(hex: string): Lab {
  const [r, g, b] = parse(hex).map(linear) as unknown as Rgb // three parts stay three
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

/** Out of 0 to 255 where no screen can show it. */
function rgbOf([lightness, a, b]: Lab): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    gamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}

const clamp = (part: number): number => Math.min(255, Math.max(0, part))

/** The colour at another lightness; paler where no screen has it as rich. */
function atLightness([, a, b]: Lab, lightness: number): string {
  for (let rich = 1; ; rich -= 0.1) {
    const [red, green, blue] = rgbOf([lightness, a * rich, b * rich])
    const shown: Rgb = [clamp(red), clamp(green), clamp(blue)]
    const off = Math.abs(red - shown[0]) + Math.abs(green - shown[1]) + Math.abs(blue - shown[2])
    if (off < 1 || rich <= 0) return format(shown)
  }
}

/** Parts that the way from black to white is walked in. */
const STEPS = 100

/** The colour itself if it will do, else the nearest lightness of it that does; null where none does. */
export function nearest(color: string, does: (candidate: string) => boolean): string | null {
  if (does(color)) return color
  const lab = labOf(color)
  for (let step = 1; step <= STEPS; step++) {
    for (const lightness of [lab[0] + step / STEPS, lab[0] - step / STEPS]) {
      // The ends themselves are tried too: black and white are the last resort of every text.
      if (lightness > 1 + 1 / STEPS || lightness < -1 / STEPS) continue
      const candidate = atLightness(lab, Math.min(1, Math.max(0, lightness)))
      if (does(candidate)) return candidate
    }
  }
  return null
}

/** The nearest lightness of a colour that has so much contrast on each ground; black or white where none has. */
export function readable(color: string, grounds: readonly string[], least: number): string {
  const does = (candidate: string) => grounds.every((ground) => contrast(candidate, ground) >= least)
  return nearest(color, does) ?? (isDark(grounds[0] ?? '#000000') ? '#ffffff' : '#000000')
}
