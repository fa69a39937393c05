import * as v from 'valibot'
import { FeedEntry } from './chat.ts'
import { EpochMs, RoomId, UserId } from './ids.ts'
import { TITLE_MAX_GRAPHEMES } from './limits.ts'
import { Member } from './members.ts'
import { Playback } from './playback.ts'
import { SubtitleTrack } from './subtitles.ts'
import { lineOfText } from './text.ts'

export const RoomTitle = lineOfText(TITLE_MAX_GRAPHEMES)

/** Who may play, pause, seek and change the film. */
export const Control = v.picklist(['everyone', 'host'])
export type Control = v.InferOutput<typeof Control>

/**
 * What a room does about a player that runs dry. `together`: it waits, for a while; `flow`: it goes on, and who was
 * late catches up; `auto`: together while it is small.
 */
export const Buffering = v.picklist(['auto', 'together', 'flow'])
export type Buffering = v.InferOutput<typeof Buffering>

/** Grows by one with every `room.updated` and `room.closed`: of two copies, the one with more is the newer. */
const Version = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

export const RoomInfo = v.object({
  id: RoomId,
  title: v.string(),
  hostId: UserId,
  control: Control,
  buffering: Buffering,
  createdAt: EpochMs,
  closedAt: v.nullable(EpochMs),
  version: Version,
})
export type RoomInfo = v.InferOutput<typeof RoomInfo>

/** How long the room has lately waited for somebody: the instant at which this person may be waited for in full again. */
export const Patience = v.object({ userId: UserId, fullAt: EpochMs })
export type Patience = v.InferOutput<typeof Patience>

/** All that a viewer knows of a room: a snapshot, moved on by events. */
export const RoomView = v.object({
  room: RoomInfo,
  playback: Playback,
  members: v.array(Member),
  feed: v.array(FeedEntry),
  patience: v.array(Patience),
  /** Of the film that plays, in the order in which they were added. */
  subtitles: v.array(SubtitleTrack),
})
export type RoomView = v.InferOutput<typeof RoomView>

export const RoomCommand = v.variant('type', [
  v.strictObject({ type: v.literal('room.update'), title: RoomTitle, control: Control, buffering: Buffering }),
  v.strictObject({ type: v.literal('room.close') }),
])

export const RoomEvent = v.variant('type', [
  v.object({ type: v.literal('room.updated'), title: v.string(), control: Control, buffering: Buffering, by: UserId }),
  v.object({ type: v.literal('room.closed'), at: EpochMs, by: UserId }),
])
