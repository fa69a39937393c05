import * as v from 'valibot'
import { ChatCommand, ChatEvent } from './chat.ts'
import { MembersEvent } from './members.ts'
import { PlaybackCommand, PlaybackEvent } from './playback.ts'
import { RoomCommand, RoomEvent } from './room.ts'

/** What a viewer may ask of a room. */
export const Command = v.variant('type', [ChatCommand, PlaybackCommand, RoomCommand])
export type Command = v.InferOutput<typeof Command>

/** What has happened in a room: the only thing that changes it. Numbered by the sequencer. */
export const Event = v.variant('type', [ChatEvent, MembersEvent, PlaybackEvent, RoomEvent])
export type Event = v.InferOutput<typeof Event>
