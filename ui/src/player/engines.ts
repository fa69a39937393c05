import { readLink } from '#core/media-url.ts'
import type { MediaItem, MediaKind } from '#protocol/media.ts'
import { SOURCES } from '#sources/links.ts'
import { PLAYERS } from '#sources/players.ts'
import type { Engine, Film, Parts } from './engine.ts'

/** The player of a kind of films, in a chunk of its own, which may not come; null: there is none. */
export const engineFor = async (kind: MediaKind, parts: Parts): Promise<Engine | null> =>
  (await PLAYERS[kind]?.(parts)) ?? null

/** What a player must know of a film: what its address names, where its own source reads it so. */
export function filmOf({ kind, url }: Pick<MediaItem, 'kind' | 'url'>): Film {
  const read = readLink(url)
  return read.ok && read.value.kind === kind ? read.value : { ref: url, url, live: null }
}

/** Whether films of this kind are shown by their platform's own player, in a frame. */
export const isFramed = (kind: MediaKind): boolean => SOURCES[kind].frames.length > 0
