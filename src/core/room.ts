import type { ChatLine } from '#protocol/chat.ts'
import type { EpochMs } from '#protocol/ids.ts'
import type { Profile } from '#protocol/members.ts'
import type { Command, Event } from '#protocol/messages.ts'
import type { RoomInfo } from '#protocol/room.ts'
import { chat, recordAct, withLines } from './chat.ts'
import { described } from './description.ts'
import { settled } from './hold.ts'
import * as members from './members.ts'
import { can } from './permissions.ts'
import { emptied, playback } from './playback.ts'
import { err, ok, unreachable } from './result.ts'
import { settings } from './settings.ts'
import type { Actor, Context, Decision, Noun, RoomState, Slice, SystemCommand } from './state.ts'
import { subtitled } from './subtitled.ts'

/** A room's slices by noun. Members have no commands of their own: sockets speak for them (`decideSystem`). */
const SLICES: { [N in Exclude<Noun, 'members'>]: Slice<N> } = { chat, playback, room: settings }

// The cast is sound by the type of SLICES: row N decides on and follows messages `N.*`.
const sliceOf = (message: { type: string }) =>
  SLICES[message.type.slice(0, message.type.indexOf('.')) as keyof typeof SLICES] as Slice<Noun>

/** A room that has just been made. */
export const newRoom = (room: RoomInfo): RoomState => ({
  room,
  playback: { status: 'idle', epoch: 0, version: 0 },
  members: [],
  feed: [],
  patience: [],
  subtitles: [],
})

/**
 * A room as known here, with what was kept of it elsewhere: of settings and playback the newer, and all messages.
 * Some of what was acknowledged may never have reached this instance.
 */
export const mended = (
  state: RoomState,
  kept: Pick<RoomState, 'room' | 'playback'>,
  lines: readonly ChatLine[],
): RoomState => ({
  ...state,
  room: kept.room.version > state.room.version ? kept.room : state.room,
  playback: kept.playback.version > state.playback.version ? kept.playback : state.playback,
  feed: withLines(state.feed, lines),
})

/** What a command brings about, or why it is refused. Pure: state, command and context are all it knows. */
export function decide(state: RoomState, command: Command | SystemCommand, actor: Actor, context: Context): Decision {
  if (isSystem(command)) return decideSystem(state, command, context)
  if (actor.kind === 'system') throw new Error(`only a person may ask for ${command.type}`)
  return decideFor(state, command, actor.profile, context)
}

function decideFor(state: RoomState, command: Command, actor: Profile, context: Context): Decision {
  if (state.room.closedAt !== null) return err('room_closed')
  if (!can(state.room, actor.id, command.type)) return err('not_allowed')
  const decided = sliceOf(command).decide(state, command as never, actor, context)
  return decided.ok && command.type === 'room.update' ? ok(thenSettled(state, [...decided.value], context)) : decided
}

function decideSystem(state: RoomState, command: SystemCommand, context: Context): Decision {
  switch (command.type) {
    case 'members.connect':
      return members.connect(state, command.profile, command.session, context)
    case 'members.disconnect': {
      const { userId, session, leaving } = command
      return ok(thenSettled(state, members.disconnect(state, userId, session, leaving, context.now), context))
    }
    case 'members.reconcile':
      return ok(thenSettled(state, members.reconcile(state, command, context.now), context))
    case 'playback.describe':
      return ok(described(state.playback, command.media, command.told, command.linkTitle))
    case 'playback.subtitle':
    case 'playback.unsubtitle':
      return state.room.closedAt === null ? subtitled(state, command, context) : err('room_closed')
    case 'room.tick':
      return ok(due(state, context))
    default:
      return unreachable(command)
  }
}

/** After these the room may wait for somebody in vain. */
const UNSETTLING: ReadonlySet<Event['type']> = new Set(['members.left', 'members.disconnected', 'room.updated'])

/** What time alone has brought about: the film's end, seats given up, and a room that everyone has left. */
function due(state: RoomState, context: Context): Event[] {
  const events = [...(playback.due?.(state, context) ?? []), ...members.due(state, context.now)]
  return thenSettled(state, events, context)
}

/**
 * Adds what follows when people have gone, or the room shall wait for nobody: it does not wait for them, and a film that
 * nobody is left to watch stands where it stood when the last one went.
 */
function thenSettled(state: RoomState, events: Event[], context: Context): Event[] {
  if (!events.some(({ type }) => UNSETTLING.has(type))) return events
  const { now } = context
  const after = events.reduce<RoomState>(evolve, state)
  if (after.members.length > 0 || state.members.length === 0) return [...events, ...settled(after, context)]
  const lastGoneAt = Math.max(...state.members.map((member) => member.goneAt ?? now)) as EpochMs // brand: one of them
  return [...events, ...emptied(after, lastGoneAt, now)]
}

// Viewers have no commands on members: sockets speak for them; nor do they speak for a film's source.
const isSystem = (command: Command | SystemCommand): command is SystemCommand =>
  command.type.startsWith('members.') || SYSTEM.has(command.type)

const SYSTEM: ReadonlySet<string> = new Set<SystemCommand['type']>([
  'playback.describe',
  'playback.subtitle',
  'playback.unsubtitle',
  'room.tick',
])

/** The room after an event. Server and Mini App run the same function, so a viewer's view is the server's. */
export function evolve(state: RoomState, event: Event): RoomState {
  const after = event.type.startsWith('members.')
    ? members.evolve(state, event as Extract<Event, { type: `members.${string}` }>)
    : sliceOf(event).evolve(state, event as never)
  return recordAct(state, after, event)
}

/** When the room must next be ticked; null when time alone changes nothing. */
export function wakeAt(state: RoomState): EpochMs | null {
  const instants = [members.wakeAt(state), playback.wakeAt?.(state) ?? null].filter((at) => at !== null)
  return instants.length === 0 ? null : (Math.min(...instants) as EpochMs) // brand: the earliest of instants
}
