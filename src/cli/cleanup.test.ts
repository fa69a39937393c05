import { afterAll, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { PostgresJobLeases } from '#adapters/postgres/job-leases.ts'
import { embeddedFolder, emptyDatabase, realDatabase } from '#testing/database.ts'
import { FakeIo } from '#testing/fake-io.ts'
import { needs } from '#testing/needs.ts'
import { runCli } from './cli.ts'

setDefaultTimeout(30_000) // making a database takes a while on a busy machine

describe.skipIf(needs('postgres'))('watchparty cleanup', () => {
  let opened: Awaited<ReturnType<typeof realDatabase>>
  beforeAll(async () => {
    opened = await realDatabase()
  })
  afterAll(() => opened?.drop())
  beforeEach(async () => {
    await execute(sql`truncate users cascade`)
    await execute(sql`truncate jobs`)
    // Two of three guests have not been seen for 41 days.
    await execute(sql`insert into users (id, name, seen_at)
      select 'u' || lpad(n::text, 13, '0'), 'Ann', now() - n * interval '41 days' from generate_series(0, 2) n`)
  })

  const execute = (what: ReturnType<typeof sql>) => opened.database.run((queries) => queries.execute(what))
  const guests = async () => (await execute(sql`select count(*)::int as n from users`))[0]?.n
  const run = async (args: readonly string[] = [], env: Record<string, string> = {}) => {
    const io = new FakeIo({ DATABASE_URL: opened.url, KEEP_GUESTS_DAYS: '40', LOG_LEVEL: 'error', ...env })
    const code = await runCli(['cleanup', ...args], io)
    return { code, out: io.said.join('\n'), error: io.complained.join('\n') }
  }
  const told = (count: number) => `rooms that nobody came to: 0, closed rooms: 0, old messages: 0, guests: ${count}.`

  test('counts without removing', async () => {
    expect(await run(['--dry-run'])).toEqual({ code: 0, out: `Would remove ${told(2)}`, error: '' })
    expect(await guests()).toBe(3)
  })

  test('removes what the settings say, and a second time nothing', async () => {
    expect(await run([], { KEEP_GUESTS_DAYS: 'never' })).toMatchObject({ code: 0, out: `Removed ${told(0)}` })
    expect(await run()).toEqual({ code: 0, out: `Removed ${told(2)}`, error: '' })
    expect(await run()).toMatchObject({ code: 0, out: `Removed ${told(0)}` })
    expect(await guests()).toBe(1)
  })

  test('leaves it to whoever is at it already', async () => {
    const leases = new PostgresJobLeases(opened.database)
    await leases.claim('cleanup', 'a server', { everyMs: 0, holdMs: 60_000 })
    const { code, out, error } = await run()
    expect([code, out]).toEqual([1, ''])
    expect(error).toContain('Somebody else is cleaning up now.')
    expect(await guests()).toBe(3)
    await leases.release('cleanup', 'a server', true)
    expect((await run()).code).toBe(0) // asked for by hand, it is due at once
  })

  test('does not touch a database that is not up to date', async () => {
    const empty = await emptyDatabase()
    const { code, error } = await run([], { DATABASE_URL: empty.url })
    expect([code, error]).toEqual([1, 'The database is not up to date. Run: watchparty migrate'])
    await empty.drop()
  })
})

test('watchparty cleanup works on the database of our own, and leaves it closed', async () => {
  const { dataDir, remove } = await embeddedFolder()
  const io = new FakeIo({ DATA_DIR: dataDir, LOG_LEVEL: 'error' })
  expect(await runCli(['migrate'], io)).toBe(0)
  expect(await runCli(['cleanup'], io)).toBe(0)
  expect(await runCli(['cleanup', '--dry-run'], io)).toBe(0)
  expect(io.said.slice(1).map((said) => said.split(' ')[0])).toEqual(['Removed', 'Would'])
  expect(io.complained).toEqual([])
  await remove()
})
