import { titleFromUrl } from '#core/media-title.ts'
import { ok } from '#core/result.ts'
import type { Source } from '#core/source.ts'

export const dash: Source = {
  name: 'DASH',
  knownBy: 'path',
  frames: [],
  read: (url) =>
    /\.mpd$/i.test(url.pathname)
      ? ok({ ref: url.href, url: url.href, startMs: 0, live: null, title: titleFromUrl(url.href) })
      : null,
}
