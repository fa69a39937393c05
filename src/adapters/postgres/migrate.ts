import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import type postgres from 'postgres'
import * as v from 'valibot'
import type { Log } from '#ports/log.ts'
import { within } from '../system/deadline.ts'
import { connect, type Database, type Target } from './client.ts'

/** Held while migrating, so that of two instances that start together one waits. Any number, the same for ever. */
const MIGRATION_LOCK = 7_303_014_200
const SESSION = {
  application_name: 'watchparty migrate',
  lock_timeout: 60_000, // also how long to wait for another instance that migrates
  statement_timeout: 300_000,
  idle_in_transaction_session_timeout: 60_000,
  TimeZone: 'UTC',
  search_path: 'public',
}
/** All of it; the embedded database has no time-outs of its own. */
const MIGRATE_TIMEOUT_MS = 600_000

/** A step of the schema. `when` is its place in the order and what the database remembers it by. */
interface Migration {
  readonly tag: string
  readonly when: number
  readonly hash: string
  readonly statements: readonly string[]
}

const Journal = v.object({ entries: v.array(v.object({ tag: v.string() })) })

/** Where a database stands: the names of the migrations that it has had, and of those that it lacks. */
export interface MigrationStatus {
  readonly applied: readonly string[]
  readonly pending: readonly string[]
}

/**
 * Brings a database up to date: all that is pending in `folder`, in one transaction; answers how many that were.
 * Rejects with the migration's name and the reason, and leaves the database as it was.
 */
export async function migrate(target: Target, folder: string, log?: Log): Promise<number> {
  const known = readMigrations(folder)
  const client = connect(target, { max: 1, session: SESSION })
  try {
    const work = client.begin((transaction) => applyPending(transaction, known, log))
    return await within(MIGRATE_TIMEOUT_MS, 'bringing the database up to date', work)
  } finally {
    await client.end({ timeout: 1 })
  }
}

async function applyPending(
  transaction: postgres.TransactionSql,
  known: readonly Migration[],
  log?: Log,
): Promise<number> {
  await transaction`select pg_advisory_xact_lock(${MIGRATION_LOCK})`
  // The table that drizzle-kit keeps too, so that its commands understand our databases.
  await transaction`create schema if not exists drizzle`
  await transaction`create table if not exists drizzle.__drizzle_migrations
    (id serial primary key, hash text not null, created_at bigint)`
  const rows = await transaction<{ created_at: string }[]>`select created_at from drizzle.__drizzle_migrations`
  const { pending } = compare(known, new Set(rows.map((row) => Number(row.created_at))))
  for (const migration of pending) {
    await apply(transaction, migration)
    log?.info('migration.applied', { migration: migration.tag })
  }
  return pending.length
}

async function apply(transaction: postgres.TransactionSql, { tag, when, hash, statements }: Migration): Promise<void> {
  try {
    for (const statement of statements) await transaction.unsafe(statement)
    await transaction`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${when})`
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`migration ${tag} failed, nothing was changed: ${reason}`, { cause: error })
  }
}

/** Looks without changing anything. */
export async function migrationStatus(database: Database, folder: string): Promise<MigrationStatus> {
  const known = readMigrations(folder)
  const whens = await database.run(async (queries) => {
    const [found] = await queries.execute<{ there: boolean }>(
      sql`select to_regclass('drizzle.__drizzle_migrations') is not null as there`,
    )
    if (!found?.there) return []
    const rows = await queries.execute<{ created_at: string }>(sql`select created_at from drizzle.__drizzle_migrations`)
    return rows.map((row) => Number(row.created_at))
  })
  const { applied, pending } = compare(known, new Set(whens))
  const tag = (migration: Migration) => migration.tag
  return { applied: applied.map(tag), pending: pending.map(tag) }
}

/** Refuses a database that has had migrations which are not known here: it belongs to a newer version. */
function compare(known: readonly Migration[], had: ReadonlySet<number>) {
  const unknown = had.difference(new Set(known.map((migration) => migration.when)))
  if (unknown.size > 0)
    throw new Error(`the database has ${unknown.size} migration(s) of a newer version: start that version, or restore`)
  return {
    applied: known.filter((migration) => had.has(migration.when)),
    pending: known.filter((migration) => !had.has(migration.when)),
  }
}

/** The migrations in a folder of drizzle-kit, in order; the folder may lie inside the executable. */
function readMigrations(folder: string): Migration[] {
  const files = readMigrationFiles({ migrationsFolder: folder })
  // The reader keeps the journal's order but not its names.
  const journal = v.parse(Journal, JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8')))
  return files.map(({ sql: statements, folderMillis, hash }, index) => ({
    tag: journal.entries[index]?.tag ?? String(folderMillis),
    when: folderMillis,
    hash,
    statements,
  }))
}
