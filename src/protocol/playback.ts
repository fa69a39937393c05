import * as v from 'valibot'
import { EpochMs, UserId } from './ids.ts'
import { RATE_MAX, RATE_MIN } from './limits.ts'
import { DurationMs, MediaItem, MediaRequest, PositionMs } from './media.ts'
import { SubtitleTrack } from './subtitles.ts'

/** The room's speed: media time over wall time. */
export const Rate = v.pipe(v.number(), v.minValue(RATE_MIN), v.maxValue(RATE_MAX))

/** Counts the films a room has played; a command aimed at an earlier one is refused. */
export const Epoch = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
/** Grows by one with every accepted change of playback. */
const Version = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** What a room waits for: players to load a beginning or a place, one that has run dry, or people to say they are ready. */
export const HoldReason = v.picklist(['start', 'seek', 'stall', 'gather'])
export type HoldReason = v.InferOutput<typeof HoldReason>

/** Somebody a room waits for, and until when at the latest. */
export const Awaited = v.object({ userId: UserId, until: EpochMs })
export type Awaited = v.InferOutput<typeof Awaited>

/**
 * The timeline record: a line, never a counter that ticks.
 * While playing, position(t) = anchorMs + max(0, t - anchoredAt) * rate. `anchoredAt` may lie ahead: until then
 * everyone stands ready at `anchorMs`. While holding, position(t) = positionMs - max(0, stopsAt - t) * rate: everyone
 * plays up to `positionMs` and waits there; the room goes on by itself when nobody is awaited any more.
 * Times are the server's clock.
 */
export const Playback = v.variant('status', [
  v.object({ status: v.literal('idle'), epoch: Epoch, version: Version }),
  v.object({
    status: v.literal('paused'),
    epoch: Epoch,
    version: Version,
    media: MediaItem,
    positionMs: PositionMs,
    rate: Rate,
  }),
  v.object({
    status: v.literal('holding'),
    epoch: Epoch,
    version: Version,
    media: MediaItem,
    positionMs: PositionMs,
    /** Until then the line still runs, towards `positionMs`: nobody has to go back. */
    stopsAt: EpochMs,
    rate: Rate,
    why: HoldReason,
    since: EpochMs,
    waitingFor: v.array(Awaited),
  }),
  v.object({
    status: v.literal('playing'),
    epoch: Epoch,
    version: Version,
    media: MediaItem,
    anchorMs: PositionMs,
    anchoredAt: EpochMs,
    rate: Rate,
  }),
])
export type Playback = v.InferOutput<typeof Playback>

/** Change what the room plays. It starts at once when the room was playing or idle. */
const Load = v.strictObject({ type: v.literal('playback.load'), media: MediaRequest })
const Play = v.strictObject({ type: v.literal('playback.play'), epoch: Epoch })
/** `positionMs` is the frame that the presser saw; the room stops there if that is where the room could be. */
const Pause = v.strictObject({ type: v.literal('playback.pause'), epoch: Epoch, positionMs: PositionMs })
const Seek = v.strictObject({ type: v.literal('playback.seek'), epoch: Epoch, positionMs: PositionMs })
const SetRate = v.strictObject({ type: v.literal('playback.rate'), epoch: Epoch, rate: Rate })
/** Ask everyone whether they are ready; the film begins with a countdown when all are, at `until` at the latest. */
const Gather = v.strictObject({ type: v.literal('playback.gather'), epoch: Epoch })
/** My player (or, when the room gathers, I) can go on from where the room holds. `version` is that of the hold. */
const Ready = v.strictObject({ type: v.literal('playback.ready'), epoch: Epoch, version: Version })
/** My player has run dry, or does not get ready, since that version of the line. */
const Stalled = v.strictObject({ type: v.literal('playback.stalled'), epoch: Epoch, version: Version })
/** Go on without those the room waits for. */
const Release = v.strictObject({ type: v.literal('playback.release'), epoch: Epoch })
/** How long the film is, as a player found it; taken while that is not known, or only in whole seconds. */
const Duration = v.strictObject({ type: v.literal('playback.duration'), epoch: Epoch, durationMs: DurationMs })
/**
 * To where a broadcast is live. My player can play it from `fromMs` to `edgeMs`; how far behind that edge is what the room
 * reckons from all players. Meant for one `version` of the line. Anybody may tell it of a line that is not in the broadcast
 * yet; after that it is a seek.
 */
const Live = v.strictObject({
  type: v.literal('playback.live'),
  epoch: Epoch,
  version: Version,
  fromMs: PositionMs,
  edgeMs: PositionMs,
})

export const PlaybackCommand = v.variant('type', [
  Load,
  Play,
  Pause,
  Seek,
  SetRate,
  Gather,
  Ready,
  Stalled,
  Release,
  Duration,
  Live,
])

/**
 * Why playback changed: a viewer's act, a player that ran dry (`stall`), a hold that is over (`release`; by whom, or null
 * when all were ready or their time was up), the end of the film, or the last viewer gone.
 */
export const PlaybackCause = v.picklist([
  'load',
  'play',
  'pause',
  'seek',
  'rate',
  'gather',
  'stall',
  'release',
  'ended',
  'emptied',
])
export type PlaybackCause = v.InferOutput<typeof PlaybackCause>

export const PlaybackEvent = v.variant('type', [
  v.object({
    type: v.literal('playback.changed'),
    playback: Playback,
    cause: PlaybackCause,
    by: v.nullable(UserId),
    at: EpochMs,
  }),
  /** Of those the room waits for, these are left (or have come); the line itself is as it was. */
  v.object({
    type: v.literal('playback.awaited'),
    epoch: Epoch,
    version: Version,
    waitingFor: v.array(Awaited),
    at: EpochMs,
  }),
  v.object({ type: v.literal('playback.measured'), epoch: Epoch, durationMs: DurationMs }),
  /** What the source of the film says of it: all of this replaces what was known. Another kind or url plays anew. */
  v.object({
    type: v.literal('playback.described'),
    epoch: Epoch,
    ...v.pick(MediaItem, ['kind', 'url', 'title', 'posterUrl', 'durationMs', 'live']).entries,
  }),
  /** The subtitles that the film has now. `added`: what the new ones are called; null when some were taken away. */
  v.object({
    type: v.literal('playback.subtitled'),
    epoch: Epoch,
    tracks: v.array(SubtitleTrack),
    added: v.nullable(v.string()),
    by: UserId,
    at: EpochMs,
  }),
])
