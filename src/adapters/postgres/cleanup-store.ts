import { and, eq, inArray, isNull, lt, type SQL, sql } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import { unreachable } from '#core/result.ts'
import type { Ageing } from '#core/retention.ts'
import type { CleanupStore, RoomsRemoved } from '#ports/cleanup-store.ts'
import type { EpochMs, RoomId } from '#protocol/ids.ts'
import type { Database, Queries } from './client.ts'
import { mediaItems } from './schema/media-items.ts'
import { members } from './schema/members.ts'
import { messages } from './schema/messages.ts'
import { rooms } from './schema/rooms.ts'
import { subtitles } from './schema/subtitles.ts'
import { users } from './schema/users.ts'

/** Rooms that are locked at once: more would seldom fit into one batch. */
const ROOMS_MAX = 100

/** The queries of one transaction. */
type Transaction = Parameters<Parameters<Queries['transaction']>[0]>[0]

/** Which rooms are too old, and the order in which an index has them. */
interface OldRooms {
  readonly which: SQL | undefined
  readonly order: PgColumn
}

/**
 * Rows are locked first and looked at again after that, in a statement of their own: nobody can come into a room, or
 * write in a guest's name, between the look and the removal.
 */
export class PostgresCleanupStore implements CleanupStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  count(kind: Ageing, before: EpochMs): Promise<number> {
    return this.#database.run((queries) => {
      switch (kind) {
        case 'silentRooms':
          return queries.$count(rooms, silentSince(before).which)
        case 'closedRooms':
          return queries.$count(rooms, closedBefore(before).which)
        case 'messages':
          return queries.$count(messages, saidBefore(before))
        case 'guests':
          return queries.$count(users, unseenSince(before))
        default:
          return unreachable(kind)
      }
    })
  }

  removeSilentRooms(before: EpochMs, limit: number): Promise<RoomsRemoved> {
    return this.#removeRooms(limit, silentSince(before))
  }

  removeClosedRooms(before: EpochMs, limit: number): Promise<RoomsRemoved> {
    return this.#removeRooms(limit, closedBefore(before))
  }

  async removeMessages(before: EpochMs, limit: number): Promise<number> {
    // What was said never changes, so there is nothing to look at again.
    const removed = await this.#database.run((queries) =>
      queries
        .delete(messages)
        .where(
          inArray(
            sql`(${messages.roomId}, ${messages.id})`,
            queries
              .select({ roomId: messages.roomId, id: messages.id })
              .from(messages)
              .where(saidBefore(before))
              .orderBy(saidAtUtc)
              .limit(limit)
              .for('update', { skipLocked: true }),
          ),
        ),
    )
    return removed.count
  }

  removeGuests(before: EpochMs, limit: number): Promise<number> {
    return this.#database.run((queries) =>
      queries.transaction(async (transaction) => {
        // Where a few people said all there is, the planner takes it that anybody did, and reads on until it finds out.
        await transaction.execute(sql`select set_config('enable_seqscan', 'off', true)`)
        const found = await transaction
          .select({ id: users.id })
          .from(users)
          .where(unseenSince(before))
          .orderBy(users.seenAt)
          .limit(limit)
          .for('update', { skipLocked: true })
        if (found.length === 0) return 0
        const ids = found.map(({ id }) => id)
        const removed = await transaction.delete(users).where(and(inArray(users.id, ids), unseenSince(before)))
        return removed.count
      }),
    )
  }

  #removeRooms(limit: number, { which, order }: OldRooms): Promise<RoomsRemoved> {
    return this.#database.run((queries) =>
      queries.transaction(async (transaction) => {
        const locked = await transaction
          .select({ id: rooms.id })
          .from(rooms)
          .where(which)
          .orderBy(order)
          .limit(Math.min(limit, ROOMS_MAX))
          .for('update', { skipLocked: true })
        if (locked.length === 0) return { rooms: [], rows: 0 }
        const found = await transaction
          .select({ id: rooms.id, rows: rowsOf })
          .from(rooms)
          .where(
            and(
              inArray(
                rooms.id,
                locked.map(({ id }) => id),
              ),
              which,
            ),
          )
          .orderBy(order)
        const [first] = found
        if (!first) return { rooms: [], rows: 0 }
        const batch = fitting(found, limit)
        return batch.rooms.length === 0 ? await shrink(transaction, first.id, limit) : await drop(transaction, batch)
      }),
    )
  }
}

