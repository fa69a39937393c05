import { RedisClient } from 'bun'
import { type Check, codeOf, fail, fine } from './finding.ts'

/** Redis: it answers, and which it is. Bun's own client, since the check wants one question and no connection after it. */
export const redisCheck = (url: string, now: () => number): Check => ({
  name: 'Redis',
  run: async (signal) => {
    const redis = new RedisClient(url, { autoReconnect: false, connectionTimeout: 3_000, maxRetries: 0 })
    const close = () => redis.close()
    signal.addEventListener('abort', close)
    try {
      await redis.connect()
      const began = now()
      await redis.send('PING', [])
      const took = (now() - began).toFixed(1)
      const version =
        /^redis_version:(\S+)/m.exec(String(await redis.send('INFO', ['server'])))?.[1] ?? 'of unknown version'
      return fine(`Redis ${version}, answers in ${took} ms`)
    } catch (error) {
      return fail(
        `it does not answer (${codeOf(error)})`,
        'Check that Redis runs, and the address and password in REDIS_URL.',
      )
    } finally {
      signal.removeEventListener('abort', close)
      close()
    }
  },
})
