import type { UserId } from '#protocol/ids.ts'
import { ROLES, type Role } from '#protocol/members.ts'
import type { Command } from '#protocol/messages.ts'
import type { RoomInfo } from '#protocol/room.ts'

/** Least role for each command; `control` is set by the room. A new command without a row does not compile. */
const LEAST_ROLE: Record<Command['type'], Role | 'control'> = {
  'chat.say': 'viewer',
  'playback.duration': 'viewer',
  'playback.gather': 'control',
  /** But for the first word on what its source calls a broadcast it takes the right to seek; see `core/playback`. */
  'playback.live': 'viewer',
  'playback.load': 'control',
  'playback.pause': 'control',
  'playback.play': 'control',
  'playback.rate': 'control',
  'playback.ready': 'viewer',
  'playback.release': 'control',
  'playback.seek': 'control',
  'playback.stalled': 'viewer',
  'room.close': 'host',
  'room.update': 'host',
}

export const roleOf = (room: RoomInfo, userId: UserId): Role => (room.hostId === userId ? 'host' : 'viewer')

/** Whether this person may issue this command now. The server decides by it, the Mini App greys its buttons by it. */
export function can(room: RoomInfo, userId: UserId, command: Command['type']): boolean {
  const least = LEAST_ROLE[command]
  const needed = least === 'control' ? (room.control === 'everyone' ? 'viewer' : 'host') : least
  return ROLES.indexOf(roleOf(room, userId)) >= ROLES.indexOf(needed)
}
