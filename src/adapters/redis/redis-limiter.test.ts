import { afterAll, afterEach, describe, expect, test } from 'bun:test'
import { Redis } from 'ioredis'
import { LocalLimiter } from '#adapters/local/local-limiter.ts'
import { SystemClock } from '#adapters/system/clock.ts'
import { limiterContract } from '#testing/contracts/limiter.contract.ts'
import { FakeClock } from '#testing/fake-clock.ts'
import { FakeLog } from '#testing/fake-log.ts'
import { needs } from '#testing/needs.ts'
import { RedisLimiter } from './redis-limiter.ts'

const SERVER = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379'
const rule = { name: 'sign-in', points: 2, seconds: 60 }

const clients: Redis[] = []
const connect = (url: string): Redis => {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: () => 50,
    // Nothing is asked at the start, so that a server that says nothing can be connected to.
    enableReadyCheck: false,
    disableClientInfo: true,
    protocol: 2,
  })
  redis.on('error', () => {}) // being away is what some of these are for
  clients.push(redis)
  return redis
}
const prefixes: string[] = []
/** Keys of one test, apart from all others. */
const newPrefix = (): string => {
  const prefix = `test:${crypto.randomUUID()}`
  prefixes.push(prefix)
  return prefix
}

describe.skipIf(needs('redis'))('with Redis', () => {
  const clock = new SystemClock()
  const subject = (redis: Redis, prefix = newPrefix()) =>
    new RedisLimiter({ redis, clock, log: new FakeLog(), insurance: new LocalLimiter(clock), prefix })
  const ready = async (): Promise<Redis> => {
    const redis = connect(SERVER)
    await redis.ping()
    return redis
  }
  afterAll(async () => {
    const redis = await ready()
    for (const prefix of prefixes) {
      const keys = await redis.keys(`${prefix}:*`)
      if (keys.length > 0) await redis.del(...keys)
    }
    for (const client of clients) client.disconnect()
  })

  limiterContract('the Redis limiter', async () => {
    const redis = await ready()
    const prefix = newPrefix()
    // Redis has a clock of its own, which nobody hands in: instead of it every key's end moves.
    const pass = async (seconds: number) => {
      for (const key of await redis.keys(`${prefix}:*`))
        await redis.pexpire(key, Math.max(0, (await redis.pttl(key)) - seconds * 1_000))
    }
    return { limiter: subject(redis, prefix), pass }
  })

  test('several instances count together', async () => {
    const prefix = newPrefix()
    const [one, other] = [subject(await ready(), prefix), subject(await ready(), prefix)]
    expect((await one.consume(rule, 'ann')).remaining).toBe(1)
    expect((await other.consume(rule, 'ann')).remaining).toBe(0)
    expect((await one.consume(rule, 'ann')).allowed).toBe(false)
  })

  test('a server that comes back is counted in again, with what it had counted before', async () => {
    const [fake, log, redis] = [new FakeClock(), new FakeLog(), await ready()]
    const insurance = new LocalLimiter(fake)
    const limiter = new RedisLimiter({ redis, clock: fake, log, insurance, prefix: newPrefix() })
    expect((await limiter.consume(rule, 'ann')).remaining).toBe(1)
    redis.disconnect()
    expect(await limiter.consume(rule, 'ann')).toMatchObject({ allowed: true, remaining: 1 })
    await redis.connect()
    expect((await limiter.consume(rule, 'ann')).remaining).toBe(0) // still at rest
    fake.advance(1_000)
    expect(await limiter.consume(rule, 'ann')).toMatchObject({ allowed: true, remaining: 0 })
    expect((await limiter.consume(rule, 'ann')).allowed).toBe(false)
    expect(log.lines.map(({ event }) => event)).toEqual(['limits.redis_away', 'limits.redis_back'])
  })

  test('every key goes by itself', async () => {
    const redis = await ready()
    const prefix = newPrefix()
    await subject(redis, prefix).consume(rule, 'ann')
    const [key] = await redis.keys(`${prefix}:*`)
    const ttl = await redis.ttl(key ?? '')
    expect(ttl).toBeGreaterThan(55)
    expect(ttl).toBeLessThanOrEqual(60)
  })
})

describe('while Redis is away', () => {
  const servers: { stop: (force?: boolean) => void }[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) server.stop(true)
    for (const client of clients.splice(0)) client.disconnect()
  })
  const setUp = (url: string) => {
    const [clock, log] = [new FakeClock(), new FakeLog()]
    const redis = connect(url)
    const limiter = new RedisLimiter({ redis, clock, log, insurance: new LocalLimiter(clock) })
    return { clock, log, redis, limiter }
  }

  test('this instance counts by itself, at once, and says so once', async () => {
    const { clock, log, limiter } = setUp('redis://127.0.0.1:1')
    expect((await limiter.consume(rule, 'ann')).allowed).toBe(true)
    expect((await limiter.consume(rule, 'ann')).allowed).toBe(true)
    expect(await limiter.consume(rule, 'ann')).toMatchObject({ allowed: false, remaining: 0 })
    expect(log.lines.map(({ event }) => event)).toEqual(['limits.redis_away'])
    clock.advance(60_000)
    await limiter.consume(rule, 'ann')
    expect(log.lines).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })

  test('one that hangs delays a request by a quarter of a second, and is then left alone for one', async () => {
    // Takes connections and answers nothing.
    let asked = Promise.withResolvers<void>()
    const server = Bun.listen({
      hostname: '127.0.0.1',
      port: 0,
      socket: {
        data(_socket, bytes) {
          if (/^\*\d+\r\n\$\d\r\neval/i.test(bytes.toString())) asked.resolve()
        },
      },
    })
    servers.push(server)
    const { clock, redis, limiter } = setUp(`redis://127.0.0.1:${server.port}`)
    if (redis.status !== 'ready') await new Promise((resolve) => redis.once('ready', resolve))
    const first = limiter.consume(rule, 'ann')
    await asked.promise
    clock.advance(249)
    expect(Bun.peek.status(first)).toBe('pending')
    clock.advance(1)
    expect(await first).toMatchObject({ allowed: true, remaining: 1 })
    clock.advance(999)
    expect(await limiter.consume(rule, 'ann')).toMatchObject({ allowed: true, remaining: 0 })
    // After the rest it is asked again.
    asked = Promise.withResolvers()
    clock.advance(1)
    const later = limiter.consume(rule, 'ann')
    await asked.promise
    clock.advance(250)
    expect((await later).allowed).toBe(false)
  })
})
