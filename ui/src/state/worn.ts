import type { Prefs } from './prefs.ts'

/** What somebody may set for this device, besides the language and the sound. */
export type Setting = Pick<Prefs, 'filmLight' | 'haptics' | 'still' | 'theme'>

/**
 * What the page wears for it: `data-*` of its root; null takes one off. `sky`: what the device is in; null where the
 * theme is not ours to choose. index.html puts on the same before the first paint.
 */
export const worn = (
  { theme, still, filmLight, haptics }: Setting,
  sky: 'dark' | 'light' | null,
): Readonly<Record<string, string | null>> => ({
  ...(sky === null ? {} : { theme: theme === 'auto' ? sky : theme }),
  still: still ? '' : null,
  filmLight: filmLight ? null : 'off',
  haptics: haptics ? null : 'off',
})