/** As `messages_said_at_utc_idx` has it. */
const saidAtUtc = sql`timezone('UTC', ${messages.saidAt})`
const saidBefore = (before: EpochMs): SQL =>
  sql`${saidAtUtc} < timezone('UTC', ${sql.param(before, messages.saidAt)}::timestamptz)`

/**
 * Looks once, by an index, for each row that asks. `not exists` says the same, but the planner may make it a join that
 * reads all of `table`, however large.
 */
const none = (table: PgTable, which: SQL): SQL => sql`(select 1 from ${table} where ${which} limit 1) is null`

/** How many rows go with a room, itself included. By names of our own: the builder takes the tables off a selection's columns. */
const rowsOf = sql<number>`(1 + ${rooms.messageCount} + ${rooms.memberCount}
  + (select count(*) from media_items as film where film.room_id = rooms.id)
  + (select count(*) from subtitles as track where track.room_id = rooms.id))`.mapWith(Number)

/**
 * A room that somebody has just come into is not marked alive yet, but who it was is known. `created_at` never changes,
 * so its index costs nothing when rooms are marked alive; one of `alive_at` would.
 */
const silentSince = (before: EpochMs): OldRooms => ({
  which: and(
    lt(rooms.createdAt, before),
    lt(rooms.aliveAt, before),
    none(members, sql`${members.roomId} = ${rooms.id} and ${members.seenAt} >= ${sql.param(before, members.seenAt)}`),
  ),
  order: rooms.createdAt,
})

const closedBefore = (before: EpochMs): OldRooms => ({
  which: and(lt(rooms.closedAt, before), lt(rooms.aliveAt, before)),
  order: rooms.closedAt,
})

/** Guests whom nothing refers to. A membership would go with them, a room, message or film would not let them go. */
const unseenSince = (before: EpochMs): SQL | undefined =>
  and(
    isNull(users.telegramId),
    lt(users.seenAt, before),
    none(members, sql`${members.userId} = ${users.id}`),
    none(rooms, sql`${rooms.hostId} = ${users.id}`),
    none(messages, sql`${messages.authorId} = ${users.id}`),
    none(mediaItems, sql`${mediaItems.addedBy} = ${users.id}`),
    none(subtitles, sql`${subtitles.addedBy} = ${users.id}`),
  )

/** Those that can go whole within `limit` rows. */
function fitting(found: readonly { id: RoomId; rows: number }[], limit: number): RoomsRemoved {
  const batch: RoomId[] = []
  let rows = 0
  for (const room of found) {
    if (rows + room.rows > limit) continue
    batch.push(room.id)
    rows += room.rows
  }
  return { rooms: batch, rows }
}

/** Removes whole rooms; what belongs to them goes with them. */
async function drop(transaction: Transaction, batch: RoomsRemoved): Promise<RoomsRemoved> {
  await transaction.delete(rooms).where(inArray(rooms.id, [...batch.rooms]))
  return batch
}

/**
 * Takes a part of a room that is too large to go at once: messages first, then memberships, then films. It is closed
 * with the first part, so that nobody finds half of it.
 */
async function shrink(transaction: Transaction, id: RoomId, limit: number): Promise<RoomsRemoved> {
  await transaction
    .update(rooms)
    .set({ closedAt: sql`now()` })
    .where(and(eq(rooms.id, id), isNull(rooms.closedAt)))
  const parts = [
    { table: messages, room: messages.roomId, part: messages.id, where: undefined },
    { table: members, room: members.roomId, part: members.userId, where: undefined },
    { table: mediaItems, room: mediaItems.roomId, part: mediaItems.id, where: notPlaying },
  ] as const
  for (const { table, room, part, where } of parts) {
    const some = transaction
      .select({ part })
      .from(table)
      .where(and(eq(room, id), where))
      .limit(limit)
    const { count } = await transaction.delete(table).where(and(eq(room, id), inArray(part, some)))
    if (count > 0) return { rooms: [], rows: count }
  }
  return await drop(transaction, { rooms: [id], rows: 1 })
}

const notPlaying = sql`not exists (select 1 from ${rooms}
  where ${rooms.id} = ${mediaItems.roomId} and ${rooms.mediaId} = ${mediaItems.id})`
