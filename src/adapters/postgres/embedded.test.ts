import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sql } from 'drizzle-orm'
import { embeddedCommand, embeddedFolder, PGLITE_ASSETS } from '#testing/database.ts'
import { type Database, openDatabase } from './client.ts'
import { EmbeddedPostgres } from './embedded.ts'
import { lockFolder } from './pglite-files.ts'

setDefaultTimeout(30_000) // starting databases takes a while on a busy machine

/** What pg_control says of the cluster. Its layout: `src/include/catalog/pg_control.h` of PostgreSQL. */
const controlOf = (dataDir: string) => {
  const control = readFileSync(join(dataDir, 'cluster/global/pg_control'))
  return { isShutDown: control.readUInt32LE(16) === 1, checkpoint: control.readBigUInt64LE(32) }
}

describe('the embedded database', () => {
  let folder: Awaited<ReturnType<typeof embeddedFolder>>
  let running: EmbeddedPostgres[] = []
  let open: Database[] = []

  // One folder for most tests: unpacking a cluster for each would take longer than all else.
  beforeAll(async () => {
    folder = await embeddedFolder()
  })
  afterAll(() => folder.remove())
  afterEach(async () => {
    for (const database of open) await database.close()
    for (const embedded of running) await embedded.close()
    open = []
    running = []
    folder.log.lines.length = 0
  })

  async function start(options: Partial<Parameters<typeof EmbeddedPostgres.start>[0]> = {}) {
    const { dataDir, log } = folder
    const all = { dataDir, assetsDir: PGLITE_ASSETS, spawn: embeddedCommand, log, ...options }
    const embedded = await EmbeddedPostgres.start(all)
    running.push(embedded)
    const database = openDatabase(embedded, log)
    open.push(database)
    return { embedded, database }
  }
  const execute = (database: Database, text: string) =>
    database.run(async (queries) => [...(await queries.execute<{ n: number }>(sql.raw(text)))])
  const note = (name: string) => readFileSync(join(folder.dataDir, name), 'utf8')
  const pid = () => Number(note('pid'))

  /** Asks again the moment it was refused, until there is an answer; the driver itself waits between attempts. */
  async function answered(database: Database, text: string): Promise<{ n: number }[]> {
    for (;;) {
      try {
        return await execute(database, text)
      } catch {}
    }
  }

  test('keeps its folder and its socket to itself', async () => {
    chmodSync(folder.dataDir, 0o755)
    const { embedded } = await start()
    expect(dirname(embedded.socketPath)).toBe(folder.dataDir)
    for (const path of [folder.dataDir, join(folder.dataDir, 'cluster')])
      expect(statSync(path).mode & 0o777).toBe(0o700)
  })

  test('begins anew when its first start was cut short', async () => {
    const dataDir = join(folder.dataDir, 'anew')
    await Bun.write(join(dataDir, 'cluster.new/base/half'), 'a file that was being unpacked')
    const { database } = await start({ dataDir })
    expect(await execute(database, 'select 1 as n')).toEqual([{ n: 1 }])
    expect(existsSync(join(dataDir, 'cluster.new'))).toBe(false)
    expect(existsSync(join(dataDir, 'cluster/base/half'))).toBe(false)
  })

  test('is there again after it was closed, and was closed cleanly', async () => {
    const first = await start()
    await execute(first.database, 'create table kept as select 42 as n')
    await first.database.close()
    await first.embedded.close()
    expect(controlOf(folder.dataDir).isShutDown).toBe(true)
    const second = await start()
    expect(await execute(second.database, 'select n from kept')).toEqual([{ n: 42 }])
  })

  test('brings every commit to the disk before it says so', async () => {
    const { database } = await start()
    await execute(database, 'create table syncing (n int)')
    const before = Number(note('syncs'))
    for (let n = 0; n < 50; n += 1) await execute(database, `insert into syncing values (${n})`)
    expect(Number(note('syncs')) - before).toBeGreaterThanOrEqual(50)
  })

  test('has all that it acknowledged after it was killed amid inserts', async () => {
    const { database } = await start()
    await execute(database, 'create table surviving (n int)')
    const acknowledged: number[] = []
    const inserts = Array.from({ length: 100 }, async (_, n) => {
      await execute(database, `insert into surviving values (${n})`)
      if (acknowledged.push(n) === 30) process.kill(pid(), 'SIGKILL')
    })
    const lost = (await Promise.allSettled(inserts)).filter((insert) => insert.status === 'rejected').length
    expect(lost).toBeGreaterThan(0)
    const kept = await answered(database, 'select n from surviving')
    expect(kept.map((row) => row.n)).toEqual(expect.arrayContaining(acknowledged))
  })

  test('is started again when it has died, and whoever goes on asking is answered', async () => {
    const downs: string[] = []
    const { database } = await start({ onDown: (reason) => downs.push(reason) })
    await database.ping()
    process.kill(pid(), 'SIGKILL')
    expect(await answered(database, 'select 1 as n')).toEqual([{ n: 1 }])
    expect(downs).toEqual(['ended by SIGKILL'])
    const events = folder.log.lines.map((line) => line.event)
    expect(events[0]).toBe('database.child_died')
    expect(events).not.toContain('database.overdue') // nothing that was asked got lost
  })

  test('serves on when the whole group is told to end, until its parent lets go of it', async () => {
    const downs: string[] = []
    const { database, embedded } = await start({ onDown: (reason) => downs.push(reason) })
    await database.ping()
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.kill(pid(), signal)
    expect(await execute(database, 'select 1 as n')).toEqual([{ n: 1 }])
    await database.close()
    await embedded.close()
    expect(downs).toEqual([])
    expect(controlOf(folder.dataDir).isShutDown).toBe(true)
  })

  test('ends rather than go on when the disk fails, and recovers with the disk', async () => {
    const { database } = await start()
    await execute(database, 'create table failing (n int)')
    const broken = join(folder.dataDir, 'broken')
    await Bun.write(broken, '')
    await expect(execute(database, 'insert into failing values (1)')).rejects.toMatchObject({ name: 'DatabaseFault' })
    await rm(broken)
    await answered(database, 'insert into failing values (2) returning n')
    expect(String(folder.log.lines[0]?.fields.reason)).toContain('could not fsync')
  })

  test('keeps transactions apart', async () => {
    const { database } = await start()
    await execute(database, 'create table apart (n int)')
    const inside = Promise.withResolvers<void>()
    const finish = Promise.withResolvers<void>()
    const undone = database.run((queries) =>
      queries.transaction(async (transaction) => {
        await transaction.execute(sql`insert into apart values (1)`)
        inside.resolve()
        await finish.promise
        throw new Error('undo')
      }),
    )
    await inside.promise
    const beside = execute(database, 'insert into apart values (2)')
    finish.resolve()
    await expect(undone).rejects.toThrow('undo')
    await beside
    expect(await execute(database, 'select n from apart')).toEqual([{ n: 2 }])
  })

  test('does its upkeep between transactions that go on', async () => {
    const { database } = await start({ spawn: (args) => [...embeddedCommand(args), '20'] })
    await execute(database, 'create table checkpointed (n int)')
    const first = controlOf(folder.dataDir).checkpoint
    let written = 0
    while (controlOf(folder.dataDir).checkpoint === first) {
      await database.run((queries) =>
        queries.transaction(async (transaction) => {
          await transaction.execute(sql`insert into checkpointed values (${1})`)
          await transaction.execute(sql`insert into checkpointed values (${2})`)
        }),
      )
      written += 2
    }
    expect(await execute(database, 'select count(*)::int as n from checkpointed')).toEqual([{ n: written }])
  })

  test('refuses a folder that another process has, until that one is gone', async () => {
    const { database, embedded } = await start()
    await expect(start()).rejects.toThrow('is in use by another process')
    expect(await execute(database, 'select 1 as n')).toEqual([{ n: 1 }])
    await database.close()
    await embedded.close()
    await start()
  })

  test('ends by itself when its parent is killed, and leaves the folder to the next', async () => {
    const script = `
      import { EmbeddedPostgres } from '#adapters/postgres/embedded.ts'
      import { embeddedCommand } from '#testing/database.ts'
      import { FakeLog } from '#testing/fake-log.ts'
      const [dataDir, assetsDir] = process.argv.slice(-2)
      await EmbeddedPostgres.start({ dataDir, assetsDir, spawn: embeddedCommand, log: new FakeLog() })
      console.log('started')`
    const parent = Bun.spawn([process.execPath, '-e', script, folder.dataDir, PGLITE_ASSETS], {
      cwd: import.meta.dir,
      stdout: 'pipe',
    })
    for await (const _ of parent.stdout) break
    expect(controlOf(folder.dataDir).isShutDown).toBe(false)
    parent.kill('SIGKILL')
    lockFolder(folder.dataDir).close() // waits for the orphan, who holds it to the end
    expect(controlOf(folder.dataDir).isShutDown).toBe(true)
    await start()
  })

  test('puts the socket elsewhere when the path of its folder is too long for one', async () => {
    const deep = join(folder.dataDir, 'deep'.repeat(30))
    const { database, embedded } = await start({ dataDir: deep })
    expect(Buffer.byteLength(embedded.socketPath)).toBeLessThanOrEqual(107)
    expect(await execute(database, 'select 1 as n')).toEqual([{ n: 1 }])
    await database.close()
    await embedded.close()
    expect(existsSync(dirname(embedded.socketPath))).toBe(false)
    expect(existsSync(deep)).toBe(true)
  })

  test('says why it cannot start', async () => {
    const missing = { dataDir: join(folder.dataDir, 'new'), assetsDir: join(folder.dataDir, 'nothing') }
    await expect(start(missing)).rejects.toThrow('seed.tar.gz')
    await expect(start({ spawn: () => ['/no/such/executable'] })).rejects.toThrow('/no/such/executable')
    await expect(start({ spawn: () => ['false'] })).rejects.toThrow('ended by itself with code 1')
    const dataDir = join(folder.dataDir, 'old')
    const { database, embedded } = await start({ dataDir })
    await database.close()
    await embedded.close()
    await Bun.write(join(dataDir, 'cluster/PG_VERSION'), '12\n')
    await expect(start({ dataDir })).rejects.toThrow('database files are incompatible with server')
  })
})
