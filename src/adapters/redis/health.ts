import { Redis } from 'ioredis'
import type { HealthCheck } from '#ports/health.ts'

/** Longest wait for Redis, ms. */
const TIMEOUT_MS = 1_500

/** Asks Redis whether it answers. Nothing else speaks to it while one instance runs alone. */
export function redisHealth(url: string): HealthCheck & { close(): void } {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: true,
    retryStrategy: (times) => Math.min(times * 500, 5_000),
  })
  // Without a listener a lost connection would end the process; the next check tells of it.
  redis.on('error', () => {})
  return {
    name: 'redis',
    check: async () => {
      await redis.ping()
    },
    close: () => redis.disconnect(),
  }
}
