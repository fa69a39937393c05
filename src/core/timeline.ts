import type { EpochMs } from '#protocol/ids.ts'
import { POSITION_MAX_MS } from '#protocol/limits.ts'
import type { MediaItem } from '#protocol/media.ts'
import type { Playback } from '#protocol/playback.ts'
import { unreachable } from './result.ts'

/**
 * Where the playhead stands at `now`, ms of media time; 0 when nothing is loaded.
 *
 * A line from an anchor: before `anchoredAt` it stands at the anchor, a known duration is never passed. A hold is the
 * same line seen from its end: it runs towards `positionMs` until `stopsAt`, and stands there.
 */
export function positionAt(playback: Playback, now: number): number {
  switch (playback.status) {
    case 'idle':
      return 0
    case 'paused':
      return playback.positionMs
    case 'holding':
      return Math.max(0, playback.positionMs - Math.max(0, playback.stopsAt - now) * playback.rate)
    case 'playing': {
      const position = playback.anchorMs + Math.max(0, now - playback.anchoredAt) * playback.rate
      return Math.min(position, playback.media.durationMs ?? POSITION_MAX_MS)
    }
    default:
      return unreachable(playback)
  }
}

/** Ms until the line runs: 0 while it does, null while it stands and nobody can say until when. */
export function startsInMs(playback: Playback, now: number): number | null {
  if (playback.status === 'playing') return Math.max(0, playback.anchoredAt - now)
  return playback.status === 'holding' && now < playback.stopsAt ? 0 : null
}

export const mediaOf = (playback: Playback): MediaItem | null => (playback.status === 'idle' ? null : playback.media)

/** When the film ends by itself; null while it stands or its length is not known. */
export function endsAt(playback: Playback): EpochMs | null {
  if (playback.status !== 'playing' || playback.media.durationMs === null) return null
  const left = Math.max(0, playback.media.durationMs - playback.anchorMs)
  return Math.ceil(playback.anchoredAt + left / playback.rate) as EpochMs // brand: an instant plus a length of time
}

/** A film is loaded. */
export type Loaded = Exclude<Playback, { status: 'idle' }>
export type Holding = Extract<Playback, { status: 'holding' }>
/** What a store keeps of playback: a hold is over before anybody can read it there. */
export type KeptPlayback = Exclude<Playback, Holding>

/** A place in the film, whole ms, between its beginning and its end. */
export const placeIn = (media: MediaItem, ms: number): number =>
  Math.round(Math.min(Math.max(0, ms), media.durationMs ?? POSITION_MAX_MS))

type Paused = Extract<Playback, { status: 'paused' }>
export type Playing = Extract<Playback, { status: 'playing' }>

/** The next version of the line: it stands at `positionMs`. */
export const paused = (from: Loaded, positionMs: number): Paused => ({
  status: 'paused',
  epoch: from.epoch,
  version: from.version + 1,
  media: from.media,
  positionMs: placeIn(from.media, positionMs),
  rate: from.rate,
})

/** The next version of the line: from `anchoredAt` on it runs, beginning at `anchorMs`. */
export const playing = (from: Loaded, anchorMs: number, anchoredAt: EpochMs, rate = from.rate): Playing => ({
  status: 'playing',
  epoch: from.epoch,
  version: from.version + 1,
  media: from.media,
  anchorMs: placeIn(from.media, anchorMs),
  anchoredAt,
  rate,
})

/** The next version of the line: it comes to stand at `positionMs`, and waits there for these people. */
export const holding = (
  from: Loaded,
  positionMs: number,
  hold: Pick<Holding, 'since' | 'stopsAt' | 'waitingFor' | 'why'>,
): Holding => ({
  status: 'holding',
  epoch: from.epoch,
  version: from.version + 1,
  media: from.media,
  positionMs: placeIn(from.media, positionMs),
  rate: from.rate,
  ...hold,
})

/** Where the film stands for whoever says something about it, whole ms; null without a film. */
export const placeNow = (playback: Playback, now: EpochMs): number | null =>
  mediaOf(playback) ? Math.round(positionAt(playback, now)) : null

/** Whether the film runs, or would if the room did not wait for somebody's player. */
export const isOn = (playback: Playback): boolean =>
  playback.status === 'playing' || (playback.status === 'holding' && playback.why !== 'gather')

/** The same playback, standing: what is kept of a room that nobody is in. */
export const standing = (playback: Playback, at: EpochMs): Exclude<Playback, Holding | Playing> =>
  playback.status === 'playing' || playback.status === 'holding' ? paused(playback, positionAt(playback, at)) : playback

/** What is kept of playback: a room that waits for players goes on, at the latest when its hold would have ended. */
export function keptOf(playback: Playback): KeptPlayback {
  if (playback.status !== 'holding') return playback
  const { version, positionMs, why, waitingFor, since } = playback
  if (why === 'gather') return { ...paused(playback, positionMs), version }
  const latest = Math.max(since, ...waitingFor.map(({ until }) => until)) as EpochMs // brand: one of them
  return { ...playing(playback, positionMs, latest), version }
}
