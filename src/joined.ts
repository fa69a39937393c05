import { openRedis } from '#adapters/redis/client.ts'
import { RedisBus } from '#adapters/redis/redis-bus.ts'
import { RedisCache } from '#adapters/redis/redis-cache.ts'
import { RedisInstances } from '#adapters/redis/redis-instances.ts'
import { RedisLimiter } from '#adapters/redis/redis-limiter.ts'
import { RedisSequencer } from '#adapters/redis/redis-sequencer.ts'
import { TimeReference } from '#adapters/redis/time-reference.ts'
import type { SteeredClock } from '#adapters/system/clock.ts'
import type { PromptLimiter } from '#ports/limiter.ts'
import type { Log } from '#ports/log.ts'
import type { InstanceId } from '#protocol/ids.ts'
import type { Lifecycle } from './lifecycle.ts'

interface Given {
  readonly instance: InstanceId
  readonly clock: SteeredClock
  readonly log: Log
  readonly life: Lifecycle
  /** What counts while Redis is away. */
  readonly insurance: PromptLimiter
}

/** One instance of several: Redis orders what happens in their rooms, counts for them, and tells them all the time. */
export async function joined(url: string, { instance, clock, log, life, insurance }: Given) {
  const client = await life.start('redis', openRedis(url, log), (open) => open.close())
  const time = await life.start('time', new TimeReference(client, clock, log), (open) => open.stop())
  await time.start()
  const instances = await life.start('instances', new RedisInstances(instance, { client, clock, log }), (open) =>
    open.stop(),
  )
  await instances.start()
  const bus = await life.start('bus', new RedisBus({ client, clock, log }), (open) => open.close())
  return {
    bus,
    sequencer: new RedisSequencer(client),
    instances,
    cache: new RedisCache(client, log),
    limiter: new RedisLimiter({ redis: client.redis, clock, log, insurance }),
    redisHealth: client.health,
  }
}
