import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { type Database, openDatabase } from '#adapters/postgres/client.ts'
import { EmbeddedPostgres } from '#adapters/postgres/embedded.ts'
import { migrate } from '#adapters/postgres/migrate.ts'
import { preparePgliteAssets } from '../../scripts/pglite-seed.ts'
import { FakeLog } from './fake-log.ts'

const ROOT = join(import.meta.dir, '../..')
export const MIGRATIONS = join(ROOT, 'drizzle')
export const PGLITE_ASSETS = join(ROOT, '.cache/pglite')

const SERVER = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres'

/** A database for one test file; `drop` closes it and leaves nothing behind. */
export interface TestDatabase {
  readonly database: Database
  drop(): Promise<void>
}

/** A new, empty database on the PostgreSQL server of this machine. */
export async function emptyDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`
  await onServer((server) => server.unsafe(`create database ${name}`))
  const url = new URL(SERVER)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => onServer((server) => server.unsafe(`drop database ${name} with (force)`)) }
}

async function onServer(work: (server: postgres.Sql) => PromiseLike<unknown>): Promise<void> {
  const server = postgres(SERVER, { max: 1, onnotice: () => {} })
  await work(server).then(
    () => server.end(),
    async (error) => {
      await server.end()
      throw error
    },
  )
}

/** A new database on the PostgreSQL server of this machine, with our tables. */
export async function realDatabase(): Promise<TestDatabase & { url: string }> {
  const { url, drop } = await emptyDatabase()
  await migrate({ url }, MIGRATIONS)
  const database = openDatabase({ url })
  return {
    url,
    database,
    drop: async () => {
      await database.close()
      await drop()
    },
  }
}

/** A folder for embedded databases, and what they log. */
export async function embeddedFolder() {
  await preparePgliteAssets(PGLITE_ASSETS)
  const dataDir = await mkdtemp(join(tmpdir(), 'watchparty-test-'))
  return { dataDir, log: new FakeLog(), remove: () => rm(dataDir, { recursive: true, force: true }) }
}

/** The command line of a test's child process. */
export const embeddedCommand = (args: readonly string[]): string[] => [
  process.execPath,
  join(import.meta.dir, 'pglite-entry.ts'),
  ...args,
]

/** A new embedded database, with our tables: the real child process behind its socket. */
export async function embeddedDatabase(): Promise<TestDatabase> {
  const { dataDir, log, remove } = await embeddedFolder()
  const embedded = await EmbeddedPostgres.start({ dataDir, assetsDir: PGLITE_ASSETS, spawn: embeddedCommand, log })
  await migrate(embedded, MIGRATIONS)
  const database = openDatabase(embedded)
  return {
    database,
    drop: async () => {
      await database.close()
      await embedded.close()
      await remove()
    },
  }
}
