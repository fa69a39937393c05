import type { ErrorHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { routePath } from 'hono/route'
import { OutsideFault } from '#ports/fault.ts'
import type { Log } from '#ports/log.ts'
import type { Metrics } from '#ports/metrics.ts'
import type { HttpEnv } from '../env.ts'
import { reject } from '../reply.ts'

/** The one place where a fault of this shell ends: logged once, counted, and shown without its insides. */
export const faults =
  (log: Log, metrics: Metrics): ErrorHandler<HttpEnv> =>
  (error, c) => {
    if (error instanceof HTTPException && error.status === 413) return reject(c, 'payload_too_large')
    // The framework's own complaints: a body that is not JSON, a cookie or an escape that cannot be read.
    if (error instanceof HTTPException && error.status < 500) return reject(c, 'bad_request')
    // Who hung up while we were reading or working gets no answer; that is no fault of ours.
    if (c.req.raw.signal.aborted) return c.body(null, 400)
    log.error('http.fault', { method: c.req.method, route: routePath(c, -1), error })
    metrics.fault('http')
    return reject(c, error instanceof OutsideFault ? 'unavailable' : 'internal')
  }
