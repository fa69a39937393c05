import type { Cache } from '#ports/cache.ts'
import type { Log } from '#ports/log.ts'
import type { RedisClient } from './client.ts'
import { KEY_PREFIX } from './names.ts'
import { Script } from './script.ts'

/** Longest time between finding nothing and keeping what was loaded, ms. */
const LEASE_MS = 20_000
/** Keys that could not be dropped while Redis was away, at most; older ones live until their time is over. */
const OWED_MAX = 10_000

/** ARGV: lease, its ttl. The value, or nothing and a lease: a promise to bring it. */
const GET = new Script(`
local value = redis.call('GET', KEYS[1])
if not value then redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2]) end
return value`)

/** ARGV: lease, value, its ttl. Kept only if nothing was dropped, and nobody else promised, since. */
const PUT = new Script(`
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('DEL', KEYS[2])
return 1`)

/** The cache that several instances share. */
export class RedisCache implements Cache {
  readonly #client: RedisClient
  readonly #log: Log
  readonly #prefix: string
  /** Dropped while Redis was away: not to be read before they are. */
  readonly #owed = new Set<string>()
  #leases = 0
  readonly #name = crypto.randomUUID()

  constructor(client: RedisClient, log: Log, prefix = KEY_PREFIX) {
    this.#client = client
    this.#log = log
    this.#prefix = prefix
    client.redis.on('ready', () => void this.#settle())
  }

  async through<T>(key: string, ttlMs: number, load: () => Promise<T | null>): Promise<T | null> {
    if (this.#owed.has(key)) return await load()
    this.#leases += 1
    const lease = `${this.#name}:${this.#leases}`
    let kept: unknown
    try {
      kept = await GET.run(this.#client.redis, this.#keys(key), [lease, LEASE_MS])
    } catch {
      return await load() // away: told once, where the connection is
    }
    if (typeof kept === 'string') return JSON.parse(kept) as T // what was put in under this key
    const value = await load()
    if (value !== null) await this.#put(key, lease, JSON.stringify(value), ttlMs)
    return value
  }

  async drop(key: string): Promise<void> {
    try {
      await this.#client.redis.del(...this.#keys(key))
      this.#owed.delete(key)
    } catch {
      if (this.#owed.size < OWED_MAX) this.#owed.add(key)
    }
  }

  async #put(key: string, lease: string, text: string, ttlMs: number): Promise<void> {
    try {
      await PUT.run(this.#client.redis, this.#keys(key), [lease, text, ttlMs])
    } catch (error) {
      this.#log.debug('cache.put_failed', { error })
    }
  }

  async #settle(): Promise<void> {
    for (const key of [...this.#owed]) await this.drop(key)
  }

  /** Both in one place, as a Redis cluster asks of a script. */
  #keys = (key: string): [string, string] => [`${this.#prefix}cache:{${key}}`, `${this.#prefix}cache:{${key}}:lease`]
}
