/**
 * What tests need of the machine: PostgreSQL, Redis, Chromium, ffmpeg, Caddy. What is missing is installed, what is down is
 * started, where that is possible; what was done is told.
 */
import { existsSync } from 'node:fs'
import { run } from './run.ts'

export type PartName = 'browser' | 'caddy' | 'ffmpeg' | 'postgres' | 'redis'

export interface Part {
  name: PartName
  title: string
  /** What is still missing, in words; null when all is well. */
  missing: string | null
  /** What was done to get there. */
  done: readonly string[]
}

interface Recipe {
  title: string
  /** The package of Debian and Ubuntu. */
  apt: string
  /** What is missing, or null. */
  missing: () => Promise<string | null>
  /** Whether the program is there, so that only starting it may be needed. */
  installed: () => boolean
  /** Starts or sets up what is installed; returns what it did. */
  start?: () => Promise<string[]>
}

const POSTGRES = 'postgres://postgres@127.0.0.1:5432/postgres'
const REDIS = 'redis://127.0.0.1:6379'
const ANSWER_WITHIN_MS = 3_000
/** How long a service that was just started may take until it answers. */
const START_WITHIN_MS = 20_000

const words = (fault: unknown): string => (fault instanceof Error ? fault.message : String(fault))
const succeeds = async (command: readonly string[], timeoutMs = 10_000): Promise<boolean> =>
  (await run(command, { timeoutMs })).code === 0

async function postgresMissing(): Promise<string | null> {
  const sql = new Bun.SQL(POSTGRES, { max: 1, connectionTimeout: ANSWER_WITHIN_MS / 1_000 })
  try {
    await sql`SELECT 1`
    return null
  } catch (fault) {
    return `${POSTGRES} refuses: ${words(fault)}`
  } finally {
    await sql.close({ timeout: 0 })
  }
}

async function redisMissing(): Promise<string | null> {
  const client = new Bun.RedisClient(REDIS, { connectionTimeout: ANSWER_WITHIN_MS, autoReconnect: false })
  try {
    await client.ping()
    return null
  } catch (fault) {
    return `${REDIS} refuses: ${words(fault)}`
  } finally {
    client.close()
  }
}

async function startPostgres(): Promise<string[]> {
  const done: string[] = []
  const clusters = await run(['pg_lsclusters', '-h'], { timeoutMs: 10_000 })
  for (const line of clusters.output.trim().split('\n')) {
    const [version, cluster, port, status] = line.split(/\s+/)
    if (version === undefined || cluster === undefined || port !== '5432' || status === 'online') continue
    const root = await asRoot()
    if (root !== null && (await succeeds([...root, 'pg_ctlcluster', version, cluster, 'start'], 60_000)))
      done.push(`started PostgreSQL ${version}`)
  }
  if ((await answers(postgresMissing)) !== null && process.env.CI) done.push(...(await trustPostgres()))
  return done
}

/** Lets `postgres` in without a password from this machine. Under CI alone: a developer's server is not ours to open. */
async function trustPostgres(): Promise<string[]> {
  const root = await asRoot()
  if (root === null) return []
  const psql = (sql: string) => [...root, 'su', 'postgres', '-c', `psql -Atc "${sql}"`]
  const file = (await run(psql('SHOW hba_file'), { timeoutMs: 10_000 })).output.trim()
  const line = 'host all postgres 127.0.0.1/32 trust'
  const changed =
    file.startsWith('/') &&
    (await succeeds([...root, 'sed', '-i', `1i ${line}`, file])) &&
    (await succeeds(psql('SELECT pg_reload_conf()')))
  return changed ? [`added "${line}" to ${file}`] : []
}

async function startRedis(): Promise<string[]> {
  const quiet = ['--daemonize', 'yes', '--save', '', '--dir', '/tmp']
  return (await succeeds(['redis-server', '--bind', '127.0.0.1', ...quiet])) ? ['started Redis'] : []
}

/** The package starts a service on ports 80 and 443, where it can; tests run the program themselves, on other ones. */
async function stopCaddyService(): Promise<string[]> {
  const root = await asRoot()
  const stopped = root !== null && (await succeeds([...root, 'systemctl', 'disable', '--now', 'caddy']))
  return stopped ? ['stopped its service'] : []
}

const RECIPES: Record<PartName, Recipe> = {
  postgres: {
    title: 'PostgreSQL',
    apt: 'postgresql',
    missing: postgresMissing,
    installed: () => Bun.which('pg_ctlcluster') !== null,
    start: startPostgres,
  },
  redis: {
    title: 'Redis',
    apt: 'redis-server',
    missing: redisMissing,
    installed: () => Bun.which('redis-server') !== null,
    start: startRedis,
  },
  browser: {
    title: 'Chromium',
    apt: 'chromium',
    missing: async () => (existsSync('/usr/bin/chromium') ? null : '/usr/bin/chromium is not there'),
    installed: () => existsSync('/usr/bin/chromium'),
  },
  caddy: {
    title: 'Caddy',
    apt: 'caddy',
    missing: async () => ((await succeeds(['caddy', 'version'])) ? null : '`caddy version` does not answer'),
    installed: () => Bun.which('caddy') !== null,
    start: stopCaddyService,
  },
  ffmpeg: {
    title: 'ffmpeg',
    apt: 'ffmpeg',
    missing: async () => (Bun.which('ffmpeg') === null ? 'ffmpeg is not there' : null),
    installed: () => Bun.which('ffmpeg') !== null,
  },
}

/** What to put before a command that needs root; null when we may not. */
async function asRoot(): Promise<readonly string[] | null> {
  if (process.getuid?.() === 0) return []
  return Bun.which('sudo') !== null && (await succeeds(['sudo', '-n', 'true'])) ? ['sudo', '-n'] : null
}

let updated = false

async function aptInstall(name: string): Promise<string[]> {
  const root = await asRoot()
  if (root === null || Bun.which('apt-get') === null) return []
  const apt = [...root, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-y']
  if (!updated) await run([...apt, 'update'], { timeoutMs: 180_000 })
  updated = true
  const installed = await succeeds([...apt, 'install', '--no-install-recommends', name], 600_000)
  return installed ? [`installed ${name} with apt`] : []
}

/** Asks until all is well or the time is over. Returns what is missing then. */
async function answers(missing: Recipe['missing']): Promise<string | null> {
  const deadline = performance.now() + START_WITHIN_MS
  for (;;) {
    const what = await missing()
    // Only who does not answer yet is asked again: a wrong password stays one.
    if (what === null || !/failed to connect|closed|starting up/i.test(what) || performance.now() > deadline)
      return what
    await Bun.sleep(200)
  }
}

/** Makes one part ready as far as it can. */
export async function prepare(name: PartName): Promise<Part> {
  const { title, apt, missing, installed, start } = RECIPES[name]
  const done: string[] = []
  let what = await missing()
  if (what !== null && !installed()) done.push(...(await aptInstall(apt)))
  if (what !== null && start !== undefined && installed()) done.push(...(await start()))
  if (what !== null) what = done.length > 0 ? await answers(missing) : await missing()
  return { name, title, done, missing: what === null ? null : `${what}. ${advice(name, apt)}` }
}

const advice = (name: PartName, apt: string): string =>
  name === 'postgres'
    ? 'Install postgresql, start it, and put "host all postgres 127.0.0.1/32 trust" at the top of pg_hba.conf.'
    : `Install ${apt}${name === 'redis' ? ' and start it' : ''}.`

export const PARTS: readonly PartName[] = ['postgres', 'redis', 'browser', 'caddy', 'ffmpeg']
