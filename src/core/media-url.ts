import type { ErrorCode } from '#protocol/errors.ts'
import type { MediaId, UserId } from '#protocol/ids.ts'
import { type MediaItem, type MediaKind, type MediaRequest, SAMPLE_FILM_PATH } from '#protocol/media.ts'
import { SOURCES } from '#sources/links.ts'
import { titleFromUrl } from './media-title.ts'
import { err, ok, type Result } from './result.ts'
import type { Linked, Source } from './source.ts'

/** A film that a link names, and whose it is. */
export interface LinkedFilm extends Linked {
  readonly kind: MediaKind
}

const RANKS: readonly Source['knownBy'][] = ['host', 'path', 'rest']
/** Who is asked first: a site knows its own pages whatever they end in, and a file is what nobody else knows. */
const ASKED = (Object.entries(SOURCES) as [MediaKind, Source][]).toSorted(
  ([, a], [, b]) => RANKS.indexOf(a.knownBy) - RANKS.indexOf(b.knownBy),
)

/** Which film an address names, as far as its text tells; `unsupported_link` when none of our players can play it. */
export function readLink(url: string): Result<LinkedFilm, ErrorCode> {
  if (url === SAMPLE_FILM_PATH) {
    return ok({ kind: 'file', ref: url, url, startMs: 0, live: false, title: titleFromUrl(url) })
  }
  const parsed = URL.parse(url)
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return err('unsupported_link')
  if (parsed.username !== '' || parsed.password !== '') return err('unsupported_link') // everyone would learn them
  for (const [kind, source] of ASKED) {
    const linked = source.read(parsed)
    if (linked !== null) return linked.ok ? ok({ kind, ...linked.value }) : linked
  }
  return err('unsupported_link')
}

/** What its player must know of a film: what its address names, where its own source reads it so. */
export function playedAs({ kind, url }: Pick<MediaItem, 'kind' | 'url'>): Pick<Linked, 'live' | 'ref' | 'url'> {
  const film = readLink(url)
  return film.ok && film.value.kind === kind ? film.value : { ref: url, url, live: null }
}

/** Whether films of this kind are shown by their platform's own player, in a frame. */
export const isFramed = (kind: MediaKind): boolean => SOURCES[kind].frames.length > 0

/** The platform of these films, as people know it. */
export const siteOf = (kind: MediaKind): string => SOURCES[kind].name

/** What the room will play, out of what was asked for; refuses an address that no player of ours can play. */
export function mediaItem(request: MediaRequest, id: MediaId, addedBy: UserId): Result<MediaItem, ErrorCode> {
  const film = readLink(request.url)
  if (!film.ok) return film
  const { kind, url, title } = film.value
  return ok({
    id,
    kind,
    url,
    title: request.title ?? title ?? titleFromUrl(url),
    durationMs: request.durationMs,
    addedBy,
  })
}
