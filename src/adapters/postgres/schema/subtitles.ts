import { sql } from 'drizzle-orm'
import { check, foreignKey, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { LABEL_MAX_GRAPHEMES, LANGUAGE_MAX_UNITS, SUBTITLES_MAX_UNITS } from '#protocol/limits.ts'
import { charactersOf, idForm, instant, lengthWithin, mediaId, roomId, subtitleId, userId } from './columns.ts'
import { mediaItems } from './media-items.ts'
import { users } from './users.ts'

/** Subtitles of the films that rooms play, as WebVTT. */
export const subtitles = pgTable(
  'subtitles',
  {
    roomId: roomId('room_id').notNull(),
    id: subtitleId('id').notNull(),
    mediaId: mediaId('media_id').notNull(),
    label: text('label').notNull(),
    language: text('language'),
    vtt: text('vtt').notNull(),
    addedBy: userId('added_by')
      .notNull()
      .references(() => users.id, { onDelete: 'restrict' }),
    addedAt: instant('added_at').notNull().default(sql`now()`),
  },
  (table) => [
    primaryKey({ name: 'subtitles_pkey', columns: [table.roomId, table.id] }),
    // A film goes with its room, and its subtitles with it.
    foreignKey({
      name: 'subtitles_media_fkey',
      columns: [table.roomId, table.mediaId],
      foreignColumns: [mediaItems.roomId, mediaItems.id],
    }).onDelete('cascade'),
    index('subtitles_added_by_idx').on(table.addedBy),
    check('subtitles_id_form', idForm(table.id)),
    check('subtitles_label_length', lengthWithin(table.label, 1, charactersOf(LABEL_MAX_GRAPHEMES))),
    check('subtitles_language_length', lengthWithin(table.language, 1, LANGUAGE_MAX_UNITS)),
    check('subtitles_vtt_length', lengthWithin(table.vtt, 1, SUBTITLES_MAX_UNITS)),
  ],
)
