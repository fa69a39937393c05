import type { RoomId, RunId } from '#protocol/ids.ts'
import type { Event } from '#protocol/messages.ts'

/** Committed events of one room: `events[0]` has number `firstSeq`. */
export interface Batch {
  readonly run: RunId
  readonly firstSeq: number
  readonly events: readonly Event[]
}

/** Who follows a room. */
export interface Follower {
  /** A batch; those of one room arrive in order. */
  deliver(batch: Batch): void
  /** From now on every batch arrives; those before may have been lost, so the room must be read anew. */
  gap(): void
}

/** Brings committed events to every instance with viewers. It may lose a batch; a gap in the numbers tells. */
export interface Bus {
  publish(room: RoomId, batch: Batch): Promise<void>
  /** Returns its own undo. A bus that begins to hear only later calls `gap` when it does. */
  subscribe(room: RoomId, follower: Follower): () => void
}
