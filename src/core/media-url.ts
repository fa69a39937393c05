import type { LinkFault } from '#protocol/errors.ts'
import type { MediaId, UserId } from '#protocol/ids.ts'
import { URL_MAX_UNITS } from '#protocol/limits.ts'
import { type MediaItem, type MediaKind, type MediaRequest, SAMPLE_FILM_PATH } from '#protocol/media.ts'
import { SOURCES } from '#sources/links.ts'
import { libraryPathOf } from './library-path.ts'
import { titleFromUrl } from './media-title.ts'
import { err, ok, type Result } from './result.ts'
import type { Linked, Source } from './source.ts'
import { unwrapped } from './unwrapped.ts'

/** A film that a link names, and whose it is. */
export interface LinkedFilm extends Linked {
  readonly kind: MediaKind
  /** Its source, as people know it: what it is called while nobody has told its title. */
  readonly source: string
}

const RANKS: readonly Source['knownBy'][] = ['host', 'path', 'rest']
/** Who is asked first: a site knows its own pages whatever they end in, and a file is what nobody else knows. */
const ASKED = (Object.entries(SOURCES) as [MediaKind, Source][]).toSorted(
  ([, a], [, b]) => RANKS.indexOf(a.knownBy) - RANKS.indexOf(b.knownBy),
)

/** Schemes of what is no address on the web, and why each plays nothing. The rest is not on the web. */
const OTHER_SCHEMES: Readonly<Record<string, LinkFault>> = {
  'magnet:': 'link_torrent',
  'acestream:': 'link_torrent',
  'tg:': 'link_telegram',
}

/** Which film an address names, as far as its text tells; else why it plays nothing here. */
export function readLink(text: string): Result<LinkedFilm, LinkFault> {
  if (text === SAMPLE_FILM_PATH || libraryPathOf(text) !== null) {
    const { name } = SOURCES.file
    return ok({ kind: 'file', source: name, ref: text, url: text, startMs: 0, live: false, title: titleFromUrl(text) })
  }
  const parsed = URL.parse(text)
  if (parsed === null) return err('link_unreadable')
  if (!/^https?:$/.test(parsed.protocol)) return err(OTHER_SCHEMES[parsed.protocol] ?? 'link_not_web')
  const url = unwrapped(parsed)
  if (url.username !== '' || url.password !== '') return err('link_with_password')
  for (const [kind, source] of ASKED) {
    const linked = source.read(url)
    if (linked?.ok) {
      return linked.value.url.length > URL_MAX_UNITS
        ? err('unsupported_link')
        : ok({ kind, source: source.name, ...linked.value })
    }
    if (linked !== null) return linked
  }
  return err('unsupported_link')
}

/** What its player must know of a film: what its address names, where its own source reads it so. */
export function playedAs({ kind, url }: Pick<MediaItem, 'kind' | 'url'>): Pick<Linked, 'live' | 'ref' | 'url'> {
  const film = readLink(url)
  return film.ok && film.value.kind === kind ? film.value : { ref: url, url, live: null }
}

/** What a film is called while only its link has been read. */
export const titleOf = ({ title, source }: LinkedFilm): string => title ?? source

/** What a room will play, and where it begins, ms. */
export interface AskedFilm {
  readonly media: MediaItem
  readonly startMs: number
}

/** The film that is asked for, from where its link asks to begin; refuses an address that names none. */
export function mediaItem(request: MediaRequest, id: MediaId, addedBy: UserId): Result<AskedFilm, LinkFault> {
  const film = readLink(request.url)
  if (!film.ok) return film
  const { kind, url, live, startMs } = film.value
  const durationMs = live === true ? null : request.durationMs
  const title = request.title ?? titleOf(film.value)
  const media: MediaItem = { id, kind, url, title, posterUrl: null, durationMs, live, addedBy }
  // Whoever links to its very end means another cut of it.
  return ok({ media, startMs: durationMs !== null && startMs >= durationMs ? 0 : startMs })
}
