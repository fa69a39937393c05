import type { EpochMs, UserId } from '#protocol/ids.ts'
import { PLAYBACK_LEAD_MS, POSITION_MAX_MS } from '#protocol/limits.ts'
import type { MediaItem } from '#protocol/media.ts'
import type { Playback, PlaybackCause } from '#protocol/playback.ts'
import { mediaItem } from './media-url.ts'
import { err, ok, unreachable } from './result.ts'
import type { EventOf, RoomState, Slice } from './state.ts'

/** How far a presser's pause may lie from the room's own position, ms: a slow connection and a drift together. */
export const PAUSE_TOLERANCE_MS = 2_000

/**
 * Where the playhead stands at `now`, ms of media time; 0 when nothing is loaded.
 *
 * A line from an anchor: before `anchoredAt` it stands at the anchor, a known duration is never passed.
 */
export function positionAt(playback: Playback, now: number): number {
  switch (playback.status) {
    case 'idle':
      return 0
    case 'paused':
      return playback.positionMs
    case 'playing': {
      const position = playback.anchorMs + Math.max(0, now - playback.anchoredAt) * playback.rate
      return Math.min(position, playback.media.durationMs ?? POSITION_MAX_MS)
    }
    default:
      return unreachable(playback)
  }
}

export const mediaOf = (playback: Playback): MediaItem | null => (playback.status === 'idle' ? null : playback.media)

/** When the film ends by itself; null while it stands or its length is not known. */
export function endsAt(playback: Playback): EpochMs | null {
  if (playback.status !== 'playing' || playback.media.durationMs === null) return null
  const left = Math.max(0, playback.media.durationMs - playback.anchorMs)
  return Math.ceil(playback.anchoredAt + left / playback.rate) as EpochMs // brand: an instant plus a length of time
}

type Loaded = Exclude<Playback, { status: 'idle' }>

const wholeMs = (ms: number, media: MediaItem): number =>
  Math.round(Math.min(Math.max(0, ms), media.durationMs ?? POSITION_MAX_MS))

const paused = (from: Loaded, positionMs: number): Playback => ({
  status: 'paused',
  epoch: from.epoch,
  version: from.version + 1,
  media: from.media,
  positionMs: wholeMs(positionMs, from.media),
  rate: from.rate,
})

const playing = (from: Loaded, anchorMs: number, anchoredAt: EpochMs, rate = from.rate): Playback => ({
  status: 'playing',
  epoch: from.epoch,
  version: from.version + 1,
  media: from.media,
  anchorMs: wholeMs(anchorMs, from.media),
  anchoredAt,
  rate,
})

/** The same playback, standing: what is kept of a room that nobody is in. */
export const standing = (playback: Playback, at: EpochMs): Playback =>
  playback.status === 'playing' ? paused(playback, positionAt(playback, at)) : playback

const changed = (
  playback: Playback,
  cause: PlaybackCause,
  by: UserId | null,
  at: EpochMs,
): Extract<EventOf<'playback'>, { type: 'playback.changed' }> => ({ type: 'playback.changed', playback, cause, by, at })

export const playback: Slice<'playback'> = {
  decide(state, command, actor, { now, newMediaId }) {
    const current = state.playback
    if (command.type === 'playback.load') {
      const media = mediaItem(command.media, newMediaId(), actor.id)
      if (!media.ok) return media
      const first: Loaded = {
        status: 'paused',
        epoch: current.epoch + 1,
        version: current.version,
        media: media.value,
        positionMs: 0,
        rate: 1,
      }
      return ok([changed(playing(first, 0, lead(now)), 'load', actor.id, now)])
    }
    if (current.status === 'idle') return err('nothing_playing')
    if (command.epoch !== current.epoch) return err('stale_media')
    const position = positionAt(current, now)
    switch (command.type) {
      case 'playback.play': {
        if (current.status === 'playing') return ok([])
        const atTheEnd = current.media.durationMs !== null && position >= current.media.durationMs
        return ok([changed(playing(current, atTheEnd ? 0 : position, lead(now)), 'play', actor.id, now)])
      }
      case 'playback.pause': {
        if (current.status === 'paused') return ok([])
        const seen = Math.abs(command.positionMs - position) <= PAUSE_TOLERANCE_MS ? command.positionMs : position
        return ok([changed(paused(current, seen), 'pause', actor.id, now)])
      }
      case 'playback.seek': {
        const next =
          current.status === 'playing'
            ? playing(current, command.positionMs, lead(now))
            : paused(current, command.positionMs)
        return ok([changed(next, 'seek', actor.id, now)])
      }
      case 'playback.rate': {
        if (command.rate === current.rate) return ok([])
        const next =
          current.status === 'playing'
            ? playing(current, position, later(now, current.anchoredAt), command.rate)
            : { ...current, rate: command.rate, version: current.version + 1 }
        return ok([changed(next, 'rate', actor.id, now)])
      }
      case 'playback.duration':
        return ok(
          current.media.durationMs === null
            ? [{ type: 'playback.measured', epoch: current.epoch, durationMs: command.durationMs }]
            : [],
        )
      default:
        return unreachable(command)
    }
  },

  evolve(state, event) {
    if (event.type === 'playback.changed') return { ...state, playback: event.playback }
    const current = state.playback
    if (current.status === 'idle' || current.epoch !== event.epoch) return state
    const media = { ...current.media, durationMs: event.durationMs }
    const within = (ms: number) => Math.min(ms, event.durationMs)
    return {
      ...state,
      playback:
        current.status === 'paused'
          ? { ...current, media, positionMs: within(current.positionMs) }
          : { ...current, media, anchorMs: within(current.anchorMs) },
    }
  },

  wakeAt: (state) => endsAt(state.playback),

  due(state, now) {
    const current = state.playback
    if (current.status !== 'playing') return []
    const end = endsAt(current)
    if (end !== null && end <= now) return [changed(paused(current, positionAt(current, now)), 'ended', null, now)]
    return []
  },
}

/** The last viewer has gone: the film waits where it stood when they went. */
export const emptied = (state: RoomState, goneAt: EpochMs, now: EpochMs): readonly EventOf<'playback'>[] =>
  state.playback.status === 'playing' ? [changed(standing(state.playback, goneAt), 'emptied', null, now)] : []

// Brands: an instant plus a length of time, and the later of two instants, are instants.
const lead = (now: EpochMs): EpochMs => (now + PLAYBACK_LEAD_MS) as EpochMs
const later = (a: EpochMs, b: EpochMs): EpochMs => Math.max(a, b) as EpochMs
