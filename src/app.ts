import { join } from 'node:path'
import { LocalBus } from '#adapters/local/local-bus.ts'
import { LocalCache } from '#adapters/local/local-cache.ts'
import { LocalInstances } from '#adapters/local/local-instances.ts'
import { LocalLimiter } from '#adapters/local/local-limiter.ts'
import { LocalSequencer } from '#adapters/local/local-sequencer.ts'
import { PrometheusMetrics } from '#adapters/ops/prometheus.ts'
import { PostgresChatStore } from '#adapters/postgres/chat-store.ts'
import { PostgresCleanupStore } from '#adapters/postgres/cleanup-store.ts'
import { databaseHealth, openDatabase } from '#adapters/postgres/client.ts'
import { EmbeddedPostgres } from '#adapters/postgres/embedded.ts'
import { PostgresJobLeases } from '#adapters/postgres/job-leases.ts'
import { migrate } from '#adapters/postgres/migrate.ts'
import { PostgresRoomStore } from '#adapters/postgres/room-store.ts'
import { PostgresUserStore } from '#adapters/postgres/user-store.ts'
import { openRedis, type RedisClient } from '#adapters/redis/client.ts'
import { RedisBus } from '#adapters/redis/redis-bus.ts'
import { RedisCache } from '#adapters/redis/redis-cache.ts'
import { RedisInstances } from '#adapters/redis/redis-instances.ts'
import { RedisLimiter } from '#adapters/redis/redis-limiter.ts'
import { RedisSequencer } from '#adapters/redis/redis-sequencer.ts'
import { TimeReference } from '#adapters/redis/time-reference.ts'
import { SteeredClock } from '#adapters/system/clock.ts'
import { newInstanceId, RandomIds } from '#adapters/system/id-source.ts'
import { keptSecret } from '#adapters/system/secrets.ts'
import { botHealth, botUsername } from '#adapters/telegram/bot.ts'
import type { Clock } from '#ports/clock.ts'
import type { Log } from '#ports/log.ts'
import type { InstanceId, RoomId } from '#protocol/ids.ts'
import { Auth } from '#services/auth/login.ts'
import { Tokens } from '#services/auth/tokens.ts'
import { Cleanup } from '#services/cleanup.ts'
import { Limits } from '#services/limits.ts'
import { RoomRegistry } from '#services/rooms/registry.ts'
import { CachedRoomStore } from '#services/rooms/room-cache.ts'
import { Rooms } from '#services/rooms/rooms.ts'
import { createHttpApp } from '#shell/http/app.ts'
import { serve } from '#shell/http/server.ts'
import { Jobs } from '#shell/jobs/jobs.ts'
import { jobList } from '#shell/jobs/list.ts'
import { Door } from '#shell/ws/door.ts'
import { Gateway } from '#shell/ws/gateway.ts'
import { childCommand } from './cli/child.ts'
import { type Config, retentionOf } from './config.ts'
import { assets } from './embedded-assets.ts'
import { Lifecycle } from './lifecycle.ts'
import { VERSION } from './version.ts'

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

  const redis =
    config.redisUrl === null ? null : await life.start('redis', openRedis(config.redisUrl, log), (open) => open.close())
  const { cache, ...joint } = redis === null ? alone(instance, clock) : await joined(instance, redis, clock, log, life)
  const rooms = new CachedRoomStore(new PostgresRoomStore(database), cache)
  const { maxViewers, maxSocketsPerUser } = config
  const registry = await life.start(
    'rooms',
    new RoomRegistry({ clock, ids, log, metrics, rooms, chat, maxViewers, ...joint }),
    (open) => open.stop(),
  )

  const secrets = config.jwtSecrets ?? [await keptSecret(config.dataDir, 'jwt')]
  const tokens = new Tokens(secrets, clock)
  const auth = new Auth({ users, tokens, ids, clock, botToken: config.botToken, guests: config.guests })
  const here = new LocalLimiter(clock)
  const shared = redis === null ? here : new RedisLimiter({ redis: redis.redis, clock, log, insurance: here })
  const limits = new Limits({ here, shared, metrics })
  const { publicUrl, trustProxy } = config
  const newSession = () => ids.session()
  const gateway = new Gateway({
    clock,
    log,
    metrics,
    auth,
    registry,
    door: new Door({ limits, publicUrl, trustProxy }),
    newSession,
    maxSocketsPerUser,
    random: Math.random,
  })
  registry.start(gateway)

  const health = [databaseHealth(database)]
  if (redis !== null) health.push(redis.health)
  if (config.botToken !== null) health.push(botHealth(config.telegramApiBase, config.botToken))
  const bot = config.botUsername ?? (config.botToken && (await botUsername(config.telegramApiBase, config.botToken)))
  if (config.botToken !== null && bot === null) log.warn('bot.name_unknown', { hint: 'set BOT_USERNAME' })
  const api = new Rooms({ clock, ids, registry, rooms, chat, sequencer: joint.sequencer })
  const http = createHttpApp({
    config: { ...config, botUsername: bot },
    auth,
    rooms: api,
    limits,
    health,
    metrics,
    log,
    clock,
    assetsDir: assets.uiDir,
    version: VERSION,
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
function alone(instance: InstanceId, clock: Clock) {
  const bus = new LocalBus()
  const instances = new LocalInstances(instance)
  return { bus, sequencer: new LocalSequencer(bus), instances, cache: new LocalCache(clock) }
}

/** One instance of several: Redis orders what happens in their rooms, and tells all of them the time. */
async function joined(instance: InstanceId, client: RedisClient, clock: SteeredClock, log: Log, life: Lifecycle) {
  await life.start('time', new TimeReference(client, clock, log), (open) => open.stop()).then((open) => open.start())
  const instances = await life.start('instances', new RedisInstances(instance, { client, clock, log }), (open) =>
    open.stop(),
  )
  await instances.start()
  const bus = await life.start('bus', new RedisBus({ client, clock, log }), (open) => open.close())
  return { bus, sequencer: new RedisSequencer(client), instances, cache: new RedisCache(client, log) }
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
