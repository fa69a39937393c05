import { sql } from 'drizzle-orm'
import { bigint, check, doublePrecision, foreignKey, index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import type { KeptPlayback } from '#core/timeline.ts'
import { POSITION_MAX_MS, RATE_MAX, RATE_MIN, TITLE_MAX_GRAPHEMES } from '#protocol/limits.ts'
import { Buffering, Control } from '#protocol/room.ts'
import { charactersOf, idForm, instant, lengthWithin, mediaId, oneOf, roomId, userId, within } from './columns.ts'
import { mediaItems } from './media-items.ts'
import { users } from './users.ts'

const STATUSES = ['idle', 'paused', 'playing'] as const satisfies KeptPlayback['status'][]

/** Rooms: what the host has set, where the film stands, and how much there is. */
export const rooms = pgTable(
  'rooms',
  {
    id: roomId('id').primaryKey(),
    title: text('title').notNull(),
    hostId: userId('host_id')
      .notNull()
      .references(() => users.id, { onDelete: 'restrict' }),
    control: text('control', { enum: Control.options }).notNull(),
    /** Rooms that were there before the choice was made as new ones do. */
    buffering: text('buffering', { enum: Buffering.options }).notNull().default('auto'),
    /** Of title, control, buffering, host and end; playback has its own. */
    version: integer('version').notNull().default(0),
    playbackStatus: text('playback_status', { enum: STATUSES }).notNull(),
    mediaId: mediaId('media_id'),
    /** Paused: where the film stands. Playing: where it stood at `anchored_at`. */
    positionMs: integer('position_ms'),
    anchoredAt: instant('anchored_at'),
    rate: doublePrecision('rate'),
    epoch: bigint('epoch', { mode: 'number' }).notNull(),
    playbackVersion: bigint('playback_version', { mode: 'number' }).notNull(),
    createdAt: instant('created_at').notNull(),
    aliveAt: instant('alive_at').notNull(),
    closedAt: instant('closed_at'),
    /** Kept by triggers, as are the members' count and `updated_at`. */
    messageCount: bigint('message_count', { mode: 'number' }).notNull().default(0),
    memberCount: bigint('member_count', { mode: 'number' }).notNull().default(0),
    updatedAt: instant('updated_at').notNull().default(sql`now()`),
  },
  (table) => [
    // Both columns, so that a room can play nothing but its own films. A film is in use or may go: no action.
    foreignKey({
      name: 'rooms_media_fkey',
      columns: [table.id, table.mediaId],
      foreignColumns: [mediaItems.roomId, mediaItems.id],
    }),
    // None of `alive_at`: a row whose indexed columns stay is updated in place, and awake rooms are every ten seconds.
    index('rooms_created_at_idx').on(table.createdAt),
    index('rooms_closed_at_idx').on(table.closedAt).where(sql`${table.closedAt} is not null`),
    index('rooms_host_id_idx').on(table.hostId),
    check('rooms_id_form', idForm(table.id)),
    check('rooms_title_length', lengthWithin(table.title, 1, charactersOf(TITLE_MAX_GRAPHEMES))),
    check('rooms_control_known', oneOf(table.control, Control.options)),
    check('rooms_buffering_known', oneOf(table.buffering, Buffering.options)),
    check('rooms_version_range', sql`${table.version} >= 0`),
    check('rooms_playback_status_known', oneOf(table.playbackStatus, STATUSES)),
    check('rooms_position_range', within(table.positionMs, 0, POSITION_MAX_MS)),
    check('rooms_rate_range', within(table.rate, RATE_MIN, RATE_MAX)),
    check('rooms_epoch_range', sql`${table.epoch} >= 0`),
    check('rooms_playback_version_range', sql`${table.playbackVersion} >= 0`),
    check('rooms_message_count_range', sql`${table.messageCount} >= 0`),
    check('rooms_member_count_range', sql`${table.memberCount} >= 0`),
    // The union of `#protocol/playback.ts`: idle has no film, only what plays has an anchor.
    check(
      'rooms_playback_shape',
      sql`case ${table.playbackStatus}
        when 'idle' then num_nonnulls(${table.mediaId}, ${table.positionMs}, ${table.rate}, ${table.anchoredAt}) = 0
        when 'paused' then num_nulls(${table.mediaId}, ${table.positionMs}, ${table.rate}) = 0 and ${table.anchoredAt} is null
        else num_nulls(${table.mediaId}, ${table.positionMs}, ${table.rate}, ${table.anchoredAt}) = 0
      end`,
    ),
  ],
)
