import type { ErrorCode } from '#protocol/errors.ts'
import { SUBTITLES_PER_FILM } from '#protocol/limits.ts'
import { err, ok, type Result } from './result.ts'
import type { Context, EventOf, RoomState, SystemCommand } from './state.ts'

type Asked = Extract<SystemCommand, { type: 'playback.subtitle' | 'playback.unsubtitle' }>

/** Subtitles come to the film that plays, or go. Those of another film concern nobody here any more. */
export function subtitled(
  { playback, subtitles }: RoomState,
  asked: Asked,
  { now }: Context,
): Result<EventOf<'playback'>[], ErrorCode> {
  if (playback.status === 'idle') return err('nothing_playing')
  const { epoch } = playback
  const known = subtitles.some(({ id }) => id === (asked.type === 'playback.subtitle' ? asked.track.id : asked.id))
  if (asked.type === 'playback.unsubtitle') {
    const tracks = subtitles.filter(({ id }) => id !== asked.id)
    return ok(known ? [{ type: 'playback.subtitled', epoch, tracks, added: null, by: asked.by, at: now }] : [])
  }
  if (asked.media !== playback.media.id) return err('stale_media')
  if (known) return ok([])
  if (subtitles.length >= SUBTITLES_PER_FILM) return err('subtitles_full')
  const { track, by } = asked
  const tracks = [...subtitles, track]
  return ok([{ type: 'playback.subtitled', epoch, tracks, added: track.label, by, at: now }])
}
