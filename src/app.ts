import { join } from 'node:path'
import { LocalBus } from '#adapters/local/local-bus.ts'
import { LocalLimiter } from '#adapters/local/local-limiter.ts'
import { LocalSequencer } from '#adapters/local/local-sequencer.ts'
import { PrometheusMetrics } from '#adapters/ops/prometheus.ts'
import { PostgresChatStore } from '#adapters/postgres/chat-store.ts'
import { databaseHealth, openDatabase } from '#adapters/postgres/client.ts'
import { EmbeddedPostgres } from '#adapters/postgres/embedded.ts'
import { migrate } from '#adapters/postgres/migrate.ts'
import { PostgresRoomStore } from '#adapters/postgres/room-store.ts'
import { PostgresUserStore } from '#adapters/postgres/user-store.ts'
import { redisHealth } from '#adapters/redis/health.ts'
import { SystemClock } from '#adapters/system/clock.ts'
import { RandomIds } from '#adapters/system/id-source.ts'
import { keptSecret } from '#adapters/system/secrets.ts'
import { botHealth, botUsername } from '#adapters/telegram/bot.ts'
import type { Log } from '#ports/log.ts'
import { Auth } from '#services/auth/login.ts'
import { Tokens } from '#services/auth/tokens.ts'
import { Limits } from '#services/limits.ts'
import { RoomRegistry } from '#services/rooms/registry.ts'
import { Rooms } from '#services/rooms/rooms.ts'
import { createHttpApp } from '#shell/http/app.ts'
import { serve } from '#shell/http/server.ts'
import { Door } from '#shell/ws/door.ts'
import { Gateway } from '#shell/ws/gateway.ts'
import { childCommand } from './cli/child.ts'
import type { Config } from './config.ts'
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
  const clock = new SystemClock()
  const ids = new RandomIds()
  const metrics = await life.start('metrics', new PrometheusMetrics(), (open) => open.close())

  const target = await databaseTarget(config, log, life)
  const applied = await migrate(target, assets.migrationsDir, log)
  if (applied > 0) log.info('database.migrated', { applied })
  const database = await life.start('database', openDatabase(target), (open) => open.close())
  const users = new PostgresUserStore(database)
  const rooms = new PostgresRoomStore(database)
  const chat = new PostgresChatStore(database)

  const bus = new LocalBus()
  const sequencer = new LocalSequencer(bus)
  const { maxViewers, maxSocketsPerUser } = config
  const registry = await life.start(
    'rooms',
    new RoomRegistry({ clock, ids, log, metrics, rooms, chat, sequencer, bus, maxViewers }),
    (open) => open.stop(),
  )

  const secrets = config.jwtSecrets ?? [await keptSecret(config.dataDir, 'jwt')]
  const tokens = new Tokens(secrets, clock)
  const auth = new Auth({ users, tokens, ids, clock, botToken: config.botToken, guests: config.guests })
  const here = new LocalLimiter(clock)
  const limits = new Limits({ here, shared: here, metrics })
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
  if (config.redisUrl !== null)
    health.push(await life.start('redis', redisHealth(config.redisUrl), (open) => open.close()))
  if (config.botToken !== null) health.push(botHealth(config.telegramApiBase, config.botToken))
  const bot = config.botUsername ?? (config.botToken && (await botUsername(config.telegramApiBase, config.botToken)))
  if (config.botToken !== null && bot === null) log.warn('bot.name_unknown', { hint: 'set BOT_USERNAME' })
  const api = new Rooms({ clock, ids, registry, rooms, chat })
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
  log.info('server.started', { port: server.port, database: config.databaseUrl === null ? 'embedded' : 'postgres' })
  return { address: `http://localhost:${server.port}`, stop: () => life.stop() }
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
