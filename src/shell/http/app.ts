import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { methodNotAllowed } from 'hono/method-not-allowed'
import type { Clock } from '#ports/clock.ts'
import type { HealthCheck } from '#ports/health.ts'
import type { Log } from '#ports/log.ts'
import type { Metrics } from '#ports/metrics.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { User } from '#protocol/http.ts'
import { BODY_MAX_BYTES, SUBTITLES_MAX_BYTES } from '#protocol/limits.ts'
import type { Auth } from '#services/auth/login.ts'
import type { Library } from '#services/library/library.ts'
import type { Limits } from '#services/limits.ts'
import type { RoomsApi } from '#services/rooms/rooms-api.ts'
import type { SubtitlesApi } from '#services/subtitles/subtitles.ts'
import { Assets, respond } from './assets.ts'
import type { HttpConfig, HttpEnv } from './env.ts'
import { faults } from './middleware/errors.ts'
import { Guard } from './middleware/limits.ts'
import { requestLog } from './middleware/request-log.ts'
import { pagePolicy, securityHeaders } from './middleware/security.ts'
import { openApiDocument } from './openapi.ts'
import { reject } from './reply.ts'
import { aboutRoutes } from './routes/about.ts'
import { authRoutes } from './routes/auth.ts'
import { docsRoutes } from './routes/docs.ts'
import { libraryFiles, libraryRoutes } from './routes/library.ts'
import { mediaRoutes, type Resolves } from './routes/media.ts'
import { opsRoutes } from './routes/ops.ts'
import { inviteRoutes, roomRoutes } from './routes/rooms.ts'
import { subtitleRoutes } from './routes/subtitles.ts'

export interface HttpDeps {
  readonly config: HttpConfig
  readonly auth: Auth
  readonly rooms: RoomsApi
  readonly limits: Limits
  readonly subtitles: SubtitlesApi
  readonly media: Resolves
  /** Null when the server has no films of its own. */
  readonly library: Library | null
  readonly health: readonly HealthCheck[]
  readonly metrics: Metrics
  readonly log: Log
  readonly clock: Clock
  /** Folder of the built Mini App. */
  readonly assetsDir: string
  readonly version: string
  /** Which Mini App is in there; null when none has been built. */
  readonly build: string | null
  /** Somebody has another name: tells the rooms they are in. */
  readonly onRenamed: (user: User) => void
}

/** All that is answered over HTTP: the API, the Mini App, and what operators ask. */
export function createHttpApp(deps: HttpDeps): Hono<HttpEnv> {
  const { auth, clock, config, library, limits, log, metrics, rooms, version } = deps
  const https = config.publicUrl.startsWith('https:')
  const guard = new Guard({ limits, log, trustProxy: config.trustProxy })
  const assets = new Assets(deps.assetsDir, config.publicUrl)
  if (assets.size === 0) log.warn('assets.missing', { hint: 'build the Mini App: bun run build' })

  // What no route answers has a limit as well.
  const nothing = async (c: Context<HttpEnv>, code: ErrorCode) =>
    (await guard.byAddress(c, 'nothing')) ?? reject(c, code)

  const app = new Hono<HttpEnv>()
  app.onError(faults(log, metrics))
  // Files come this way too: the guard of theirs answers at once, and theirs are the only answers without its headers.
  app.notFound((c) => {
    const asset = assets.find(c.req.path)
    return asset === null ? nothing(c, 'not_found') : (guard.quietly(c, 'assets') ?? respond(c, asset))
  })
  app.use(requestLog(log, clock))
  app.use(securityHeaders({ policy: pagePolicy(config, assets.scriptHashes), https }))
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        c.header('Allow', methods.join(', '))
        return reject(c, 'method_not_allowed')
      },
    }),
  )
  app.use((c, next) => {
    c.set('guard', guard)
    return next()
  })
  const small = bodyLimit({ maxSize: BODY_MAX_BYTES, onError: (c) => nothing(c, 'payload_too_large') })
  const file = bodyLimit({ maxSize: SUBTITLES_MAX_BYTES, onError: (c) => nothing(c, 'subtitles_too_large') })
  app.use('/api/*', noStore, (c, next) => (UPLOADS.test(c.req.path) ? file : small)(c, next))

  app.route('/api/auth', authRoutes(auth, https))
  app.route('/api', aboutRoutes(auth, config, deps))
  app.route('/api/rooms', roomRoutes(auth, rooms))
  app.route('/api/rooms', subtitleRoutes(auth, deps.subtitles))
  app.route('/api/media', mediaRoutes(auth, deps.media))
  app.route('/api/invites', inviteRoutes(rooms))
  app.route('/api/library', libraryRoutes(auth, library))
  app.route('/', libraryFiles(library, clock))
  app.route('/', opsRoutes(deps))
  let document: Promise<object> | undefined
  app.route(
    '/api',
    docsRoutes(() => (document ??= openApiDocument(app, version, config.publicUrl))),
  )
  return app
}

/** Where a body is a file. */
const UPLOADS = /^\/api\/rooms\/[^/]+\/subtitles$/

/** Answers are of the moment, but for those that say how long they are good. */
const noStore = createMiddleware<HttpEnv>(async (c, next) => {
  await next()
  if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store')
})
