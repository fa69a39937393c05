import { type Clock, wakeIn } from '#ports/clock.ts'
import type { Instances } from '#ports/instances.ts'
import type { Log } from '#ports/log.ts'
import type { InstanceId } from '#protocol/ids.ts'
import type { RedisClient } from './client.ts'
import { KEY_PREFIX } from './names.ts'
import { Script } from './script.ts'

/** How often an instance says that it lives, ms. */
const BEAT_MS = 2_000
/** Who has not said so for this long, ms, is dead. */
export const DEAD_AFTER_MS = 8_000

/** ARGV: this instance, dead after ms. Redis's own time, so that no two clocks are compared. */
const BEAT = new Script(`
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[2]))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('ZRANGE', KEYS[1], 0, -1)`)

interface RedisInstancesDeps {
  readonly client: RedisClient
  readonly clock: Clock
  readonly log: Log
}

/** The instances that say in Redis that they live. */
export class RedisInstances implements Instances {
  readonly mine: InstanceId
  readonly #deps: RedisInstancesDeps
  readonly #key: string
  #cancelBeat: () => void = () => {}
  #stopped = false
  #alive: ReadonlySet<InstanceId> = new Set()
  /** Since when every beat has succeeded, ms; null after one that failed. */
  #steadySince: number | null = null

  constructor(mine: InstanceId, deps: RedisInstancesDeps, prefix = KEY_PREFIX) {
    this.mine = mine
    this.#deps = deps
    this.#key = `${prefix}instances`
  }

  /** Says so once, and then every two seconds. */
  async start(): Promise<void> {
    await this.#beat()
    this.#schedule()
  }

  /** Says goodbye, so that the others need not wait. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancelBeat()
    // Without the goodbye they find out by themselves.
    await this.#deps.client.redis.zrem(this.#key, this.mine).catch(() => {})
  }

  alive(): ReadonlySet<InstanceId> | null {
    // While Redis was away nobody could say that they live: first everyone gets the time to.
    const steady = this.#steadySince !== null && this.#deps.clock.stamp() - this.#steadySince >= DEAD_AFTER_MS
    return steady ? this.#alive : null
  }

  #schedule(): void {
    this.#cancelBeat = wakeIn(this.#deps.clock, BEAT_MS, () => {
      void this.#beat()
      this.#schedule()
    })
  }

  async #beat(): Promise<void> {
    try {
      const found = await BEAT.run(this.#deps.client.redis, [this.#key], [this.mine, DEAD_AFTER_MS])
      if (this.#stopped) return
      this.#alive = new Set(found as InstanceId[]) // the script answers names that we wrote
      this.#steadySince ??= this.#deps.clock.stamp()
    } catch (error) {
      this.#steadySince = null
      this.#deps.log.debug('redis.beat_failed', { error })
    }
  }
}
