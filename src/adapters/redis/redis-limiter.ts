import type { Redis } from 'ioredis'
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { type Clock, wakeIn } from '#ports/clock.ts'
import { OutsideFault } from '#ports/fault.ts'
import type { Limiter, LimitRule, PromptLimiter, Taken } from '#ports/limiter.ts'
import type { Log } from '#ports/log.ts'
import { KEY_PREFIX } from './names.ts'

/** Longest wait for Redis, ms: a limit may cost a request this much, once. */
const TIMEOUT_MS = 250
/** After a fault Redis is left alone for this long, ms, so that one that hangs delays one request a second and not all. */
const REST_MS = 1_000

export interface RedisLimiterDeps {
  /** Connected, or on its way to be; closed by whoever opened it. */
  readonly redis: Redis
  readonly clock: Clock
  readonly log: Log
  /** Counts on this instance alone while Redis is away: too lenient by as many times as there are instances. */
  readonly insurance: PromptLimiter
  readonly prefix?: string
}

/** Counts in Redis, so that several instances count together; in the insurance while it is away. */
export class RedisLimiter implements Limiter {
  readonly #deps: RedisLimiterDeps
  /** One for each rule of the table. */
  readonly #rules = new Map<string, RateLimiterRedis>()
  #restsUntil = 0
  #away = false

  constructor(deps: RedisLimiterDeps) {
    this.#deps = deps
  }

  async consume(rule: LimitRule, key: string): Promise<Taken> {
    const { clock, insurance, log } = this.#deps
    if (clock.now() < this.#restsUntil) return insurance.consume(rule, key)
    try {
      const taken = await this.#inTime(this.#ask(rule, key))
      if (this.#away) log.info('limits.redis_back')
      this.#away = false
      return taken
    } catch (reason) {
      if (!this.#away) log.warn('limits.redis_away', { err: reason })
      this.#away = true
      this.#restsUntil = clock.now() + REST_MS
      return insurance.consume(rule, key)
    }
  }

  /** The library tells a refusal by rejecting with the count, and a fault by rejecting with an error. */
  #ask(rule: LimitRule, key: string): Promise<Taken> {
    return this.#limiterOf(rule)
      .consume(key)
      .then(takenOf, (reason: unknown) => {
        if (reason instanceof RateLimiterRes) return { ...takenOf(reason), allowed: false }
        throw reason
      })
  }

  #limiterOf({ name, points, seconds }: LimitRule): RateLimiterRedis {
    const known = this.#rules.get(name)
    if (known !== undefined) return known
    const { redis, prefix = `${KEY_PREFIX}limit` } = this.#deps
    const limiter = new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `${prefix}:${name}`,
      points,
      duration: seconds,
      // A client without a connection keeps commands until there is one; we have an insurance instead.
      rejectIfRedisNotReady: true,
    })
    this.#rules.set(name, limiter)
    return limiter
  }

  /** The client's own time-out is for whoever opened it to choose; this one is ours. */
  async #inTime<T>(answer: Promise<T>): Promise<T> {
    const { promise: late, reject } = Promise.withResolvers<never>()
    const cancel = wakeIn(this.#deps.clock, TIMEOUT_MS, () => reject(new OutsideFault('redis: no answer in time')))
    try {
      return await Promise.race([answer, late])
    } finally {
      cancel()
    }
  }
}

const takenOf = ({ remainingPoints, msBeforeNext }: RateLimiterRes): Taken => ({
  allowed: true,
  remaining: remainingPoints,
  resetMs: Math.max(0, msBeforeNext),
})
