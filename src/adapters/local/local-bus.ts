import type { Batch, Bus, Deliver } from '#ports/bus.ts'
import type { RoomId } from '#protocol/ids.ts'

/** The bus of a single instance: a batch is delivered before `publish` returns. */
export class LocalBus implements Bus {
  readonly #rooms = new Map<RoomId, Set<Deliver>>()

  async publish(room: RoomId, batch: Batch): Promise<void> {
    for (const deliver of this.#rooms.get(room) ?? []) deliver(batch)
  }

  subscribe(room: RoomId, deliver: Deliver): () => void {
    const subscribers = this.#rooms.get(room) ?? new Set()
    this.#rooms.set(room, subscribers.add(deliver))
    return () => {
      subscribers.delete(deliver)
      if (subscribers.size === 0) this.#rooms.delete(room)
    }
  }
}
