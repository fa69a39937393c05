import { join } from 'node:path'
import { LocalBus } from '#adapters/local/local-bus.ts'
import { LocalCache } from '#adapters/local/local-cache.ts'
import { LocalInstances } from '#adapters/local/local-instances.ts'
import { LocalLimiter } from '#adapters/local/local-limiter.ts'
import { LocalSequencer } from '#adapters/local/local-sequencer.ts'
import { Destinations } from '#adapters/net/allowed-hosts.ts'
import { SafeFetcher } from '#adapters/net/safe-fetcher.ts'
import { ownAddresses, systemResolver } from '#adapters/net/system-resolver.ts'
import { PrometheusMetrics } from '#adapters/ops/prometheus.ts'
import { PostgresChatStore } from '#adapters/postgres/chat-store.ts'
import { PostgresCleanupStore } from '#adapters/postgres/cleanup-store.ts'
import { databaseHealth, openDatabase } from '#adapters/postgres/client.ts'
import { EmbeddedPostgres } from '#adapters/postgres/embedded.ts'
import { PostgresJobLeases } from '#adapters/postgres/job-leases.ts'
import { migrate } from '#adapters/postgres/migrate.ts'
import { PostgresRoomStore } from '#adapters/postgres/room-store.ts'
import { PostgresSubtitleStore } from '#adapters/postgres/subtitle-store.ts'
import { PostgresUserStore } from '#adapters/postgres/user-store.ts'
import { SteeredClock } from '#adapters/system/clock.ts'
import { newInstanceId, RandomIds } from '#adapters/system/id-source.ts'
import { keptSecret } from '#adapters/system/secrets.ts'
import type { LinkedFilm } from '#core/media-url.ts'
import type { Clock } from '#ports/clock.ts'
import type { HealthCheck } from '#ports/health.ts'
import type { Limiter } from '#ports/limiter.ts'
import type { Log } from '#ports/log.ts'
import type { InstanceId, RoomId } from '#protocol/ids.ts'
import { Auth } from '#services/auth/login.ts'
import { Tokens } from '#services/auth/tokens.ts'
import { Cleanup } from '#services/cleanup.ts'
import { Limits } from '#services/limits.ts'
import { MediaResolver } from '#services/media/resolver.ts'
import { RoomRegistry } from '#services/rooms/registry.ts'
import { CachedRoomStore } from '#services/rooms/room-cache.ts'
import { Rooms } from '#services/rooms/rooms.ts'
import { RoomSubtitles } from '#services/subtitles/subtitles.ts'
import { createHttpApp } from '#shell/http/app.ts'
import { serve } from '#shell/http/server.ts'
import { Jobs } from '#shell/jobs/jobs.ts'
import { jobList } from '#shell/jobs/list.ts'
import { Door } from '#shell/ws/door.ts'
import { Gateway } from '#shell/ws/gateway.ts'
import { LOOKUPS } from '#sources/lookups.ts'
import { childCommand } from './cli/child.ts'
import { type Config, retentionOf } from './config.ts'
import { assets, readBuild } from './embedded-assets.ts'
import { openLibrary } from './library.ts'
import { Lifecycle } from './lifecycle.ts'
import { VERSION } from './version.ts'

/** How long a message may wait for others to be written with it, ms. */
const CHAT_GROUP_MS = 40
/** How long it may take until a room is told who has come and gone, ms. Far less than anybody could notice. */
const GATHER_MS = 40
/** How long it may take until a room is told how its players are doing, ms. */
const HEALTH_GATHER_MS = 500

/** A server that runs. */
export interface App {
  /** Where this machine reaches it. */
  readonly address: string
  /** Stops accepting, tells clients to come back, writes what is not yet written. Safe to call twice. */
  stop(): Promise<void>
}

/** The wiring: opens everything in order, and closes it in reverse. The only place that knows all parts. */
export async function startApp(config: Config, log: Log): Promise<App> {
  const life = new Lifecycle(log)
  try {
    return await wire(config, log, life)
  } catch (fault) {
    await life.stop() // whatever is open already must not outlive a failed start
    throw fault
  }
}

