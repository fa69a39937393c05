import type { RoomId, RunId } from '#protocol/ids.ts'
import type { Event } from '#protocol/messages.ts'

/** Committed events of one room: `events[0]` has number `firstSeq`. */
export interface Batch {
  readonly run: RunId
  readonly firstSeq: number
  readonly events: readonly Event[]
}
export type Deliver = (batch: Batch) => void

/** Brings committed events to every instance with viewers. It may lose a batch; a gap in the numbers tells. */
export interface Bus {
  publish(room: RoomId, batch: Batch): Promise<void>
  /** Batches of one room arrive in order. Returns its own undo. */
  subscribe(room: RoomId, deliver: Deliver): () => void
}
