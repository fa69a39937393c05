import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import type { Clock } from '#ports/clock.ts'
import type { Log } from '#ports/log.ts'
import type { HttpEnv } from '../env.ts'

/** One line for each request: the route's pattern, never the path, the query or who asked. */
export const requestLog = (log: Log, clock: Clock) =>
  createMiddleware<HttpEnv>(async (c, next) => {
    const began = clock.stamp()
    await next()
    const tookMs = Math.round((clock.stamp() - began) * 10) / 10
    log.debug('http.answered', { method: c.req.method, route: routePath(c, -1), status: c.res.status, tookMs })
  })
