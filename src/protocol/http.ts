import * as v from 'valibot'
import { ChatLine } from './chat.ts'
import { EpochMs, RoomId, UserId } from './ids.ts'
import { INIT_DATA_MAX_UNITS, NAME_MAX_GRAPHEMES } from './limits.ts'
import { DurationMs, MediaRequest, PositionMs, PosterUrl } from './media.ts'
import { Profile, Role } from './members.ts'
import { Buffering, Control, RoomInfo, RoomTitle } from './room.ts'
import { lineOfText } from './text.ts'

export const PersonName = lineOfText(NAME_MAX_GRAPHEMES)

/** Sign in with what Telegram handed to the Mini App, raw and whole. */
export const TelegramLogin = v.strictObject({ initData: v.pipe(v.string(), v.maxLength(INIT_DATA_MAX_UNITS)) })
/** Sign in as a guest. A browser that was here before keeps its identity (an HttpOnly cookie) and may change its name. */
export const GuestLogin = v.strictObject({ name: PersonName })

/** Another name, for a guest: who comes from Telegram is named there. */
export const Rename = v.strictObject({ name: PersonName })

export const User = v.object({
  id: UserId,
  name: v.string(),
  photoUrl: v.nullable(v.string()),
  guest: v.boolean(),
  since: v.pipe(EpochMs, v.description('When the account was made here.')),
})
export type User = v.InferOutput<typeof User>

/** Answer of every login. `token` goes into `Authorization: Bearer …` and into the first frame of a socket. */
export const Login = v.object({ token: v.string(), expiresAt: EpochMs, user: User })
export type Login = v.InferOutput<typeof Login>

/** What a page must know before anyone has signed in. */
export const AppInfo = v.object({
  version: v.string(),
  protocol: v.number(),
  build: v.pipe(v.nullable(v.string()), v.description('Which Mini App the server has; null when none has been built.')),
  guests: v.boolean(),
  botUsername: v.nullable(v.string()),
  library: v.pipe(v.boolean(), v.description('Whether the server has films of its own to choose from.')),
})
export type AppInfo = v.InferOutput<typeof AppInfo>

/** Make a room. Without a title it takes the film's; without a film it waits for one. */
export const CreateRoom = v.strictObject({
  title: v.optional(v.nullable(RoomTitle), null),
  control: v.optional(Control, 'everyone'),
  buffering: v.optional(Buffering, 'auto'),
  media: v.optional(v.nullable(MediaRequest), null),
})
export type CreateRoom = v.InferOutput<typeof CreateRoom>

export const UpdateRoom = v.pipe(
  v.strictObject({
    title: v.exactOptional(RoomTitle),
    control: v.exactOptional(Control),
    buffering: v.exactOptional(Buffering),
  }),
  v.check((body) => Object.keys(body).length > 0, 'give a title, who controls, or whom the room waits for'),
)
export type UpdateRoom = v.InferOutput<typeof UpdateRoom>

/** A room in a list: what it plays, how far it is, who is there now. */
export const RoomSummary = v.object({
  ...RoomInfo.entries,
  role: v.pipe(Role, v.description('What whoever asks may do there: `host`, or `viewer` like everyone with the link.')),
  film: v.nullable(
    v.object({
      title: v.string(),
      url: v.string(),
      posterUrl: v.nullable(PosterUrl),
      durationMs: v.nullable(DurationMs),
      live: v.nullable(v.boolean()),
      positionMs: PositionMs,
      playing: v.boolean(),
    }),
  ),
  here: v.pipe(v.number(), v.description('How many people are connected now.')),
  faces: v.pipe(v.array(Profile), v.description('The first four of them.')),
  activeAt: v.pipe(EpochMs, v.description('When somebody was last in the room, or when it was made.')),
})
export type RoomSummary = v.InferOutput<typeof RoomSummary>

export const RoomList = v.object({ rooms: v.array(RoomSummary) })
export type RoomList = v.InferOutput<typeof RoomList>

/** What an invite link tells before anyone has signed in: no names. */
export const Invite = v.object({ id: RoomId, title: v.string(), film: v.nullable(v.string()), here: v.number() })
export type Invite = v.InferOutput<typeof Invite>

/** A page of messages, oldest first. `more` says whether there are older ones. */
export const History = v.object({ lines: v.array(ChatLine), more: v.boolean() })
export type History = v.InferOutput<typeof History>