async function wire(config: Config, log: Log, life: Lifecycle): Promise<App> {
  const clock = new SteeredClock()
  const instance = newInstanceId()
  const ids = new RandomIds(instance)
  const metrics = await life.start('metrics', new PrometheusMetrics(), (open) => open.close())

  const target = await databaseTarget(config, log, life)
  const applied = await migrate(target, assets.migrationsDir, log)
  if (applied > 0) log.info('database.migrated', { applied })
  const database = await life.start('database', openDatabase(target), (open) => open.close())
  const users = new PostgresUserStore(database)
  const chat = new PostgresChatStore(database)
  const subtitles = new PostgresSubtitleStore(database)

  const here = new LocalLimiter(clock)
  const { cache, limiter, redisHealth, ...joint } =
    config.redisUrl === null
      ? alone(instance, clock, here)
      : await joined(config.redisUrl, { instance, clock, log, life, insurance: here })
  const rooms = new CachedRoomStore(new PostgresRoomStore(database), cache)
  const { maxViewers, maxSocketsPerUser } = config
  const fetcher = new SafeFetcher({
    resolve: systemResolver(),
    destinations: new Destinations(config.mediaHostsAllow ?? [], ownAddresses),
    userAgent: `WatchParty/${VERSION} (+${config.publicUrl})`,
  })
  const media = new MediaResolver({ clock, cache, fetcher, log, metrics, lookups: LOOKUPS })
  const factsOf = (film: LinkedFilm) => media.factsOf(film)
  const registry = await life.start(
    'rooms',
    new RoomRegistry({
      clock,
      ids,
      log,
      metrics,
      rooms,
      chat,
      subtitles,
      maxViewers,
      factsOf,
      chatGroupMs: CHAT_GROUP_MS,
      ...joint,
    }),
    (open) => open.stop(),
  )

  const secrets = config.jwtSecrets ?? [await keptSecret(config.dataDir, 'jwt')]
  const tokens = new Tokens(secrets, clock)
  const auth = new Auth({ users, tokens, ids, clock, botToken: config.botToken, guests: config.guests })
  const limits = new Limits({ here, shared: limiter, metrics })
  const { publicUrl, trustProxy } = config
  const newSession = () => ids.session()
  const build = readBuild(assets.uiDir)
  const gateway = new Gateway({
    clock,
    log,
    metrics,
    auth,
    registry,
    door: new Door({ limits, publicUrl, trustProxy }),
    newSession,
    maxSocketsPerUser,
    gatherMs: GATHER_MS,
    healthGatherMs: HEALTH_GATHER_MS,
    build,
    random: Math.random,
  })
  registry.start(gateway)

  const health = [databaseHealth(database)]
  if (redisHealth !== null) health.push(redisHealth)
  const botName = await openBot(config, health, log)
  const api = new Rooms({ clock, ids, registry, rooms, chat, sequencer: joint.sequencer })
  const http = createHttpApp({
    config: { ...config, botUsername: botName },
    auth,
    rooms: api,
    media,
    subtitles: new RoomSubtitles({ clock, ids, registry, rooms, store: subtitles, fetcher }),
    limits,
    library: await openLibrary(config, { rooms: api, users, clock, log, secrets }),
    health,
    metrics,
    log,
    clock,
    assetsDir: assets.uiDir,
    version: VERSION,
    build,
    onRenamed: (user) => gateway.renamed(user),
  })
  const server = await life.start(
    'server',
    serve({ host: config.host, port: config.port, http, gateway, trustProxy }),
    async (open) => {
      // First no new ones, then the old ones are sent away; what they asked last is still answered.
      const stopped = open.stop()
      gateway.stop()
      await stopped
    },
  )
  const jobs = await life.start('jobs', new Jobs({ clock, log, metrics, random: Math.random }), (open) => open.stop())
  const store = new PostgresCleanupStore(database)
  const onRoomsGone = (gone: readonly RoomId[]) => rooms.gone(gone)
  const cleanup = new Cleanup({ clock, store, retention: retentionOf(config), log, metrics, onRoomsGone })
  jobs.start(jobList({ cleanup, leases: new PostgresJobLeases(database), holder: ids.run() }))
  log.info('server.started', { port: server.port, database: config.databaseUrl === null ? 'embedded' : 'postgres' })
  return { address: `http://localhost:${server.port}`, stop: () => life.stop() }
}

/** The one instance there is. */
function alone(instance: InstanceId, clock: Clock, limiter: Limiter) {
  const bus = new LocalBus()
  const instances = new LocalInstances(instance)
  const cache = new LocalCache(clock)
  return { bus, sequencer: new LocalSequencer(bus), instances, cache, limiter, redisHealth: null }
}

// What not everybody needs is read only by who does: each would make every start a tenth of a second longer.

const joined = async (...given: Parameters<typeof import('./joined.ts')['joined']>) =>
  await (await import('./joined.ts')).joined(...given)

/** The bot's name, and whether Telegram answers for it; null without a bot, or when Telegram does not say. */
async function openBot({ botToken, botUsername, telegramApiBase }: Config, health: HealthCheck[], log: Log) {
  if (botToken === null) return botUsername
  const telegram = await import('#adapters/telegram/bot.ts')
  health.push(telegram.botHealth(telegramApiBase, botToken))
  const name = botUsername ?? (await telegram.botUsername(telegramApiBase, botToken))
  if (name === null) log.warn('bot.name_unknown', { hint: 'set BOT_USERNAME' })
  return name
}

/** The PostgreSQL that was named, or one of our own in a child process. */
async function databaseTarget(config: Config, log: Log, life: Lifecycle) {
  if (config.databaseUrl !== null) return { url: config.databaseUrl }
  const embedded = await life.start(
    'embedded database',
    EmbeddedPostgres.start({
      dataDir: join(config.dataDir, 'postgres'),
      assetsDir: assets.pgliteDir,
      spawn: (args) => childCommand('pglite', args),
      log,
    }),
    (open) => open.close(),
  )
  return { socketPath: embedded.socketPath }
}
