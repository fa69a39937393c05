import { Redis, type RedisOptions } from 'ioredis'
import type { HealthCheck } from '#ports/health.ts'
import type { Log } from '#ports/log.ts'
import { within } from '../system/deadline.ts'
import { RedisFault } from './fault.ts'

/** Longest wait for one answer, ms. */
const COMMAND_TIMEOUT_MS = 1_500
const CONNECT_TIMEOUT_MS = 2_000
/** Longest wait for a server that is not there when we start, ms. */
const START_TIMEOUT_MS = 10_000
/** Waits between attempts to connect again, ms: a server that was restarted is found at once. */
const RETRY_MAX_MS = 1_000
/** A connection in which nothing arrives for this long, ms, is dead: heartbeats ask more often. */
export const SILENCE_MS = 8_000

/**
 * What is asked while there is no connection fails at once, and nothing is ever asked twice: whether a command that
 * was under way has happened is not known, and only who asked can tell whether it may happen again.
 */
const OPTIONS = {
  lazyConnect: true,
  connectTimeout: CONNECT_TIMEOUT_MS,
  commandTimeout: COMMAND_TIMEOUT_MS,
  socketTimeout: SILENCE_MS,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  maxRetriesPerRequest: 0,
  retryStrategy: (times: number) => Math.min(25 * 2 ** times, RETRY_MAX_MS),
} satisfies RedisOptions

/** The connections to one Redis server: one to ask, one to listen. */
export interface RedisClient {
  /** For commands. */
  readonly redis: Redis
  /** For the channels of the bus alone. */
  readonly listener: Redis
  /** Which run of the server answers; rejects while that is not known. A new run may have forgotten things. */
  server(): string
  readonly health: HealthCheck
  close(): void
}

/** Connects, waiting ten seconds at most for the server to appear. */
export async function openRedis(url: string, log: Log): Promise<RedisClient> {
  const redis = new Redis(url, { ...OPTIONS, connectionName: 'watchparty' })
  const listener = new Redis(url, { ...OPTIONS, connectionName: 'watchparty-bus' })
  let server: string | null = null
  const ready = Promise.withResolvers<void>()
  redis.on('ready', async () => {
    try {
      server = /^run_id:(\w+)/m.exec(await redis.info('server'))?.[1] ?? 'unnamed'
      log.info('redis.connected')
      ready.resolve()
    } catch {
      redis.disconnect(true) // gone again already: the next connection asks anew
    }
  })
  redis.on('close', () => {
    if (server !== null) log.warn('redis.lost')
    server = null
  })
  // Without listeners a lost connection would end the process.
  redis.on('error', (error) => log.debug('redis.error', { error }))
  listener.on('error', (error) => log.debug('redis.error', { error }))
  const client: RedisClient = {
    redis,
    listener,
    server: () => {
      if (server === null) throw new RedisFault('Redis is not connected')
      return server
    },
    health: {
      name: 'redis',
      check: async () => {
        await redis.ping()
      },
    },
    close: () => {
      redis.disconnect()
      listener.disconnect()
    },
  }
  try {
    // The first attempt may fail; the client goes on trying by itself.
    void redis.connect().catch(() => {})
    void listener.connect().catch(() => {})
    await within(START_TIMEOUT_MS, 'Redis', ready.promise)
    return client
  } catch (fault) {
    client.close()
    throw fault
  }
}
