import { sql } from 'drizzle-orm'
import { check, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { ROLES } from '#protocol/members.ts'
import { instant, oneOf, roomId, userId } from './columns.ts'
import { rooms } from './rooms.ts'
import { users } from './users.ts'

/** Who has been in which room. The host's role follows `rooms.host_id` by a trigger. */
export const members = pgTable(
  'members',
  {
    roomId: roomId('room_id')
      .notNull()
      .references(() => rooms.id, { onDelete: 'cascade' }),
    userId: userId('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: text('role', { enum: ROLES }).notNull(),
    joinedAt: instant('joined_at').notNull(),
    seenAt: instant('seen_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'members_pkey', columns: [table.roomId, table.userId] }),
    index('members_user_id_idx').on(table.userId),
    check('members_role_known', oneOf(table.role, ROLES)),
    check('members_seen_after_joined', sql`${table.seenAt} >= ${table.joinedAt}`),
  ],
)
