import { sql } from 'drizzle-orm'
import { type AnyPgColumn, boolean, check, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { POSITION_MAX_MS, TITLE_MAX_GRAPHEMES, URL_MAX_UNITS } from '#protocol/limits.ts'
import type { MediaKind } from '#protocol/media.ts'
import { charactersOf, idForm, instant, lengthWithin, mediaId, roomId, userId, within } from './columns.ts'
import { rooms } from './rooms.ts'
import { users } from './users.ts'

/** Films that a room has played or plays. */
export const mediaItems = pgTable(
  'media_items',
  {
    // Annotated, because rooms and films refer to each other and the types would too.
    roomId: roomId('room_id')
      .notNull()
      .references((): AnyPgColumn => rooms.id, { onDelete: 'cascade' }),
    id: mediaId('id').notNull(),
    kind: text('kind').$type<MediaKind>().notNull(),
    url: text('url').notNull(),
    title: text('title').notNull(),
    posterUrl: text('poster_url'),
    durationMs: integer('duration_ms'),
    live: boolean('live'),
    addedBy: userId('added_by')
      .notNull()
      .references(() => users.id, { onDelete: 'restrict' }),
    addedAt: instant('added_at').notNull().default(sql`now()`),
  },
  (table) => [
    primaryKey({ name: 'media_items_pkey', columns: [table.roomId, table.id] }),
    index('media_items_added_by_idx').on(table.addedBy),
    check('media_items_id_form', idForm(table.id)),
    // Not the kinds that there are: a new source needs no migration.
    check('media_items_kind_form', sql`${table.kind} ~ '^[a-z]{1,20}$'`),
    check('media_items_url_length', lengthWithin(table.url, 1, URL_MAX_UNITS)),
    check('media_items_title_length', lengthWithin(table.title, 1, charactersOf(TITLE_MAX_GRAPHEMES))),
    check('media_items_poster_url_length', lengthWithin(table.posterUrl, 1, URL_MAX_UNITS)),
    check('media_items_duration_range', within(table.durationMs, 1, POSITION_MAX_MS)),
  ],
)
