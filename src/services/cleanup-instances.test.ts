import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { PostgresCleanupStore } from '#adapters/postgres/cleanup-store.ts'
import { PostgresJobLeases } from '#adapters/postgres/job-leases.ts'
import { SystemClock } from '#adapters/system/clock.ts'
import { embeddedDatabase, realDatabase, type TestDatabase } from '#testing/database.ts'
import { FakeLog } from '#testing/fake-log.ts'
import { FakeMetrics } from '#testing/fake-metrics.ts'
import { needs } from '#testing/needs.ts'
import { Cleanup } from './cleanup.ts'
import { doAlone } from './exclusive-job.ts'

setDefaultTimeout(60_000) // starting a database takes a while on a busy machine

const kinds = [
  { name: 'PostgreSQL', make: realDatabase, missing: needs('postgres') },
  { name: 'the embedded PostgreSQL', make: embeddedDatabase, missing: false },
]

for (const { name, make, missing } of kinds) {
  describe.skipIf(missing)(`two instances on ${name}`, () => {
    let opened: TestDatabase
    beforeAll(async () => {
      opened = await make()
    })
    afterAll(() => opened?.drop())

    const execute = (what: ReturnType<typeof sql>) => opened.database.run((queries) => queries.execute(what))
    const left = async () => Number((await execute(sql`select count(*)::int as n from messages`))[0]?.n)
    /** A room with so many old messages, alone in the database. */
    const fill = async (messages: number) => {
      await execute(sql`truncate users cascade`)
      await execute(sql`truncate jobs`)
      await execute(sql`insert into users (id, name) values ('u0000000000001', 'Ann')`)
      await execute(sql`insert into rooms
        (id, title, host_id, control, playback_status, epoch, playback_version, created_at, alive_at)
        values ('0000000000001', 'Film club', 'u0000000000001', 'host', 'idle', 0, 0, 'epoch', now())`)
      await execute(sql`insert into messages (room_id, id, author_id, text, said_at)
        select '0000000000001', gen_random_uuid(), 'u0000000000001', 'hi', now() - interval '9 days'
        from generate_series(1, ${messages}::int)`)
    }
    /** An instance that is to clean up now. */
    function instance(holder: string, everyMs = 3_600_000) {
      const [stop, log] = [new AbortController(), new FakeLog()]
      const cleanup = new Cleanup({
        clock: new SystemClock(),
        store: new PostgresCleanupStore(opened.database),
        retention: { silentRooms: 1, closedRooms: 1, messages: 5, guests: 40 },
        log,
        metrics: new FakeMetrics(),
      })
      const turn = { job: 'cleanup', holder, everyMs }
      const run = () =>
        doAlone(new PostgresJobLeases(opened.database), turn, stop.signal, (going) => cleanup.run(going, stop.signal))
      return { log, run, stop }
    }

    test('one of them cleans up, exactly what is too old, and not again until it is due', async () => {
      await fill(1_300)
      await execute(sql`insert into messages (room_id, id, author_id, text, said_at)
        values ('0000000000001', gen_random_uuid(), 'u0000000000001', 'today', now())`)
      const instances = ['one', 'two', 'three'].map((holder) => instance(holder))
      const runs = await Promise.all(instances.map(({ run }) => run()))
      expect(runs.filter((run) => run !== null)).toEqual([
        { cleaned: { silentRooms: 0, closedRooms: 0, messages: 1_300, guests: 0 }, complete: true },
      ])
      expect(instances.flatMap(({ log }) => log.lines.map(({ event }) => event))).toEqual(['cleanup.done'])
      expect(await left()).toBe(1)
      expect(await instance('four').run()).toBeNull()
    })

    test('one that stops in the middle leaves whole batches behind, and the other goes on at once', async () => {
      await fill(3_000)
      const [one, two] = [instance('one'), instance('two')]
      const running = one.run()
      while ((await left()) === 3_000) await opened.database.ping() // until the first batch is seen to be gone
      one.stop.abort()
      expect((await running)?.complete).toBe(false)
      const rest = await left()
      expect([rest % 500, rest > 0]).toEqual([0, true])
      expect(await two.run()).toMatchObject({ cleaned: { messages: rest }, complete: true })
    })

    test('what a dead one began is taken over when its lease has run out', async () => {
      await fill(10)
      await new PostgresJobLeases(opened.database).claim('cleanup', 'dead', { everyMs: 0, holdMs: 60_000 })
      expect(await instance('two').run()).toBeNull()
      await execute(sql`update jobs set locked_until = now()`) // a minute later
      expect(await instance('two').run()).toMatchObject({ cleaned: { messages: 10 } })
    })
  })
}
