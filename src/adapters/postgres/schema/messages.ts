import { type SQL, sql } from 'drizzle-orm'
import { bigint, check, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { LineId } from '#protocol/ids.ts'
import { CHAT_MAX_GRAPHEMES, POSITION_MAX_MS } from '#protocol/limits.ts'
import { charactersOf, instant, lengthWithin, roomId, searchVector, userId, within } from './columns.ts'
import { rooms } from './rooms.ts'
import { users } from './users.ts'

/** What was said. The author's name is not here: it is read from `users`, as it is now. */
export const messages = pgTable(
  'messages',
  {
    roomId: roomId('room_id')
      .notNull()
      .references(() => rooms.id, { onDelete: 'cascade' }),
    // `$type` as for the other ids. Its writer chooses it, so it is unique in its room and nowhere else.
    id: uuid('id').$type<LineId>().notNull(),
    authorId: userId('author_id')
      .notNull()
      .references(() => users.id, { onDelete: 'restrict' }),
    text: text('text').notNull(),
    /**
     * What it answers, in the same room. No foreign key: what is answered may be written later (its store was away), and
     * goes when it is old; then this is an answer to nothing.
     */
    replyTo: uuid('reply_to').$type<LineId>(),
    positionMs: integer('position_ms'),
    saidAt: instant('said_at').notNull(),
    /** Order of arrival: tells apart what was said within one millisecond. */
    ordinal: bigint('ordinal', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    // `simple` folds case and knows no language: rooms speak several.
    search: searchVector('search').generatedAlwaysAs((): SQL => sql`to_tsvector('simple', ${messages.text})`),
  },
  (table) => [
    primaryKey({ name: 'messages_pkey', columns: [table.roomId, table.id] }),
    index('messages_room_id_said_at_ordinal_idx').on(table.roomId, table.saidAt, table.ordinal),
    index('messages_author_id_idx').on(table.authorId),
    // By an expression that no other query uses: an index of `said_at` itself would tempt the planner to look for a
    // room's newest messages among everybody's.
    index('messages_said_at_utc_idx').on(sql`timezone('UTC', ${table.saidAt})`),
    index('messages_search_idx').using('gin', table.search),
    check('messages_text_length', lengthWithin(table.text, 1, charactersOf(CHAT_MAX_GRAPHEMES))),
    check('messages_position_range', within(table.positionMs, 0, POSITION_MAX_MS)),
  ],
)
