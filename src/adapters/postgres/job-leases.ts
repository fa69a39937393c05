import { and, eq, lte, type SQL, sql } from 'drizzle-orm'
import type { JobLeases } from '#ports/job-leases.ts'
import type { Database } from './client.ts'
import { jobs } from './schema/jobs.ts'

/**
 * Leases as rows. Not advisory locks: those belong to a session, and on the embedded database all share one; here one
 * statement decides, by the database's clock.
 */
export class PostgresJobLeases implements JobLeases {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async claim(job: string, holder: string, { everyMs, holdMs }: { everyMs: number; holdMs: number }): Promise<boolean> {
    const taken = { heldBy: holder, lockedUntil: fromNow(holdMs), ranAt: sql`now()` }
    const claimed = await this.#database.run((queries) =>
      queries
        .insert(jobs)
        .values({ name: job, ...taken })
        .onConflictDoUpdate({
          target: jobs.name,
          set: taken,
          setWhere: sql`case when ${jobs.heldBy} is null
            then ${jobs.ranAt} <= ${fromNow(-everyMs)}
            else ${lte(jobs.lockedUntil, sql`now()`)}
          end`,
        })
        .returning({ name: jobs.name }),
    )
    return claimed.length > 0
  }

  async renew(job: string, holder: string, holdMs: number): Promise<boolean> {
    const renewed = await this.#database.run((queries) =>
      queries
        .update(jobs)
        .set({ lockedUntil: fromNow(holdMs) })
        .where(held(job, holder))
        .returning({ name: jobs.name }),
    )
    return renewed.length > 0
  }

  async release(job: string, holder: string, done: boolean): Promise<void> {
    await this.#database.run((queries) =>
      queries
        .update(jobs)
        .set({ lockedUntil: sql`now()`, ...(done && { heldBy: null }) })
        .where(held(job, holder)),
    )
  }
}

const held = (job: string, holder: string) => and(eq(jobs.name, job), eq(jobs.heldBy, holder))

/** The database's clock, moved by `ms`. */
const fromNow = (ms: number): SQL => sql`now() + ${ms / 1_000}::float8 * interval '1 second'`
