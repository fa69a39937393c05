import { setImmediate } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { HealthCheck } from '#ports/health.ts'
import type { Log } from '#ports/log.ts'
import { Overdue, within } from '../system/deadline.ts'
import { DatabaseFault, faultOf } from './fault.ts'

/** A PostgreSQL server, or the socket of the embedded one. */
export type Target = { readonly url: string } | { readonly socketPath: string }

/** The query builder. */
export type Queries = PostgresJsDatabase

/** A way to the database: its connections, and a bound on every wait for it. */
export interface Database {
  /** Runs queries. Rejects with a `DatabaseFault` when the database refuses, cannot be reached or does not answer. */
  run<T>(work: (queries: Queries) => PromiseLike<T>): Promise<T>
  /**
   * Runs a statement that is run all the time and whose text never varies: each connection learns it once, and from then
   * on needs one round trip instead of two. Rejects as `run` does.
   */
  statement(text: string, parameters: readonly (string | number | null)[]): Promise<void>
  /** Resolves when the database answers; rejects within three seconds when it does not. */
  ping(): Promise<void>
  /** Lets running queries end, for five seconds at most. Nothing can be run afterwards. */
  close(): Promise<void>
}

const CONNECT_TIMEOUT_S = 5
const CLOSE_TIMEOUT_S = 5
const PING_TIMEOUT_MS = 3_000
/** Above the server's own time-outs, so that it is the server that ends a slow query, and ends its work too. */
const RUN_TIMEOUT_MS = 15_000
const POOL_SIZE = 10

/** What the server itself gives up on. The embedded one knows no timers, so there `RUN_TIMEOUT_MS` decides alone. */
const SESSION = {
  application_name: 'watchparty',
  statement_timeout: 10_000,
  lock_timeout: 5_000,
  idle_in_transaction_session_timeout: 10_000,
  TimeZone: 'UTC',
}

/**
 * Connections to `target`: the driver with what is the same for every use.
 * The embedded database is one session for all connections: more than one would mix their transactions.
 */
export function connect(target: Target, options: { max: number; session: Record<string, string | number> }) {
  const shared = {
    connect_timeout: CONNECT_TIMEOUT_S,
    connection: options.session,
    fetch_types: false, // only arrays need them, and no query of ours has any
    onnotice: () => {},
    backoff: (retries: number) => Math.min(0.05 * 2 ** retries, 1), // seconds; a restarted server is found at once
  }
  return 'url' in target
    ? postgres(target.url, { ...shared, max: options.max, idle_timeout: 60, keep_alive: 10 })
    : postgres({
        ...shared,
        path: target.socketPath,
        max: 1,
        max_lifetime: null,
        user: 'postgres',
        database: 'postgres',
      })
}

/** Opens a database. Connections are made when they are needed, so this neither waits nor fails. */
export function openDatabase(target: Target, log?: Log, runTimeoutMs = RUN_TIMEOUT_MS): Database {
  return new PooledDatabase({
    connect: () => connect(target, { max: POOL_SIZE, session: SESSION }),
    log,
    runTimeoutMs,
    // The embedded database takes no second connection while the first one lives.
    drainS: 'url' in target ? CLOSE_TIMEOUT_S : 0,
  })
}

/** Does the database answer now? */
export const databaseHealth = (database: Database): HealthCheck => ({
  name: 'database',
  check: () => database.ping(),
})

interface Pool {
  readonly connect: () => postgres.Sql
  readonly log: Log | undefined
  /** After this nobody waits for an answer any more, ms. */
  readonly runTimeoutMs: number
  /** Time that queries on given up connections have to end, seconds. */
  readonly drainS: number
}

class PooledDatabase implements Database {
  readonly #pool: Pool
  #client: postgres.Sql
  #queries: Queries

  constructor(pool: Pool) {
    this.#pool = pool
    this.#client = pool.connect()
    this.#queries = drizzle(this.#client)
  }

  run<T>(work: (queries: Queries) => PromiseLike<T>): Promise<T> {
    return this.#bounded(() => work(this.#queries))
  }

  async statement(text: string, parameters: readonly (string | number | null)[]): Promise<void> {
    await this.#bounded(() => this.#client.unsafe(text, [...parameters], { prepare: true }))
  }

  async #bounded<T>(work: () => PromiseLike<T>): Promise<T> {
    const client = this.#client
    try {
      return await within(this.#pool.runTimeoutMs, 'the database', work())
    } catch (error) {
      if (error instanceof Overdue) {
        if (this.#client === client) this.#reconnect()
        throw new DatabaseFault(error.message, 'OVERDUE')
      }
      // The driver loses what it is given between a socket's error and its close: whoever tries again at once.
      await setImmediate()
      throw faultOf(error)
    }
  }

  async ping(): Promise<void> {
    const answer = this.#queries.execute(sql`select 1`)
    await within(PING_TIMEOUT_MS, 'the database', answer).catch((error: unknown) => {
      throw faultOf(error)
    })
  }

  async close(): Promise<void> {
    await this.#client.end({ timeout: CLOSE_TIMEOUT_S })
  }

  /**
   * The server gives up on a query long before we do, so a connection without an answer is as good as cut, though TCP
   * may take a quarter of an hour to say so. New ones are made; what can still end on the old ones may.
   */
  #reconnect(): void {
    const { connect, log, drainS, runTimeoutMs } = this.#pool
    log?.warn('database.overdue', { afterMs: runTimeoutMs })
    const old = this.#client
    this.#client = connect()
    this.#queries = drizzle(this.#client)
    void old.end({ timeout: drainS }) // never rejects
  }
}
