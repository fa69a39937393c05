import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { methodNotAllowed } from 'hono/method-not-allowed'
import type { Clock } from '#ports/clock.ts'
import type { HealthCheck } from '#ports/health.ts'
import type { Log } from '#ports/log.ts'
import type { Metrics } from '#ports/metrics.ts'
import { BODY_MAX_BYTES } from '#protocol/limits.ts'
import type { Auth } from '#services/auth/login.ts'
import type { RoomsApi } from '#services/rooms/rooms-api.ts'
import { Assets } from './assets.ts'
import type { HttpConfig, HttpEnv } from './env.ts'
import { faults } from './middleware/errors.ts'
import { requestLog } from './middleware/request-log.ts'
import { pagePolicy, securityHeaders } from './middleware/security.ts'
import { openApiDocument } from './openapi.ts'
import { reject } from './reply.ts'
import { aboutRoutes } from './routes/about.ts'
import { authRoutes } from './routes/auth.ts'
import { docsRoutes } from './routes/docs.ts'
import { opsRoutes } from './routes/ops.ts'
import { inviteRoutes, roomRoutes } from './routes/rooms.ts'

export interface HttpDeps {
  readonly config: HttpConfig
  readonly auth: Auth
  readonly rooms: RoomsApi
  readonly health: readonly HealthCheck[]
  readonly metrics: Metrics
  readonly log: Log
  readonly clock: Clock
  /** Folder of the built Mini App. */
  readonly assetsDir: string
  readonly version: string
}

/** All that is answered over HTTP: the API, the Mini App, and what operators ask. */
export function createHttpApp(deps: HttpDeps): Hono<HttpEnv> {
  const { auth, clock, config, log, metrics, rooms, version } = deps
  const assets = new Assets(deps.assetsDir)
  if (assets.size === 0) log.warn('assets.missing', { hint: 'build the Mini App: bun run build' })

  const app = new Hono<HttpEnv>()
  app.onError(faults(log, metrics))
  app.notFound((c) => (c.req.path.startsWith('/api/') ? reject(c, 'not_found') : assets.respond(c)))
  app.use(requestLog(log, clock))
  app.use(securityHeaders(pagePolicy(config, assets.scriptHashes)))
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        c.header('Allow', methods.join(', '))
        return reject(c, 'method_not_allowed')
      },
    }),
  )
  app.use('/api/*', noStore, bodyLimit({ maxSize: BODY_MAX_BYTES, onError: (c) => reject(c, 'payload_too_large') }))

  app.route('/api/auth', authRoutes(auth, config.publicUrl.startsWith('https:')))
  app.route('/api', aboutRoutes(auth, config, version))
  app.route('/api/rooms', roomRoutes(auth, rooms))
  app.route('/api/invites', inviteRoutes(rooms))
  app.route('/', opsRoutes(deps))
  let document: Promise<object> | undefined
  app.route(
    '/api',
    docsRoutes(() => (document ??= openApiDocument(app, version, config.publicUrl))),
  )
  return app
}

const noStore = createMiddleware<HttpEnv>(async (c, next) => {
  await next()
  c.res.headers.set('Cache-Control', 'no-store')
})
