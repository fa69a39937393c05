import type { Ageing } from '#core/retention.ts'
import type { CleanupStore, RoomsRemoved } from '#ports/cleanup-store.ts'
import { OutsideFault } from '#ports/fault.ts'
import type { EpochMs, RoomId } from '#protocol/ids.ts'

/** So many old things of each kind, and a word for every batch that is asked for. */
export class MemoryCleanupStore implements CleanupStore {
  readonly left: Record<Ageing, number> = { silentRooms: 0, closedRooms: 0, messages: 0, guests: 0 }
  readonly asked: { kind: Ageing; before: EpochMs; limit: number }[] = []
  readonly failing = new Set<Ageing>()
  /** Called at each batch, before it is done. */
  onBatch: () => void = () => {}

  count = async (kind: Ageing): Promise<number> => this.left[kind]
  removeSilentRooms = (before: EpochMs, limit: number) => this.#rooms('silentRooms', before, limit)
  removeClosedRooms = (before: EpochMs, limit: number) => this.#rooms('closedRooms', before, limit)
  removeMessages = (before: EpochMs, limit: number) => this.#take('messages', before, limit)
  removeGuests = (before: EpochMs, limit: number) => this.#take('guests', before, limit)

  async #rooms(kind: Ageing, before: EpochMs, limit: number): Promise<RoomsRemoved> {
    const rows = await this.#take(kind, before, limit)
    // The cast is sound: 13 digits are an id.
    return { rooms: Array.from({ length: rows }, (_, n) => String(n).padStart(13, '0') as RoomId), rows }
  }

  async #take(kind: Ageing, before: EpochMs, limit: number): Promise<number> {
    this.asked.push({ kind, before, limit })
    this.onBatch()
    if (this.failing.has(kind)) throw new OutsideFault('the store is down')
    const count = Math.min(limit, this.left[kind])
    this.left[kind] -= count
    return count
  }
}
