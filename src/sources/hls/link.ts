import { titleFromUrl } from '#core/media-title.ts'
import { ok } from '#core/result.ts'
import type { Source } from '#core/source.ts'

/** A playlist of pieces, which only the HLS player can put together. */
export const hls: Source = {
  name: 'HLS',
  knownBy: 'path',
  frames: [],
  read: (url) =>
    /\.m3u8$/i.test(url.pathname)
      ? ok({ ref: url.href, url: url.href, startMs: 0, live: null, title: titleFromUrl(url.href) })
      : null,
}
