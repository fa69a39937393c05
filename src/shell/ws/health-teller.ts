import { can } from '#core/permissions.ts'
import { type Clock, wakeIn } from '#ports/clock.ts'
import type { MemberHealth } from '#protocol/health.ts'
import type { RoomId, UserId } from '#protocol/ids.ts'
import { HEALTH_SEEN_MAX } from '#protocol/limits.ts'
import type { RoomInfo } from '#protocol/room.ts'
import { isNoticeable } from '#services/rooms/health.ts'
import type { RoomRegistry } from '#services/rooms/registry.ts'
import type { RoomSockets } from './room-sockets.ts'
import type { Socket } from './session.ts'
import { send } from './wire.ts'

interface TellerDeps {
  readonly clock: Clock
  readonly registry: Pick<RoomRegistry, 'healthIn' | 'peek'>
  /** Sends a text to every viewer of a room on this instance. */
  readonly publish: (room: RoomId, text: string) => void
  /** The sockets of a room on this instance. */
  readonly sockets: Pick<RoomSockets, 'has' | 'of'>
  /** How long it may take until a room is told how its players are doing, ms. */
  readonly healthGatherMs: number
}

interface Told {
  /** What the viewers here know. */
  readonly of: Map<UserId, MemberHealth>
  /** Of whom something else has been heard since. */
  readonly changed: Set<UserId>
  cancel: (() => void) | null
  /** Whether everybody was told last, or the room was too large for that. */
  all: boolean
}

/**
 * Tells viewers how the players of their room are doing: what has changed noticeably, gathered for a moment. In a small
 * room everybody is told, in a large one those who may do something about it.
 */
export class HealthTeller {
  readonly #deps: TellerDeps
  readonly #rooms = new Map<RoomId, Told>()

  constructor(deps: TellerDeps) {
    this.#deps = deps
  }

  /** Something else was heard of this person's players. */
  changed(room: RoomId, userId: UserId): void {
    // A room may be awake here for nobody: then nobody would ever make it forgotten.
    if (!this.#deps.sockets.has(room)) return
    const told = this.#rooms.get(room) ?? { of: new Map(), changed: new Set(), cancel: null, all: true }
    this.#rooms.set(room, told)
    told.changed.add(userId)
    if (this.#deps.healthGatherMs === 0) this.#tell(room, told)
    else told.cancel ??= wakeIn(this.#deps.clock, this.#deps.healthGatherMs, () => this.#tell(room, told))
  }

  /** All that is known, for a socket that has just come in. */
  greet(ws: Socket, room: RoomId): void {
    const known = this.#deps.registry.healthIn(room)?.shown() ?? []
    const seen = this.#deps.registry.peek(room)
    if (known.length > 0 && seen && (seen.members.length <= HEALTH_SEEN_MAX || isSteering(seen.room, ws))) {
      send(ws, { t: 'health', of: known })
    }
  }

  /** The last socket of the room has gone, or the room has. */
  forget(room: RoomId): void {
    this.#rooms.get(room)?.cancel?.()
    this.#rooms.delete(room)
  }

  #tell(room: RoomId, told: Told): void {
    told.cancel = null
    const of = this.#news(room, told)
    const state = this.#deps.registry.peek(room)
    if (of.length === 0 || state === null) return
    const wasAll = told.all
    told.all = state.members.length <= HEALTH_SEEN_MAX
    if (told.all) {
      // In a room that was large until now most have been told nothing.
      const known = wasAll ? of : (this.#deps.registry.healthIn(room)?.shown() ?? of)
      return this.#deps.publish(room, JSON.stringify({ t: 'health', of: known }))
    }
    for (const ws of this.#deps.sockets.of(room)) if (isSteering(state.room, ws)) send(ws, { t: 'health', of })
  }

  /** What viewers do not know yet, and would see. */
  #news(room: RoomId, { of: known, changed }: Told): MemberHealth[] {
    const health = this.#deps.registry.healthIn(room)
    const news: MemberHealth[] = []
    for (const userId of changed) {
      const now = health?.shownOf(userId) ?? null
      const before = known.get(userId)
      if (now === null) known.delete(userId)
      else if (before === undefined || isNoticeable(before, now)) {
        known.set(userId, now)
        news.push(now)
      }
    }
    changed.clear()
    return news
  }
}

/** Whether this is a socket of somebody who decides what the room does about players that are late. */
const isSteering = (room: RoomInfo, { data: { phase } }: Socket): boolean =>
  phase.name === 'live' && can(room, phase.profile.id, 'room.update')
