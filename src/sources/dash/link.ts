import { direct } from '#core/address.ts'
import type { Source } from '#core/source.ts'

/** A manifest of pieces, which only the DASH player can put together. Azure names the format in the path's end. */
export const dash: Source = {
  name: 'DASH',
  knownBy: 'path',
  frames: [],
  read: (url) => (/\.mpd$|\(format=mpd[^/]*\)$/i.test(url.pathname) ? direct(url) : null),
}
