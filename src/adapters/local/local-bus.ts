import type { Batch, Bus, Follower } from '#ports/bus.ts'
import type { RoomId } from '#protocol/ids.ts'

/** The bus of a single instance: a batch is delivered before `publish` returns. */
export class LocalBus implements Bus {
  readonly #rooms = new Map<RoomId, Set<Follower>>()

  async publish(room: RoomId, batch: Batch): Promise<void> {
    for (const follower of this.#rooms.get(room) ?? []) follower.deliver(batch)
  }

  notify(): void {
    // There is nobody else to tell.
  }

  subscribe(room: RoomId, follower: Follower): () => void {
    const followers = this.#rooms.get(room) ?? new Set()
    this.#rooms.set(room, followers.add(follower))
    return () => {
      followers.delete(follower)
      if (followers.size === 0) this.#rooms.delete(room)
    }
  }
}
