import { afterEach, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api'
import { sql } from 'drizzle-orm'
import { emptyDatabase, MIGRATIONS } from '#testing/database.ts'
import { FakeLog } from '#testing/fake-log.ts'
import { needs } from '#testing/needs.ts'
import { type Database, openDatabase } from './client.ts'
import { migrate, migrationStatus } from './migrate.ts'
import * as jobs from './schema/jobs.ts'
import * as mediaItems from './schema/media-items.ts'
import * as members from './schema/members.ts'
import * as messages from './schema/messages.ts'
import * as rooms from './schema/rooms.ts'
import * as subtitles from './schema/subtitles.ts'
import * as users from './schema/users.ts'

setDefaultTimeout(30_000) // making databases takes a while on a busy machine

interface Journal {
  entries: { idx: number; version: string; when: number; tag: string; breakpoints: boolean }[]
}

const journalOf = (folder: string): Promise<Journal> => Bun.file(join(folder, 'meta/_journal.json')).json()

test('the migrations make the tables that the code describes', async () => {
  const newest = (await journalOf(MIGRATIONS)).entries.length - 1
  const made = await Bun.file(join(MIGRATIONS, `meta/${String(newest).padStart(4, '0')}_snapshot.json`)).json()
  const described = generateDrizzleJson({
    ...jobs,
    ...mediaItems,
    ...members,
    ...messages,
    ...rooms,
    ...subtitles,
    ...users,
  })
  expect(await generateMigration(made, described)).toEqual([])
})

describe.skipIf(needs('postgres'))('migrating', () => {
  let folder: string
  let target: { url: string; drop: () => Promise<void> }
  let database: Database
  let ours: string[]

  beforeAll(async () => {
    ours = (await journalOf(MIGRATIONS)).entries.map((entry) => entry.tag)
  })
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'watchparty-migrations-'))
    await cp(MIGRATIONS, folder, { recursive: true })
    target = await emptyDatabase()
    database = openDatabase(target)
  })
  afterEach(async () => {
    await database.close()
    await target.drop()
    await rm(folder, { recursive: true, force: true })
  })

  /** Adds a migration; `when` is its place in the order, after all others unless it is given. */
  async function add(tag: string, statements: string, when = Date.parse('2100-01-01')): Promise<void> {
    const journal = await journalOf(folder)
    journal.entries.push({ idx: journal.entries.length, version: '7', when, tag, breakpoints: true })
    await Bun.write(join(folder, 'meta/_journal.json'), JSON.stringify(journal))
    await Bun.write(join(folder, `${tag}.sql`), statements)
  }
  const has = (table: string) =>
    database.run(async (queries) => {
      const [row] = await queries.execute<{ there: boolean }>(sql`select to_regclass(${table}) is not null as there`)
      return row?.there === true
    })

  test('an empty database gets all there is, and a second time nothing', async () => {
    expect(await migrationStatus(database, folder)).toEqual({ applied: [], pending: ours })
    expect(await has('drizzle.__drizzle_migrations')).toBe(false)
    const log = new FakeLog()
    expect(ours.length).toBeGreaterThan(0)
    expect(await migrate(target, folder, log)).toBe(ours.length)
    expect(log.lines.map((line) => line.fields.migration)).toEqual(ours)
    expect(await migrate(target, folder)).toBe(0)
    expect(await migrationStatus(database, folder)).toEqual({ applied: ours, pending: [] })
  })

  test('of instances that start together, one does the work and the others wait for it', async () => {
    const counts = await Promise.all(Array.from({ length: 3 }, () => migrate(target, folder)))
    expect(counts.sort()).toEqual([0, 0, ours.length])
  })

  test('a migration that fails is named, with the reason, and nothing of its run remains', async () => {
    await add('9000_good', 'create table good (id int)')
    await add('9001_bad', 'create table bad (id int);\n--> statement-breakpoint\nalter table nowhere add column x int')
    const failure = migrate(target, folder)
    await expect(failure).rejects.toThrow(
      'migration 9001_bad failed, nothing was changed: relation "nowhere" does not exist',
    )
    expect(await has('good')).toBe(false)
    expect(await has('users')).toBe(false)
    expect((await migrationStatus(database, folder)).applied).toEqual([])
  })

  test('what failed goes through once it is mended', async () => {
    await migrate(target, folder)
    await add('9000_table', 'create table nonsense')
    await migrate(target, folder).catch(() => {})
    await Bun.write(join(folder, '9000_table.sql'), 'create table sense (id int)')
    expect(await migrate(target, folder)).toBe(1)
    expect(await has('sense')).toBe(true)
  })

  test('a migration from another branch is applied though newer ones are', async () => {
    await add('9001_mine', 'create table mine (id int)')
    await migrate(target, folder)
    await add('9000_theirs', 'create table theirs (id int)', Date.parse('2099-01-01'))
    expect((await migrationStatus(database, folder)).pending).toEqual(['9000_theirs'])
    expect(await migrate(target, folder)).toBe(1)
  })

  test('a database of a newer version is refused, and left alone', async () => {
    await add('9000_future', 'create table future (id int)')
    await migrate(target, folder)
    await expect(migrate(target, MIGRATIONS)).rejects.toThrow('1 migration(s) of a newer version')
    await expect(migrationStatus(database, MIGRATIONS)).rejects.toThrow('1 migration(s) of a newer version')
  })
})
