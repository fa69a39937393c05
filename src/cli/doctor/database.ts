import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import * as v from 'valibot'
import { openDatabase } from '#adapters/postgres/client.ts'
import { migrationStatus } from '#adapters/postgres/migrate.ts'
import { type Check, codeOf, fail, fine, warn } from './finding.ts'

/** The oldest PostgreSQL whose dialect our SQL keeps to, as `server_version_num` counts. */
const OLDEST = 150_000
const VERSION = `select current_setting('server_version') as text, current_setting('server_version_num')::int as number`
const Version = v.tuple([v.object({ text: v.string(), number: v.number() })])

/** A PostgreSQL by address: it answers, how fast, new enough, and up to date. */
export const databaseCheck = (url: string, migrationsDir: string, now: () => number): Check => ({
  name: 'database',
  run: async (signal) => {
    const database = openDatabase({ url })
    const close = () => void database.close()
    signal.addEventListener('abort', close)
    try {
      const [{ text, number }] = v.parse(Version, [...(await database.run((queries) => queries.execute(VERSION)))])
      const began = now()
      await database.ping()
      const says = `PostgreSQL ${text}, answers in ${(now() - began).toFixed(1)} ms`
      if (number < OLDEST) return fail(says, 'Use PostgreSQL 15 or later.')
      const { pending } = await migrationStatus(database, migrationsDir)
      if (pending.length === 0) return fine(`${says}, up to date`)
      return warn(
        `${says}; not applied yet: ${pending.join(', ')}`,
        'Run: watchparty migrate. The server does so too when it starts.',
      )
    } catch (error) {
      return fail(
        `it cannot be used (${codeOf(error)})`,
        'Check that PostgreSQL runs, the address and password in DATABASE_URL, and that it is of no newer version of ours.',
      )
    } finally {
      signal.removeEventListener('abort', close)
      close()
    }
  },
})

/**
 * The database of our own. It belongs to one process at a time, so it is looked at, not opened: whether it works is
 * for the server that has it to say, at /readyz.
 */
export const embeddedCheck = (dataDir: string): Check => ({
  name: 'database',
  run: async () => {
    const path = resolve(dataDir, 'postgres')
    const standing = await stat(path).catch(() => null)
    if (standing === null) return fine(`its own, to be made in ${path} at the first start`)
    if (!standing.isDirectory()) return fail(`${path} is not a folder`, 'Move it away.')
    return fine(`its own, in ${path}; the running server tells at /readyz how it is`)
  },
})
