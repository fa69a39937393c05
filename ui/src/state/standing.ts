import { isHere } from '#core/members.ts'
import type { MemberHealth } from '#protocol/health.ts'
import type { UserId } from '#protocol/ids.ts'
import type { Member } from '#protocol/members.ts'
import type { Standing } from '../i18n/sync-words.ts'
import type { PlayerStore } from './player.svelte.ts'
import type { RoomStore } from './room.svelte.ts'

/** What is to be said of my own player. */
export const standingOf = (room: RoomStore, player: PlayerStore): Standing => ({
  state: player.sync.state,
  offsetMs: player.sync.offsetMs,
  held: room.hold !== null && room.hold.why !== 'gather',
  lostAtMs: room.lostAtMs,
})

/** How a member's player is doing: my own as I see it myself, the others' as far as they have told. */
export function healthOf(room: RoomStore, player: PlayerStore, userId: Member['id']): MemberHealth | undefined {
  if (userId !== room.me) return room.health.get(userId)
  const { state, offsetMs, boundMs } = player.sync
  return state === 'lost' || state === 'idle' ? undefined : { userId, state, offsetMs, boundMs }
}

export interface SeatLook {
  /** The face is dim: whoever it is does not look. */
  readonly off: boolean
  readonly badge: 'host' | 'waiting' | null
}

/** How a member's seat looks: an hourglass for whoever keeps the others waiting, or would. */
export function seatLook(room: RoomStore, player: PlayerStore, member: Member): SeatLook {
  const state = healthOf(room, player, member.id)?.state
  const away = !isHere(member)
  const { hold } = room
  const awaited = hold !== null && hold.why !== 'gather' && hold.waitingFor.some(({ userId }) => userId === member.id)
  const host = member.id === room.room?.hostId ? 'host' : null
  return {
    off: away || state === 'away',
    badge: away || awaited || state === 'buffering' ? 'waiting' : host,
  }
}

/** Who sits where: the host, then who is here, then kept seats; each by when they came. Me first or last. */
export function seated(
  members: readonly Member[],
  hostId: UserId | null,
  me: UserId | null,
  mine: 'first' | 'last',
): Member[] {
  const rank = (member: Member): number => {
    if (member.id === me) return mine === 'first' ? -1 : 9
    if (!isHere(member)) return 2
    return member.id === hostId ? 0 : 1
  }
  return members.toSorted((a, b) => rank(a) - rank(b) || a.joinedAt - b.joinedAt)
}
