import { and, desc, eq, gte, inArray, isNull, lt, type SQL, sql } from 'drizzle-orm'
import { RefusedFault } from '#ports/fault.ts'
import type { RoomStore, StoredRoom, Visit } from '#ports/room-store.ts'
import type { EpochMs, RoomId, UserId } from '#protocol/ids.ts'
import type { Profile } from '#protocol/members.ts'
import type { Database, Queries } from './client.ts'
import { itemRow, playbackRow, roomRow, storedRoom } from './room-rows.ts'
import { mediaItems } from './schema/media-items.ts'
import { members } from './schema/members.ts'
import { rooms } from './schema/rooms.ts'
import { users } from './schema/users.ts'

/** Ordered, so that two statements over the same people cannot wait for each other. */
const SAW = `
  insert into members (room_id, user_id, role, joined_at, seen_at)
  select visit->>0, visit->>1, 'viewer', (visit->>2)::timestamptz, (visit->>2)::timestamptz
  from json_array_elements($1::text::json) as visit
  order by visit->>0, visit->>1
  on conflict (room_id, user_id) do update set seen_at = excluded.seen_at
  where members.seen_at < excluded.seen_at`

export class PostgresRoomStore implements RoomStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async create(stored: StoredRoom): Promise<void> {
    const { id, hostId, createdAt } = stored.room
    await this.#database.run((queries) => {
      const room = queries
        .$with('room')
        .as(queries.insert(rooms).values(roomRow(stored)).onConflictDoNothing().returning({ id: rooms.id }))
      return queries
        .with(room, ...withFilm(queries, stored))
        .insert(members)
        .values({ roomId: id, userId: hostId, role: 'host', joinedAt: createdAt, seenAt: createdAt })
        .onConflictDoNothing()
    })
  }

  async load(id: RoomId): Promise<StoredRoom | null> {
    const [row] = await this.#database.run((queries) =>
      queries
        .select({ room: rooms, media: mediaItems })
        .from(rooms)
        .leftJoin(mediaItems, isPlaying)
        .where(eq(rooms.id, id)),
    )
    return row ? storedRoom(row) : null
  }

  async save(stored: StoredRoom): Promise<void> {
    const { id, title, hostId, control, buffering, closedAt, version } = stored.room
    const info = unlessNewer(rooms.version, version)
    const playback = unlessNewer(rooms.playbackVersion, stored.playback.version)
    const saved = await this.#database.run((queries) =>
      queries
        .with(...withFilm(queries, stored))
        .update(rooms)
        .set({
          ...info({ title, hostId, control, buffering, version }),
          closedAt: sql`coalesce(${rooms.closedAt}, ${sql.param(closedAt, rooms.closedAt)})`,
          ...playback(playbackRow(stored.playback)),
          aliveAt: latest(stored.aliveAt),
        })
        .where(eq(rooms.id, id))
        .returning({ id: rooms.id }),
    )
    if (saved.length === 0) throw new RefusedFault('there is no such room to save')
  }

  async touch(ids: readonly RoomId[], at: EpochMs): Promise<void> {
    if (ids.length === 0) return
    await this.#database.run((queries) => {
      // Locked in one order, as the counters do: two statements over the same rooms cannot wait for each other.
      const older = queries
        .select({ id: rooms.id })
        .from(rooms)
        .where(and(inArray(rooms.id, [...ids]), lt(rooms.aliveAt, at)))
        .orderBy(rooms.id)
        .for('no key update')
      return queries
        .update(rooms)
        .set({ aliveAt: latest(at) })
        .where(inArray(rooms.id, older))
    })
  }

  async saw(visits: readonly Visit[]): Promise<void> {
    if (visits.length === 0) return
    const rows = JSON.stringify(visits.map(({ room, user, at }) => [room, user, new Date(at).toISOString()]))
    await this.#database.statement(SAW, [rows])
  }

  async seenSince(room: RoomId, since: EpochMs): Promise<Profile[]> {
    return this.#database.run((queries) =>
      queries
        .select({ id: users.id, name: users.name, photoUrl: users.photoUrl })
        .from(members)
        .innerJoin(users, eq(users.id, members.userId))
        .where(and(eq(members.roomId, room), gte(members.seenAt, since)))
        .orderBy(members.joinedAt, members.userId),
    )
  }

  async isMember(room: RoomId, user: UserId): Promise<boolean> {
    const found = await this.#database.run((queries) =>
      queries
        .select({ userId: members.userId })
        .from(members)
        .where(and(eq(members.roomId, room), eq(members.userId, user))),
    )
    return found.length > 0
  }

  async listFor(user: UserId, limit: number): Promise<StoredRoom[]> {
    const rows = await this.#database.run((queries) =>
      queries
        .select({ room: rooms, media: mediaItems })
        .from(members)
        .innerJoin(rooms, eq(rooms.id, members.roomId))
        .leftJoin(mediaItems, isPlaying)
        .where(and(eq(members.userId, user), isNull(rooms.closedAt)))
        .orderBy(desc(rooms.aliveAt), rooms.id)
        .limit(limit),
    )
    return rows.map(storedRoom)
  }
}

const isPlaying = and(eq(mediaItems.roomId, rooms.id), eq(mediaItems.id, rooms.mediaId))

const latest = (at: EpochMs): SQL => sql`greatest(${rooms.aliveAt}, ${sql.param(at, rooms.aliveAt)})`

/** Sets columns of a room only where the version that is kept, in `column`, is not newer than `version`. */
const unlessNewer =
  (column: typeof rooms.version | typeof rooms.playbackVersion, version: number) =>
  (values: Partial<typeof rooms.$inferInsert>): Record<string, SQL> =>
    Object.fromEntries(
      Object.entries(values).map(([key, value]) => {
        // The cast is sound: `values` has no other keys than the table's.
        const own = rooms[key as keyof typeof values]
        return [key, sql`case when ${column} <= ${version} then ${sql.param(value, own)} else ${own} end`]
      }),
    )

/** What is found out about a film after it was loaded. */
const FOUND_OUT = {
  kind: 'kind',
  url: 'url',
  title: 'title',
  posterUrl: 'poster_url',
  durationMs: 'duration_ms',
  live: 'live',
}
const DESCRIBED = Object.fromEntries(
  Object.entries(FOUND_OUT).map(([key, column]) => [key, sql`excluded.${sql.identifier(column)}`]),
)
const columns = (table: 'excluded' | 'media_items'): SQL =>
  sql.join(
    Object.values(FOUND_OUT).map((column) => sql`${sql.identifier(table)}.${sql.identifier(column)}`),
    sql`, `,
  )

/**
 * The film that goes with a room, as a part of the room's own statement: room and film refer to each other, and
 * PostgreSQL looks at references once a statement. Nothing for a room without a film.
 */
function withFilm(queries: Queries, stored: StoredRoom) {
  if (stored.playback.status === 'idle') return []
  const upsert = queries
    .insert(mediaItems)
    .values(itemRow(stored.room.id, stored.playback.media))
    .onConflictDoUpdate({
      target: [mediaItems.roomId, mediaItems.id],
      set: DESCRIBED,
      // Who lags behind knows less, and a film that is known already is not written again with every save.
      setWhere: sql`num_nonnulls(excluded.poster_url, excluded.duration_ms, excluded.live)
        >= num_nonnulls(${mediaItems.posterUrl}, ${mediaItems.durationMs}, ${mediaItems.live})
        and (${columns('media_items')}) is distinct from (${columns('excluded')})`,
    })
    .returning({ id: mediaItems.id })
  return [queries.$with('film').as(upsert)]
}
