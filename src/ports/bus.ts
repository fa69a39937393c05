import type { Health } from '#protocol/health.ts'
import type { InstanceId, RoomId, RunId, SessionId, UserId } from '#protocol/ids.ts'
import type { Event } from '#protocol/messages.ts'
import type { ReactionBurst } from '#protocol/reactions.ts'

/** Committed events of one room: `events[0]` has number `firstSeq`. */
export interface Batch {
  readonly run: RunId
  readonly firstSeq: number
  readonly events: readonly Event[]
}

/** How one player is doing, and whose it is. */
export interface PlayerHealth {
  readonly userId: UserId
  readonly session: SessionId
  readonly health: Health
}

/**
 * What one instance tells the others of a room besides its events: how its players are doing, that it wants to know, or
 * what its viewers react.
 */
export type Notice =
  | { readonly about: 'health'; readonly by: InstanceId; readonly of: readonly PlayerHealth[] }
  | { readonly about: 'asking'; readonly by: InstanceId }
  | { readonly about: 'reactions'; readonly by: InstanceId; readonly burst: ReactionBurst }
/** Those about players. */
export type HealthNotice = Exclude<Notice, { about: 'reactions' }>

/** Who follows a room. */
export interface Follower {
  /** A batch; those of one room arrive in order. */
  deliver(batch: Batch): void
  /** A word of an instance, perhaps of this one: in no order with the batches, and changing nothing that is true. */
  notice(notice: Notice): void
  /** From now on every batch arrives; those before may have been lost, so the room must be read anew. */
  gap(): void
}

/** Brings committed events to every instance with viewers. It may lose a batch; a gap in the numbers tells. */
export interface Bus {
  publish(room: RoomId, batch: Batch): Promise<void>
  /** Tells the other instances something that may be lost; never throws. */
  notify(room: RoomId, notice: Notice): void
  /** Returns its own undo. A bus that begins to hear only later calls `gap` when it does. */
  subscribe(room: RoomId, follower: Follower): () => void
}
