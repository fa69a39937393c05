/** Colours that are chosen by what they stand for, not by the theme: the one place outside the tokens that has any. */

/** Two tones of each avatar ground, dark enough for white initials (AA), far enough apart to tell people by. */
export const GROUNDS = [
  ['#a5573a', '#7a3328'],
  ['#9b4d65', '#682f48'],
  ['#37707a', '#1f4854'],
  ['#836823', '#58420f'],
  ['#70528d', '#452f60'],
  ['#4d66a0', '#2e3f70'],
  ['#53733f', '#324c29'],
  ['#83604a', '#53392a'],
] as const

/** Evenings for films without a picture: sky, its lower edge, the light on the horizon, the ground. */
export const EVENINGS = [
  ['#0c1826', '#3a5a5e', '#e9a25a', '#0b1519'],
  ['#1b1430', '#5b3550', '#e8906a', '#170f1a'],
  ['#07142a', '#1d4660', '#86c9be', '#0d1a26'],
  ['#34415f', '#a97d74', '#f0c08a', '#4e2d22'],
  ['#0d1a18', '#2f4a40', '#d8c27a', '#0a120f'],
  ['#120f24', '#34305c', '#f0ab4a', '#120d10'],
] as const

/** The lamps of the house, between films. */
export const HOUSE_LIGHT = ['#8a3a2e', '#b5743a', '#4f171d'] as const

/** What a closed curtain throws into the room. */
export const VELVET_LIGHT = ['#4f171d', '#76262c', '#4f171d'] as const
