import { join } from 'node:path'
import { LocalLimiter } from '#adapters/local/local-limiter.ts'
import { PrometheusMetrics } from '#adapters/ops/prometheus.ts'
import { err } from '#core/result.ts'
import type { HealthCheck } from '#ports/health.ts'
import type { Limiter } from '#ports/limiter.ts'
import type { RoomSummary, User } from '#protocol/http.ts'
import type { RoomId } from '#protocol/ids.ts'
import { Auth } from '#services/auth/login.ts'
import { Tokens } from '#services/auth/tokens.ts'
import type { Library } from '#services/library/library.ts'
import { Limits } from '#services/limits.ts'
import type { RoomsApi } from '#services/rooms/rooms-api.ts'
import type { SubtitlesApi } from '#services/subtitles/subtitles.ts'
import { createHttpApp } from '#shell/http/app.ts'
import type { HttpConfig } from '#shell/http/env.ts'
import type { Resolves } from '#shell/http/routes/media.ts'
import { FakeClock } from './fake-clock.ts'
import { FakeIds } from './fake-ids.ts'
import { FakeLog } from './fake-log.ts'
import { MemoryUserStore } from './memory-user-store.ts'

export const BOT_TOKEN = '123456789:AAExampleExampleExampleExampleExample'
const SECRET = 'a secret of thirty-two characters or more'

interface Options {
  readonly config?: Partial<HttpConfig>
  readonly botToken?: string | null
  readonly rooms?: Partial<RoomsApi>
  readonly media?: Resolves
  readonly subtitles?: Partial<SubtitlesApi>
  readonly health?: readonly HealthCheck[]
  readonly library?: Library
  readonly assetsDir?: string
  /** Where instances count together. */
  readonly limiter?: Limiter
}

/** The HTTP app on stand-ins, and hands on all of them. */
export function httpApp(options: Options = {}) {
  const clock = new FakeClock(1_790_000_000_000)
  const ids = new FakeIds()
  const log = new FakeLog()
  const users = new MemoryUserStore(() => clock.now())
  const metrics = new PrometheusMetrics()
  /** Whose rooms were told of another name. */
  const renamed: User[] = []
  const config: HttpConfig = {
    publicUrl: 'https://party.example.org',
    botUsername: 'my_party_bot',
    guests: true,
    trustProxy: 0,
    frameAncestors: ["'self'", 'https://web.telegram.org'],
    metricsToken: null,
    ...options.config,
  }
  const botToken = options.botToken === undefined ? BOT_TOKEN : options.botToken
  const tokens = new Tokens([SECRET], clock)
  const auth = new Auth({ users, tokens, ids, clock, botToken, guests: config.guests })
  const here = new LocalLimiter(clock)
  const app = createHttpApp({
    config,
    auth,
    limits: new Limits({ here, shared: options.limiter ?? here, metrics }),
    library: options.library ?? null,
    rooms: { ...noRooms, ...options.rooms },
    subtitles: { ...noSubtitles, ...options.subtitles },
    media: options.media ?? { resolve: async () => err('unsupported_link') },
    health: options.health ?? [],
    metrics,
    log,
    clock,
    assetsDir: options.assetsDir ?? join(import.meta.dir, 'no-such-folder'),
    version: '1.2.3',
    build: '1.2.3+0123456789ab',
    onRenamed: (user) => renamed.push(user),
  })
  /** A guest's access token. */
  const signIn = async (name = 'Mira'): Promise<string> => {
    const entered = await auth.guest(name, null)
    if (!entered.ok) throw new Error(entered.error)
    return entered.value.login.token
  }
  return { app, auth, clock, log, metrics, renamed, signIn, tokens, users }
}

const noSubtitles: SubtitlesApi = {
  share: async () => err('room_not_found'),
  read: async () => err('room_not_found'),
  remove: async () => err('room_not_found'),
}

/** A server without a single room. */
const noRooms: RoomsApi = {
  create: async () => err('internal'),
  get: async () => err('room_not_found'),
  invite: async () => err('room_not_found'),
  list: async () => ({ rooms: [] }),
  update: async () => err('room_not_found'),
  close: async () => err('room_not_found'),
  history: async () => err('room_not_found'),
  filmOf: async () => err('room_not_found'),
}

/** A room as lists show it. */
export function summary(id: RoomId, title: string): RoomSummary {
  // The casts are sound: the ids and instants have the form their schemas ask for.
  return {
    id,
    title,
    hostId: 'u0000000000001' as RoomSummary['hostId'],
    control: 'everyone',
    buffering: 'auto',
    createdAt: 1_790_000_000_000 as RoomSummary['createdAt'],
    closedAt: null,
    version: 0,
    role: 'host',
    film: null,
    here: 0,
    faces: [],
    activeAt: 1_790_000_000_000 as RoomSummary['activeAt'],
  }
}
