import type { RoomState } from '#core/state.ts'
import type { RoomId, RunId } from '#protocol/ids.ts'
import type { Event } from '#protocol/messages.ts'
import type { Batch } from './bus.ts'

/** Where a room stands: the number of its last event, in this run. */
export interface Base {
  readonly run: RunId
  readonly seq: number
}

/** A room's state, and where that stands. */
export interface Sequenced extends Base {
  readonly state: RoomState
}

/** A room that is awake, with the last events that made it (as many as are kept, perhaps none). */
export interface Awake extends Sequenced {
  readonly recent: readonly Event[]
}

/** What somebody misses who stands at an earlier base: the events since, or, when they are not kept, the room. */
export type Missed =
  | { readonly kind: 'events'; readonly batch: Batch }
  | { readonly kind: 'room'; readonly awake: Awake }

/**
 * Gives a room's events their one order, and hands each committed batch to the bus in that order. Rejects with an
 * `OutsideFault` when it cannot be asked; whether a commit that rejects has happened is then not known.
 */
export interface Sequencer {
  /** The room as last committed by anyone; null while it is asleep everywhere. */
  read(room: RoomId): Promise<Awake | null>
  /** What is missing after `base`; null when the room is asleep. */
  since(room: RoomId, base: Base): Promise<Missed | null>
  /** Wakes a room with this state as event 0 of a new run, unless somebody already has. Answers what stands. */
  open(room: RoomId, state: RoomState, run: RunId): Promise<Awake>
  /**
   * Appends events if the room still stands at `base`; answers their last number, or what is missing to stand where
   * the room does (null: it is asleep). `state` is the room after these events.
   */
  commit(
    room: RoomId,
    base: Base,
    events: readonly Event[],
    state: RoomState,
  ): Promise<{ ok: true; seq: number } | { ok: false; missed: Missed | null }>
  /** Puts a room to sleep if it still stands at `base`; answers whether it did. */
  close(room: RoomId, base: Base): Promise<boolean>
  /** Keeps these rooms awake (one that nobody keeps falls asleep), and answers where each stands; null: asleep. */
  keep(rooms: readonly RoomId[]): Promise<(Base | null)[]>
}
