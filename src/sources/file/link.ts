import { titleFromUrl } from '#core/media-title.ts'
import { err, ok } from '#core/result.ts'
import type { Source } from '#core/source.ts'

/** Endings of what is certainly not one playable file. Anything else may be: the player finds out. */
const NOT_A_FILE = /\.(html?|php|aspx?|jpe?g|png|gif|webp|svg|pdf|zip|rar|7z|torrent|m3u|mpd|srt|vtt|txt)$/i
/** Sites whose addresses are pages, and whose players nobody else may show. */
const PAGES = ['netflix.com', 't.me']

/** A plain file, for the browser's own `<video>`: whatever no other source knows, and does not look like a page. */
export const file: Source = {
  name: 'file',
  knownBy: 'rest',
  frames: [],
  read: (url) => {
    const isPage = PAGES.some((page) => url.hostname === page || url.hostname.endsWith(`.${page}`))
    if (isPage || url.pathname === '/' || NOT_A_FILE.test(url.pathname)) return err('unsupported_link')
    return ok({ ref: url.href, url: url.href, startMs: 0, live: null, title: titleFromUrl(url.href) })
  },
}
