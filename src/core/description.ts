import type { MediaId } from '#protocol/ids.ts'
import type { MediaItem, MediaKind } from '#protocol/media.ts'
import type { Playback } from '#protocol/playback.ts'
import type { EventOf } from './state.ts'

/** What a film's source says of it, within our bounds. Null: it does not say. */
export interface Description {
  readonly kind: MediaKind
  readonly url: string
  readonly title: string | null
  readonly posterUrl: string | null
  readonly durationMs: number | null
  readonly live: boolean | null
}

/** A source that tells whole seconds may be wrong by so much, ms. */
const ROUGH_MS = 2_000

/**
 * Whether a player's word about the length of a film is to be taken over what is known: nothing, or whole seconds, which
 * its source has told and which would cut off its end. A broadcast has no length.
 */
export function isBetterLength({ durationMs: known, live }: MediaItem, toldMs: number): boolean {
  if (live === true) return false
  return known === null || (known % 1_000 === 0 && toldMs % 1_000 !== 0 && Math.abs(toldMs - known) <= ROUGH_MS)
}

/** What a player holds of a film: one whose source says that it plays otherwise is opened anew. */
export const openedAs = ({ id, kind, url }: MediaItem, epoch: number): string => `${epoch}:${id}:${kind}:${url}`

/**
 * What becomes of the film `id` when its source has been asked; nothing when the room plays another by now. `linkTitle`:
 * what the film is called while only its link has been read.
 */
export function described(
  playback: Playback,
  id: MediaId,
  told: Description,
  linkTitle: string,
): EventOf<'playback'>[] {
  if (playback.status === 'idle' || playback.media.id !== id) return []
  const { epoch, media } = playback
  // A title that is not the link's own was given by whoever brought the film.
  const isGiven = media.title !== linkTitle
  const live = told.live ?? media.live
  const next = {
    kind: told.kind,
    url: told.url,
    title: isGiven ? media.title : (told.title ?? media.title),
    posterUrl: told.posterUrl ?? media.posterUrl,
    durationMs: live === true ? null : (media.durationMs ?? told.durationMs),
    live,
  }
  const isNews = Object.entries(next).some(([key, value]) => media[key as keyof typeof next] !== value) // keys of `next`
  return isNews ? [{ type: 'playback.described', epoch, ...next }] : []
}

/** The same line with its film as it is now known; a length puts nobody beyond the end. */
export function withFilm(playback: Playback, epoch: number, known: Partial<MediaItem>): Playback {
  if (playback.status === 'idle' || playback.epoch !== epoch) return playback
  const media = { ...playback.media, ...known }
  const end = media.durationMs ?? Number.POSITIVE_INFINITY
  if (playback.status === 'playing') return { ...playback, media, anchorMs: Math.min(playback.anchorMs, end) }
  return { ...playback, media, positionMs: Math.min(playback.positionMs, end) }
}
