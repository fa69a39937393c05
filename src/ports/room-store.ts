import type { KeptPlayback } from '#core/timeline.ts'
import type { EpochMs, RoomId, UserId } from '#protocol/ids.ts'
import type { Profile } from '#protocol/members.ts'
import type { RoomInfo } from '#protocol/room.ts'

/** What is kept of a room besides its messages. */
export interface StoredRoom {
  readonly room: RoomInfo
  readonly playback: KeptPlayback
  /** When the room was last known to be alive. */
  readonly aliveAt: EpochMs
}

/** Somebody was in a room at `at`. */
export interface Visit {
  readonly room: RoomId
  readonly user: UserId
  readonly at: EpochMs
}

export interface RoomStore {
  /** Keeps a new room and its host's membership, in one transaction. */
  create(stored: StoredRoom): Promise<void>
  load(id: RoomId): Promise<StoredRoom | null>
  /**
   * Writes what a room now is: its settings unless newer ones are kept, and apart from them its playback unless newer
   * is kept, as their versions tell; the later `aliveAt`. So it is safe to repeat, and for instances that lag behind.
   * A closed room stays closed. Rejects with a `RefusedFault` when there is no such room.
   */
  save(stored: StoredRoom): Promise<void>
  /** These rooms are alive at `at`; one statement however many they are. */
  touch(ids: readonly RoomId[], at: EpochMs): Promise<void>
  /** Remembers who was where; each pair of person and room once. One that is refused fails them all. */
  saw(visits: readonly Visit[]): Promise<void>
  /** Who was in the room at `since` or later. */
  seenSince(room: RoomId, since: EpochMs): Promise<Profile[]>
  isMember(room: RoomId, user: UserId): Promise<boolean>
  /** Open rooms this person has been in, latest life first, at most `limit`. */
  listFor(user: UserId, limit: number): Promise<StoredRoom[]>
}
