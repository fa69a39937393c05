import { sql } from 'drizzle-orm'
import { bigint, check, index, pgTable, text } from 'drizzle-orm/pg-core'
import { NAME_MAX_GRAPHEMES, URL_MAX_UNITS } from '#protocol/limits.ts'
import { charactersOf, idForm, instant, lengthWithin, userId } from './columns.ts'

/** Characters of a Telegram user name or language tag: twice what Telegram allows today. */
const TELEGRAM_WORD_MAX = 64

/** People. Who has no Telegram account is a guest. */
export const users = pgTable(
  'users',
  {
    id: userId('id').primaryKey(),
    telegramId: bigint('telegram_id', { mode: 'number' }).unique('users_telegram_id_key'),
    name: text('name').notNull(),
    username: text('username'),
    language: text('language'),
    photoUrl: text('photo_url'),
    createdAt: instant('created_at').notNull().default(sql`now()`),
    /** When this person last signed in. */
    seenAt: instant('seen_at').notNull().default(sql`now()`),
    /** Kept by a trigger. */
    updatedAt: instant('updated_at').notNull().default(sql`now()`),
  },
  (table) => [
    // Guests alone go when they were not seen for long.
    index('users_guests_seen_at_idx').on(table.seenAt).where(sql`${table.telegramId} is null`),
    check('users_id_form', idForm(table.id, 'u')),
    check('users_telegram_id_positive', sql`${table.telegramId} > 0`),
    check('users_name_length', lengthWithin(table.name, 1, charactersOf(NAME_MAX_GRAPHEMES))),
    check('users_username_length', lengthWithin(table.username, 1, TELEGRAM_WORD_MAX)),
    check('users_language_length', lengthWithin(table.language, 1, TELEGRAM_WORD_MAX)),
    check('users_photo_url_length', lengthWithin(table.photoUrl, 1, URL_MAX_UNITS)),
  ],
)
