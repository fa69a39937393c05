import type { Seated } from '#core/state.ts'
import type { RoomId } from '#protocol/ids.ts'
import type { Socket } from './session.ts'

/** Which sockets of this instance are in which room, or on their way in. */
export class RoomSockets {
  readonly #rooms = new Map<RoomId, Set<Socket>>()

  add(room: RoomId, ws: Socket): void {
    const sockets = this.#rooms.get(room)
    if (sockets) sockets.add(ws)
    else this.#rooms.set(room, new Set([ws]))
  }

  /** Answers whether it was the last one. */
  remove(room: RoomId, ws: Socket): boolean {
    const sockets = this.#rooms.get(room)
    sockets?.delete(ws)
    return sockets?.size === 0 && this.#rooms.delete(room)
  }

  has = (room: RoomId): boolean => this.#rooms.has(room)

  of = (room: RoomId): readonly Socket[] => [...(this.#rooms.get(room) ?? [])]

  seated = (room: RoomId): readonly Seated[] =>
    this.of(room).flatMap(({ data: { device, id, phase } }) =>
      phase.name === 'live' || phase.name === 'joining'
        ? [{ profile: phase.profile, session: { id, device }, live: phase.name === 'live' }]
        : [],
    )
}
