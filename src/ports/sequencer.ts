import type { RoomState } from '#core/state.ts'
import type { RoomId, RunId } from '#protocol/ids.ts'
import type { Event } from '#protocol/messages.ts'

/** A room's state and the number of the last event that made it. */
export interface Sequenced {
  readonly run: RunId
  readonly seq: number
  readonly state: RoomState
}

/** Gives a room's events their one order, and hands each committed batch to the bus in that order. */
export interface Sequencer {
  /** The room as last committed by anyone; null while it is asleep everywhere. */
  read(room: RoomId): Promise<Sequenced | null>
  /** Wakes a room with this state as event 0 of a new run, unless somebody already has. Answers what stands. */
  open(room: RoomId, state: RoomState, run: RunId): Promise<Sequenced>
  /**
   * Appends events if the room still stands at `base`; answers their last number, or what stands instead.
   * `state` is the room after these events.
   */
  commit(
    room: RoomId,
    base: { run: RunId; seq: number },
    events: readonly Event[],
    state: RoomState,
  ): Promise<{ ok: true; seq: number } | { ok: false; current: Sequenced | null }>
  /** Puts a room to sleep if it still stands at `base`; answers whether it did. */
  close(room: RoomId, base: { run: RunId; seq: number }): Promise<boolean>
}
