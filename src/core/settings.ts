import { ok, unreachable } from './result.ts'
import type { Slice } from './state.ts'

/** What the host may set: the room's name, who controls, whom the room waits for, and its end. */
export const settings: Slice<'room'> = {
  decide(state, command, actor, { now }) {
    switch (command.type) {
      case 'room.update': {
        const { title, control, buffering } = command
        const { room } = state
        const same = title === room.title && control === room.control && buffering === room.buffering
        return ok(same ? [] : [{ type: 'room.updated', title, control, buffering, by: actor.id }])
      }
      case 'room.close':
        return ok([{ type: 'room.closed', at: now, by: actor.id }])
      default:
        return unreachable(command)
    }
  },
  evolve(state, event) {
    const version = state.room.version + 1
    switch (event.type) {
      case 'room.updated':
        return {
          ...state,
          room: { ...state.room, title: event.title, control: event.control, buffering: event.buffering, version },
        }
      case 'room.closed':
        return { ...state, room: { ...state.room, closedAt: event.at, version } }
      default:
        return unreachable(event)
    }
  },
}
