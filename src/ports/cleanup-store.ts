import type { Ageing } from '#core/retention.ts'
import type { EpochMs, RoomId } from '#protocol/ids.ts'

/** One batch of a removal of rooms. */
export interface RoomsRemoved {
  /** Rooms that are gone now. */
  readonly rooms: readonly RoomId[]
  /** Rows of any kind that went; 0 when there is nothing left to do. A large room goes in several batches. */
  readonly rows: number
}

/**
 * Removes what is too old, a batch at a time: each call is one short transaction over about `limit` rows, passes over
 * what somebody else is writing, and is called again until it removes nothing. What is still in use stays.
 */
export interface CleanupStore {
  /** How many there are that would go now. */
  count(kind: Ageing, before: EpochMs): Promise<number>
  /** Open or closed rooms in which nobody has been since `before`. */
  removeSilentRooms(before: EpochMs, limit: number): Promise<RoomsRemoved>
  /** Rooms that were closed before `before`. */
  removeClosedRooms(before: EpochMs, limit: number): Promise<RoomsRemoved>
  /** Messages that were said before `before`. Answers how many went. */
  removeMessages(before: EpochMs, limit: number): Promise<number>
  /**
   * People without a Telegram account who were last seen before `before` and have left nothing: no room of theirs, no
   * membership, no message, no film. Answers how many went.
   */
  removeGuests(before: EpochMs, limit: number): Promise<number>
}
