import type { ChatLine } from '#protocol/chat.ts'
import type { ErrorCode, LinkFault } from '#protocol/errors.ts'
import type { Health } from '#protocol/health.ts'
import type { EpochMs, InstanceId, MediaId, SessionId, SubtitleId, UserId } from '#protocol/ids.ts'
import type { MediaRequest } from '#protocol/media.ts'
import type { MemberSession, Profile } from '#protocol/members.ts'
import type { Command, Event } from '#protocol/messages.ts'
import type { RoomView } from '#protocol/room.ts'
import type { SubtitleTrack } from '#protocol/subtitles.ts'
import type { Description } from './description.ts'
import type { AskedFilm } from './media-url.ts'
import type { Result } from './result.ts'

/** The room. Viewers may know all of it, so state and view are one. */
export type RoomState = RoomView

/** Somebody's socket in a room: live, or on its way in, when a command of its own will say so. */
export interface Seated {
  readonly profile: Profile
  readonly session: MemberSession
  readonly live: boolean
}

/** What the server itself asks of a room: sockets that come and go, and time that passes. */
export type SystemCommand =
  | { type: 'members.connect'; profile: Profile; session: MemberSession }
  | { type: 'members.disconnect'; userId: UserId; session: SessionId; leaving: boolean }
  /** What is true of sockets: those that `instance` holds in the room, and which instances live (null: not known). */
  | {
      type: 'members.reconcile'
      instance: InstanceId
      here: readonly Seated[]
      alive: ReadonlySet<InstanceId> | null
    }
  | { type: 'room.tick' }
  /** What the source of the film `media` says of it. */
  | { type: 'playback.describe'; media: MediaId; told: Description; linkTitle: string }
  /** Subtitles are kept for the film `media`, or are no more. */
  | { type: 'playback.subtitle'; media: MediaId; track: SubtitleTrack; by: UserId }
  | { type: 'playback.unsubtitle'; id: SubtitleId; by: UserId }

/** Who asks: a signed-in person, or the server. */
export type Actor = { kind: 'user'; profile: Profile } | { kind: 'system' }

/** All that a decision may know besides the state and the command. */
export interface Context {
  readonly now: EpochMs
  /** The film that is asked for, or why there is none. Handed in: who only foresees decisions need not know every site. */
  readonly filmOf: (asked: MediaRequest, addedBy: UserId) => Result<AskedFilm, LinkFault>
  /** How many people may be in a room at once. */
  readonly maxViewers: number
  /** The message that the command refers to, if the room's feed has it no more; null: there is none, or it is in the feed. */
  readonly older: ChatLine | null
  /** What a member's players last told of themselves; null when they have told nothing. */
  readonly healthOf: (userId: UserId) => Health | null
}

/** A decision: what happens (perhaps nothing), or why not. */
export type Decision = Result<readonly Event[], ErrorCode>

export type Noun = 'chat' | 'members' | 'playback' | 'room'
type Of<T extends { type: string }, N extends Noun> = Extract<T, { type: `${N}.${string}` }>
export type CommandOf<N extends Noun> = Of<Command, N>
export type EventOf<N extends Noun> = Of<Event, N>

/** One noun of the room: how it answers a viewer's command, and how it follows an event. Both are pure. */
export interface Slice<N extends Noun> {
  decide(state: RoomState, command: CommandOf<N>, actor: Profile, context: Context): Decision
  evolve(state: RoomState, event: EventOf<N>): RoomState
  /** The next instant at which time alone changes this noun; null when it never will. */
  wakeAt?(state: RoomState): EpochMs | null
  /** What time alone has brought about by `now`. */
  due?(state: RoomState, context: Context): readonly EventOf<N>[]
}
