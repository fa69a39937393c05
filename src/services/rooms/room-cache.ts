import type { Cache } from '#ports/cache.ts'
import type { RoomStore, StoredRoom, Visit } from '#ports/room-store.ts'
import type { EpochMs, RoomId, UserId } from '#protocol/ids.ts'

/** How long a lookup is good without a word from the store, ms. */
const KEPT_MS = 30_000

const roomKey = (id: RoomId): string => `room:${id}`
const memberKey = (room: RoomId, user: UserId): string => `member:${room}:${user}`

/**
 * A room store whose lookups are kept: `look` and `isMember`. Whatever is written through it makes them forget.
 * `load` always asks the store: a room is woken by what is there.
 */
export class CachedRoomStore implements RoomStore {
  readonly #rooms: RoomStore
  readonly #cache: Cache

  constructor(rooms: RoomStore, cache: Cache) {
    this.#rooms = rooms
    this.#cache = cache
  }

  /** The room as it was kept last; its `aliveAt` may be older by half a minute. */
  look = (id: RoomId): Promise<StoredRoom | null> =>
    this.#cache.through(roomKey(id), KEPT_MS, () => this.#rooms.load(id))

  /** Who is a member stays one; who is not may become one, so only a yes is kept. */
  async isMember(room: RoomId, user: UserId): Promise<boolean> {
    const found = await this.#cache.through(memberKey(room, user), KEPT_MS, async () =>
      (await this.#rooms.isMember(room, user)) ? true : null,
    )
    return found === true
  }

  async save(stored: StoredRoom): Promise<void> {
    try {
      await this.#rooms.save(stored)
    } finally {
      await this.#cache.drop(roomKey(stored.room.id)) // also when it failed: it may have happened
    }
  }

  /** These rooms are not there any more. */
  async gone(ids: readonly RoomId[]): Promise<void> {
    await Promise.all(ids.map((id) => this.#cache.drop(roomKey(id))))
  }

  create = (stored: StoredRoom): Promise<void> => this.#rooms.create(stored)
  load = (id: RoomId): Promise<StoredRoom | null> => this.#rooms.load(id)
  touch = (ids: readonly RoomId[], at: EpochMs): Promise<void> => this.#rooms.touch(ids, at)
  saw = (visits: readonly Visit[]): Promise<void> => this.#rooms.saw(visits)
  seenSince = (room: RoomId, since: EpochMs) => this.#rooms.seenSince(room, since)
  listFor = (user: UserId, limit: number): Promise<StoredRoom[]> => this.#rooms.listFor(user, limit)
}
