import { direct } from '#core/address.ts'
import type { Source } from '#core/source.ts'

/** A playlist of pieces, which only the HLS player can put together. Azure names the format in the path's end. */
export const hls: Source = {
  name: 'HLS',
  knownBy: 'path',
  frames: [],
  read: (url) => (/\.m3u8$|\(format=m3u8[^/]*\)$/i.test(url.pathname) ? direct(url) : null),
}
