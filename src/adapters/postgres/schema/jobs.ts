import { sql } from 'drizzle-orm'
import { check, pgTable, text } from 'drizzle-orm/pg-core'
import { instant, lengthWithin } from './columns.ts'

/** Characters of the name of a job or of an instance. */
const NAME_MAX = 64

/** Jobs that one instance at a time does: who has each, until when, and when it was last begun. */
export const jobs = pgTable(
  'jobs',
  {
    name: text('name').primaryKey(),
    /** Null when it is done. A holder whose time is over has crashed. */
    heldBy: text('held_by'),
    lockedUntil: instant('locked_until').notNull(),
    ranAt: instant('ran_at').notNull().default(sql`now()`),
  },
  (table) => [
    check('jobs_name_length', lengthWithin(table.name, 1, NAME_MAX)),
    check('jobs_held_by_length', lengthWithin(table.heldBy, 1, NAME_MAX)),
  ],
)
