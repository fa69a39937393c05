import { isFramed } from '#core/site.ts'
import type { Linked } from '#core/source.ts'
import type { MediaItem, MediaKind } from '#protocol/media.ts'
import { PLAYERS } from '#sources/players.ts'
import type { Engine, Parts } from './engine.ts'

/** The player of a kind of films, in a chunk of its own, which may not come; null: there is none. */
export const engineFor = async (kind: MediaKind, parts: Parts): Promise<Engine | null> =>
  (await PLAYERS[kind]?.(parts)) ?? null

/**
 * What a player must know of a film. Frames go by what its link names, and what reads links comes with the first of them;
 * our own video goes by the address alone.
 */
export async function played(film: MediaItem): Promise<Pick<Linked, 'live' | 'ref' | 'url'>> {
  const { kind, url, live } = film
  return isFramed(kind) ? (await import('#core/media-url.ts')).playedAs(film) : { ref: url, url, live }
}
