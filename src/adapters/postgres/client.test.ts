import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { connect as connectSocket, createServer, type Server, type Socket } from 'node:net'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { realDatabase } from '#testing/database.ts'
import { FakeLog } from '#testing/fake-log.ts'
import { needs } from '#testing/needs.ts'
import { type Database, databaseHealth, openDatabase } from './client.ts'
import { users } from './schema/users.ts'

setDefaultTimeout(30_000) // making a database takes a while on a busy machine

describe.skipIf(needs('postgres'))('the way to the database', () => {
  let opened: Awaited<ReturnType<typeof realDatabase>>
  beforeAll(async () => {
    opened = await realDatabase()
  })
  afterAll(() => opened?.drop())

  test('is healthy when the database answers', async () => {
    const health = databaseHealth(opened.database)
    expect(health.name).toBe('database')
    await health.check()
  })

  test('tells which rule was broken, and nothing of what was written', async () => {
    const id = 'u000000000000s' as typeof users.$inferInsert.id // brand: the form of an id
    const twice = [
      { id, name: 'Secret Name' },
      { id, name: 'Secret Name' },
    ]
    const fault = await opened.database.run((queries) => queries.insert(users).values(twice)).catch((error) => error)
    expect(fault).toMatchObject({ name: 'DatabaseRefusal', code: '23505', constraint: 'users_pkey' })
    expect(Bun.inspect(fault)).not.toContain('Secret')
  })

  test('keeps every instant to the millisecond', async () => {
    const lastOf9999 = Date.parse('9999-12-31T23:59:59.999Z')
    await fc.assert(
      fc.asyncProperty(fc.nat(lastOf9999), async (ms) => {
        const at = ms as typeof users.$inferInsert.createdAt // brand: whole ms since 1970
        const [row] = await opened.database.run((queries) =>
          queries
            .select({ at: sql`${sql.param(at, users.createdAt)}::timestamptz(3)`.mapWith(users.createdAt) })
            .from(sql`(select 1) as one`),
        )
        expect(row?.at as number).toBe(ms)
      }),
      { numRuns: 50, examples: [[0], [lastOf9999]] },
    )
  })

  test('undoes a transaction whole when it fails', async () => {
    const half = opened.database.run((queries) =>
      queries.transaction(async (transaction) => {
        await transaction.execute(sql`create table half (id int)`)
        throw new Error('and no further')
      }),
    )
    await expect(half).rejects.toThrow('and no further')
    const [row] = await opened.database.run((queries) => queries.execute(sql`select to_regclass('half') as half`))
    expect(row?.half).toBeNull()
  })

  test('gives up on a server that has fallen silent, and finds it again on new connections', async () => {
    const link = await freezingLink(opened.url)
    const log = new FakeLog()
    const database = openDatabase({ url: link.url }, log, 300)
    await database.ping()
    link.freeze()
    const unanswered = database.run((queries) => queries.execute(sql`select 1`))
    await expect(unanswered).rejects.toMatchObject({ name: 'DatabaseFault', code: 'OVERDUE' })
    await database.run((queries) => queries.execute(sql`select 1`))
    expect(log.lines.map((line) => line.event)).toEqual(['database.overdue'])
    await database.close()
    link.close()
  })

  test('does not cut the others off when one query gets no answer', async () => {
    const database = openDatabase({ url: opened.url }, undefined, 300)
    const sleep = (seconds: number) => database.run((queries) => queries.execute(sql`select pg_sleep(${seconds})`))
    const slow = sleep(1).catch((error: unknown) => error)
    await sleep(0.2)
    await sleep(0.2) // under way when `slow` becomes overdue
    expect(await slow).toMatchObject({ code: 'OVERDUE' })
    await database.close()
  })
})

test('a server that is not there is a fault at once, not a wait', async () => {
  const database = openDatabase({ url: 'postgres://postgres@127.0.0.1:1/none' })
  await expect(database.ping()).rejects.toMatchObject({ name: 'DatabaseFault' })
  await expect(database.run((queries) => queries.execute(sql`select 1`))).rejects.toMatchObject({
    name: 'DatabaseFault',
  })
  await database.close()
})

test('nothing can be run after closing', async () => {
  const database: Database = openDatabase({ url: 'postgres://postgres@127.0.0.1:1/none' })
  await database.close()
  await expect(database.run((queries) => queries.execute(sql`select 1`))).rejects.toMatchObject({
    code: 'CONNECTION_ENDED',
  })
})

/** A way to the server behind `url` whose open connections can be made to fall silent, as a cut cable does. */
async function freezingLink(url: string) {
  const to = new URL(url)
  const sockets = new Set<Socket>()
  const server: Server = createServer((near) => {
    const far = connectSocket(Number(to.port), to.hostname)
    near.pipe(far)
    far.pipe(near)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const from = new URL(url)
  from.port = String(address.port)
  return {
    url: from.href,
    freeze: () => {
      for (const socket of sockets) socket.unpipe().pause()
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
