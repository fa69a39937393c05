import * as v from 'valibot'
import { FeedEntry } from './chat.ts'
import { EpochMs, RoomId, UserId } from './ids.ts'
import { TITLE_MAX_GRAPHEMES } from './limits.ts'
import { Member } from './members.ts'
import { Playback } from './playback.ts'
import { lineOfText } from './text.ts'

export const RoomTitle = lineOfText(TITLE_MAX_GRAPHEMES)

/** Who may play, pause, seek and change the film. */
export const Control = v.picklist(['everyone', 'host'])
export type Control = v.InferOutput<typeof Control>

/** Grows by one with every `room.updated` and `room.closed`: of two copies, the one with more is the newer. */
const Version = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

export const RoomInfo = v.object({
  id: RoomId,
  title: v.string(),
  hostId: UserId,
  control: Control,
  createdAt: EpochMs,
  closedAt: v.nullable(EpochMs),
  version: Version,
})
export type RoomInfo = v.InferOutput<typeof RoomInfo>

/** All that a viewer knows of a room: a snapshot, moved on by events. */
export const RoomView = v.object({
  room: RoomInfo,
  playback: Playback,
  members: v.array(Member),
  feed: v.array(FeedEntry),
})
export type RoomView = v.InferOutput<typeof RoomView>

export const RoomCommand = v.variant('type', [
  v.strictObject({ type: v.literal('room.update'), title: RoomTitle, control: Control }),
  v.strictObject({ type: v.literal('room.close') }),
])

export const RoomEvent = v.variant('type', [
  v.object({ type: v.literal('room.updated'), title: v.string(), control: Control, by: UserId }),
  v.object({ type: v.literal('room.closed'), at: EpochMs, by: UserId }),
])
