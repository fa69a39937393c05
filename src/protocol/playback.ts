import * as v from 'valibot'
import { EpochMs, UserId } from './ids.ts'
import { RATE_MAX, RATE_MIN } from './limits.ts'
import { DurationMs, MediaItem, MediaRequest, PositionMs } from './media.ts'

/** The room's speed: media time over wall time. */
export const Rate = v.pipe(v.number(), v.minValue(RATE_MIN), v.maxValue(RATE_MAX))

/** Counts the films a room has played; a command aimed at an earlier one is refused. */
export const Epoch = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
/** Grows by one with every accepted change of playback. */
const Version = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/**
 * The timeline record: a line, never a counter that ticks.
 * While playing, position(t) = anchorMs + max(0, t - anchoredAt) * rate. `anchoredAt` may lie ahead: until then
 * everyone stands ready at `anchorMs`. Times are the server's clock.
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
/** What a player found out about the film; the first answer stands. */
const Duration = v.strictObject({ type: v.literal('playback.duration'), epoch: Epoch, durationMs: DurationMs })

export const PlaybackCommand = v.variant('type', [Load, Play, Pause, Seek, SetRate, Duration])

/** Why playback changed: a viewer's act, the end of the film, or the last viewer gone. */
export const PlaybackCause = v.picklist(['load', 'play', 'pause', 'seek', 'rate', 'ended', 'emptied'])
export type PlaybackCause = v.InferOutput<typeof PlaybackCause>

export const PlaybackEvent = v.variant('type', [
  v.object({
    type: v.literal('playback.changed'),
    playback: Playback,
    cause: PlaybackCause,
    by: v.nullable(UserId),
    at: EpochMs,
  }),
  v.object({ type: v.literal('playback.measured'), epoch: Epoch, durationMs: DurationMs }),
])
