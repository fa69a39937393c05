import { type OwnRedis, ownRedis } from '#testing/redis.ts'
import { type Executable, startExecutable } from './executable.ts'
import { type OwnPostgres, ownPostgres } from './own-postgres.ts'

/** What all instances have in common. */
export interface Shared {
  readonly postgres: OwnPostgres
  readonly redis: OwnRedis
  readonly instances: readonly [Executable, Executable]
  remove(): Promise<void>
}

const METRICS_TOKEN = 'for-the-tests-of-several-instances'

/** Two instances on a PostgreSQL and a Redis of their own, both of which can be stopped. */
export async function startInstances(env: Record<string, string> = {}): Promise<Shared> {
  const [postgres, redis] = await Promise.all([ownPostgres(), ownRedis()])
  const settings = {
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    JWT_SECRET: 'a secret that all instances of the test have in common',
    METRICS_TOKEN,
    TRUST_PROXY: '1',
    ...env,
  }
  const one = await startExecutable({ env: settings })
  const two = await startExecutable({ env: settings })
  return {
    postgres,
    redis,
    instances: [one, two],
    remove: async () => {
      await Promise.all([one.remove(), two.remove()])
      await Promise.all([postgres.remove(), redis.remove()])
    },
  }
}

/** How many sockets are open on an instance. */
export async function socketsOf(instance: Executable): Promise<number> {
  const answer = await fetch(`${instance.url}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } })
  const text = await answer.text()
  return sum(text, 'watchparty_sockets_opened_total') - sum(text, 'watchparty_sockets_closed_total')
}

/** All values of a measure, whatever its labels. */
const sum = (text: string, name: string): number =>
  [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)$`, 'gm'))].reduce((all, [, n]) => all + Number(n), 0)
