import { chownSync, existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Subprocess } from 'bun'
import postgres from 'postgres'
import { freePort } from './executable.ts'

/** Where Debian puts each version. */
const VERSIONS = '/usr/lib/postgresql'
const READY_WITHIN_MS = 20_000
const ASK_EVERY_MS = 50

/** A PostgreSQL server of a test's own: the real one, which can be stopped and started again without harm to others. */
export interface OwnPostgres {
  readonly url: string
  /** SIGKILL to all of it, as a machine that loses its power. */
  stop(): Promise<void>
  /** Runs again on the same port, with the same data. */
  start(): Promise<void>
  remove(): Promise<void>
}

/** PostgreSQL refuses to run as root; then it runs as the user that Debian made for it. */
const isRoot = process.getuid?.() === 0
const asItsUser = (command: readonly string[]): string[] =>
  isRoot ? ['runuser', '-u', 'postgres', '--', ...command] : [...command]

export async function ownPostgres(): Promise<OwnPostgres> {
  const version = existsSync(VERSIONS) ? readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a))[0] : undefined
  if (version === undefined) throw new Error(`there is no PostgreSQL in ${VERSIONS}`)
  const program = (name: string) => join(VERSIONS, version, 'bin', name)
  const folder = await mkdtemp(join(tmpdir(), 'watchparty-pg-'))
  if (isRoot) {
    const ids = await Promise.all(['-u', '-g'].map(async (flag) => Number(await Bun.$`id ${flag} postgres`.text())))
    chownSync(folder, ids[0] ?? 0, ids[1] ?? 0)
  }
  const data = join(folder, 'data')
  await Bun.$`${asItsUser([program('initdb'), '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'])}`
    .cwd(folder)
    .quiet()
  const port = freePort()
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  let server: Subprocess | null = null
  const start = async () => {
    const command = [program('postgres'), '-D', data, '-p', `${port}`, '-k', folder, '-c', 'listen_addresses=127.0.0.1']
    server = Bun.spawn(asItsUser(command), { cwd: folder, stdout: 'ignore', stderr: 'ignore' })
    await answers(url)
  }
  const stop = async () => {
    const pid = Number((await Bun.file(join(data, 'postmaster.pid')).text()).split('\n')[0])
    process.kill(pid, 'SIGQUIT') // at once, without a word to anyone; its children end with it
    await server?.exited
    server = null
  }
  await start()
  return {
    url,
    start,
    stop,
    remove: async () => {
      if (server) await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function answers(url: string): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS
  for (;;) {
    const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} })
    try {
      await sql`select 1`
      return
    } catch (fault) {
      if (performance.now() > deadline) throw fault
    } finally {
      await sql.end({ timeout: 0 })
    }
    await Bun.sleep(ASK_EVERY_MS)
  }
}
