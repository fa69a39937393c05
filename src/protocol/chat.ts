import * as v from 'valibot'
import { EpochMs, LineId, UserId } from './ids.ts'
import { CHAT_MAX_GRAPHEMES } from './limits.ts'
import { PositionMs } from './media.ts'
import { Profile } from './members.ts'
import { PlaybackCause } from './playback.ts'
import { linesOfText } from './text.ts'

export const ChatText = linesOfText(CHAT_MAX_GRAPHEMES)

/** What a message answers: whose it was, and how it begins. */
export const Quote = v.object({ id: LineId, from: v.object({ id: UserId, name: v.string() }), text: v.string() })
export type Quote = v.InferOutput<typeof Quote>

/** What someone said, where the film stood, and what it answers. */
export const ChatLine = v.object({
  id: LineId,
  from: Profile,
  text: v.string(),
  at: EpochMs,
  positionMs: v.nullable(PositionMs),
  replyTo: v.nullable(Quote),
})
export type ChatLine = v.InferOutput<typeof ChatLine>

/** What happened in the room, told between the messages: who came and went, who moved the film. Not kept for ever. */
export const Act = v.object({
  what: v.picklist(['joined', 'left', 'subtitles', ...PlaybackCause.options]),
  by: v.nullable(Profile),
  at: EpochMs,
  positionMs: v.nullable(PositionMs),
  /** The film's title (`load`), the speed (`rate`), or what the subtitles are called; else null. */
  detail: v.nullable(v.string()),
})
export type Act = v.InferOutput<typeof Act>

/** One entry of the room's feed, oldest first. */
export const FeedEntry = v.variant('kind', [
  v.object({ kind: v.literal('line'), line: ChatLine }),
  v.object({ kind: v.literal('act'), act: Act }),
])
export type FeedEntry = v.InferOutput<typeof FeedEntry>

/**
 * Say something. The sender chooses `lineId`; sent twice, it is one message. `replyTo` is a message of this room; of one
 * that is not there (any more) the answer is said as if it answered nothing.
 */
export const ChatCommand = v.variant('type', [
  v.strictObject({
    type: v.literal('chat.say'),
    lineId: LineId,
    text: ChatText,
    replyTo: v.exactOptional(v.nullable(LineId)),
  }),
])

export const ChatEvent = v.variant('type', [v.object({ type: v.literal('chat.said'), line: ChatLine })])
