import { createHash, timingSafeEqual } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type { Clock } from '#ports/clock.ts'
import type { HealthCheck } from '#ports/health.ts'
import type { Log } from '#ports/log.ts'
import type { Metrics } from '#ports/metrics.ts'
import type { EpochMs } from '#protocol/ids.ts'
import { isLoopback } from '../client-address.ts'
import { describe } from '../describe.ts'
import type { HttpConfig, HttpEnv } from '../env.ts'
import { bearerOf } from '../middleware/access.ts'
import { reject } from '../reply.ts'
import type { Readiness } from '../schemas.ts'

/** A part that has not answered by then is not ready, ms. */
const CHECK_TIMEOUT_MS = 2_000

export interface OpsDeps {
  readonly config: HttpConfig
  readonly clock: Clock
  readonly health: readonly HealthCheck[]
  readonly log: Log
  readonly metrics: Metrics
  readonly version: string
}

/** For those who run the server, and for what watches over it. */
export const opsRoutes = ({ config, clock, health, log, metrics, version }: OpsDeps) =>
  new Hono<HttpEnv>()
    .get(
      '/healthz',
      describe({
        tag: 'Operations',
        summary: 'Is the process alive?',
        limit: 'health',
        answer: { status: 200, description: 'It is.', schema: 'Liveness' },
      }),
      (c) => c.json({ ok: true, version }),
    )
    .get(
      '/readyz',
      describe({
        tag: 'Operations',
        summary: 'Can the server do its work?',
        limit: 'ready',
        description: `Asks every part that it needs; one that has not answered within ${CHECK_TIMEOUT_MS / 1_000} seconds is not ready.`,
        answer: { status: 200, description: 'Every part answers.', schema: 'Readiness' },
        others: {
          503: { status: 503, description: 'A part does not answer; `parts` says which.', schema: 'Readiness' },
        },
      }),
      async (c) => {
        const parts = await Promise.all(health.map(async (part) => await isReady(part, clock, log)))
        const ready = parts.every(({ ok }) => ok)
        return c.json<Readiness>({ ready, parts }, ready ? 200 : 503)
      },
    )
    .get(
      '/metrics',
      describe({
        tag: 'Operations',
        summary: 'Measures in the Prometheus text format',
        limit: 'metrics',
        description: 'For the machine itself, and for who sends METRICS_TOKEN. Behind a proxy only for the latter.',
        answer: { status: 200, description: 'All measures.', type: 'text/plain' },
        errors: ['not_found'],
        security: [{}, { metricsToken: [] }],
      }),
      async (c) => {
        if (!mayMeasure(c, config)) return reject(c, 'not_found')
        const { body, contentType } = await metrics.expose()
        return c.body(body, 200, { 'Content-Type': contentType, 'Cache-Control': 'no-store' })
      },
    )

async function isReady(part: HealthCheck, clock: Clock, log: Log): Promise<Readiness['parts'][number]> {
  const { promise: late, reject: giveUp } = Promise.withResolvers<never>()
  // The cast is sound: an instant and a whole number of milliseconds make an instant.
  const deadline = (clock.now() + CHECK_TIMEOUT_MS) as EpochMs
  const cancel = clock.wakeAt(deadline, () => giveUp(new Error('no answer in time')))
  try {
    await Promise.race([part.check(), late])
    return { name: part.name, ok: true }
  } catch (error) {
    log.warn('health.failed', { part: part.name, error })
    return { name: part.name, ok: false }
  } finally {
    cancel()
  }
}

/** A proxy puts one of these in, even one that we were not told of. */
const PROXY_HEADERS = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip']

/** The machine itself, unless what looks like it is a proxy; and whoever has the token. */
function mayMeasure(c: Context<HttpEnv>, { metricsToken, trustProxy }: HttpConfig): boolean {
  const token = bearerOf(c.req.header('authorization'))
  if (metricsToken !== null && token !== null && same(token, metricsToken)) return true
  return trustProxy === 0 && isLoopback(c.env.address) && PROXY_HEADERS.every((name) => !c.req.header(name))
}

/** Compares in constant time; the hashes are as long as each other whatever the texts are. */
const same = (a: string, b: string): boolean => timingSafeEqual(sha256(a), sha256(b))
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
