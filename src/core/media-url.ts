import type { ErrorCode } from '#protocol/errors.ts'
import type { MediaId, UserId } from '#protocol/ids.ts'
import { TITLE_MAX_GRAPHEMES } from '#protocol/limits.ts'
import { type MediaItem, type MediaKind, type MediaRequest, SAMPLE_FILM_PATH } from '#protocol/media.ts'
import { err, ok, type Result } from './result.ts'

/** Sites whose addresses are pages, not files: a `<video>` can never play them. */
const PAGES = [
  'youtube.com',
  'youtu.be',
  'twitch.tv',
  'vimeo.com',
  'rutube.ru',
  'vk.com',
  'vkvideo.ru',
  'dailymotion.com',
  'netflix.com',
  't.me',
]
/** Endings of what is certainly not one playable file. Anything else may be: the player finds out. */
const NOT_A_FILE = /\.(html?|php|aspx?|jpe?g|png|gif|webp|svg|pdf|zip|rar|7z|torrent|m3u|mpd|srt|vtt|txt)$/i

/** A playlist of pieces, which only the HLS player can put together. */
const HLS = /\.m3u8$/i

/** Which player an address needs; `unsupported_link` when none of ours can play it. */
export function mediaKind(url: string): Result<MediaKind, ErrorCode> {
  if (url === SAMPLE_FILM_PATH) return ok('file')
  const parsed = URL.parse(url)
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return err('unsupported_link')
  if (parsed.username !== '' || parsed.password !== '') return err('unsupported_link') // everyone would learn them
  const host = parsed.hostname.toLowerCase()
  if (PAGES.some((page) => host === page || host.endsWith(`.${page}`))) return err('unsupported_link')
  if (parsed.pathname === '/' || NOT_A_FILE.test(parsed.pathname)) return err('unsupported_link')
  return ok(HLS.test(parsed.pathname) ? 'hls' : 'file')
}

/** Words of a file's name that speak of the copy, not of the film: with the first of them its title is over. */
const OF_THE_COPY =
  /^(2160p|1440p|1080[pi]|720p|480p|4k|uhd|hdr(10)?|x26[45]|h26[45]|hevc|av1|xvid|blu-?ray|b[dr]rip|web-?(dl|rip)|web|hdtv|hdrip|dvd-?rip|dvd|remux|proper|aac|ac3|dts)$/i

/** A title out of an address: the last part of its path, words apart, with a capital, without what speaks of the copy. */
export function titleFromUrl(url: string): string {
  const parsed = URL.parse(url, 'http://local.invalid')
  const last = parsed?.pathname.split('/').findLast((part) => part !== '') ?? ''
  const words = decoded(last)
    .replace(/\.[a-z0-9]{2,5}$/i, '')
    .replace(/\b(blu|web|dvd)-(ray|dl|rip)\b/gi, '$1$2')
    .split(/[\s._+[\]()-]+/)
    .filter((word) => word !== '')
  const end = words.findIndex((word, index) => index > 0 && OF_THE_COPY.test(word))
  const found = (end > 0 ? words.slice(0, end) : words).join(' ')
  // Who writes capitals of their own means them.
  const capital = found === found.toLowerCase() ? found.charAt(0).toUpperCase() : found.charAt(0)
  const title = found === '' ? (parsed?.hostname ?? url) : capital + found.slice(1)
  return [...title].slice(0, TITLE_MAX_GRAPHEMES).join('')
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part // a stray % is part of the name
  }
}

/** What the room will play, out of what was asked for; refuses an address that no player of ours can play. */
export function mediaItem(request: MediaRequest, id: MediaId, addedBy: UserId): Result<MediaItem, ErrorCode> {
  const kind = mediaKind(request.url)
  if (!kind.ok) return kind
  return ok({
    id,
    kind: kind.value,
    url: request.url,
    title: request.title ?? titleFromUrl(request.url),
    durationMs: request.durationMs,
    addedBy,
  })
}
