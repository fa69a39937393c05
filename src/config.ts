import * as v from 'valibot'
import { err, ok, type Result } from '#core/result.ts'
import type { Retention } from '#core/retention.ts'
import {
  address,
  allowedHosts,
  base,
  days,
  frameSources,
  onOff,
  origin,
  path,
  proxies,
  readers,
  secrets,
  username,
  wholeNumber,
} from './setting-values.ts'

/** What was given, without the empty ones: an empty variable is one that is not set. */
type Given = Readonly<Record<string, string>>

interface Setting {
  readonly env: string
  /** From the text of the variable to the value. Its messages finish the sentence "PORT …". */
  readonly schema: v.GenericSchema<string, unknown>
  /** The text that stands when nothing is given; null when the setting may be absent. */
  readonly default: string | null | ((given: Given) => string)
  /** What the table of variables says of a default that depends on others, or of a setting that may be absent. */
  readonly defaultDoc?: string
  /** A secret is never printed, not even in a complaint about it. */
  readonly secret?: true
  readonly doc: string
  readonly example: string
}

/** After this nobody holds a token of an earlier sign-in any more: 30 days of renewals and the last token's own life. */
const GUEST_DAYS_MIN = 31

/** Every setting, once: the checks, `watchparty help` and docs/CONFIG.md are made of this table. */
export const SETTINGS = {
  port: {
    env: 'PORT',
    schema: wholeNumber(0, 65_535),
    default: '8080',
    doc: 'TCP port of the HTTP server; 0 takes any free one.',
    example: '8080',
  },
  host: {
    env: 'HOST',
    schema: v.pipe(v.string(), v.regex(/^[\w.:%-]+$/, 'must be an address of this machine')),
    default: '0.0.0.0',
    doc: 'Address to listen on; 127.0.0.1 lets in only this machine, as behind a proxy.',
    example: '127.0.0.1',
  },
  publicUrl: {
    env: 'PUBLIC_URL',
    schema: origin,
    default: ({ PORT }: Given) => `http://localhost:${PORT ?? '8080'}`,
    defaultDoc: '`http://localhost:PORT`',
    doc: 'Address that people open. Telegram opens only https.',
    example: 'https://party.example.org',
  },
  botToken: {
    env: 'BOT_TOKEN',
    schema: v.pipe(v.string(), v.regex(/^\d+:[\w-]{30,}$/, 'must be a bot token as @BotFather gives it')),
    default: null,
    defaultDoc: 'none: no bot, no sign-in from Telegram',
    secret: true,
    doc: 'Token of the bot, from @BotFather.',
    example: '123456789:AAExampleExampleExampleExampleExample',
  },
  botUsername: {
    env: 'BOT_USERNAME',
    schema: username,
    default: null,
    defaultDoc: 'asked of Telegram at the start',
    doc: 'Username of the bot, for links that open the Mini App.',
    example: 'my_party_bot',
  },
  telegramApiBase: {
    env: 'TELEGRAM_API_BASE',
    schema: base,
    default: 'https://api.telegram.org',
    doc: 'Bot API server; change it for a local one.',
    example: 'http://127.0.0.1:8081',
  },
  databaseUrl: {
    env: 'DATABASE_URL',
    schema: address(['postgres:', 'postgresql:']),
    default: null,
    defaultDoc: 'none: a database of its own in DATA_DIR',
    secret: true,
    doc: 'PostgreSQL 15 or later.',
    example: 'postgres://watchparty:password@127.0.0.1:5432/watchparty',
  },
  redisUrl: {
    env: 'REDIS_URL',
    schema: address(['redis:', 'rediss:']),
    default: null,
    defaultDoc: 'none: one instance',
    secret: true,
    doc: 'Redis (tried: 7), by which several instances share their rooms. They also share DATABASE_URL and JWT_SECRET.',
    example: 'redis://127.0.0.1:6379',
  },
  dataDir: {
    env: 'DATA_DIR',
    schema: path,
    default: './data',
    doc: 'Folder for the embedded database, for secrets that are made once, and for pictures of films in MEDIA_DIR.',
    example: '/var/lib/watchparty',
  },
  mediaDir: {
    env: 'MEDIA_DIR',
    schema: path,
    default: null,
    defaultDoc: 'none: no films of its own',
    doc: 'Folder with films, read only: who makes a room may choose one, and everyone in the room gets it from here. With ffmpeg and ffprobe on PATH there are pictures and lengths.',
    example: '/srv/films',
  },
  libraryReaders: {
    env: 'MEDIA_LIBRARY_FOR',
    schema: readers,
    default: 'everyone',
    doc: 'Who may look through MEDIA_DIR and choose from it: `everyone` who has signed in, or the Telegram ids of those who may. Who is in a room sees what it plays, whoever chose it.',
    example: '123456789, 987654321',
  },
  jwtSecrets: {
    env: 'JWT_SECRET',
    schema: secrets,
    default: null,
    defaultDoc: 'made once, kept in DATA_DIR',
    secret: true,
    doc: 'Signs access tokens: 32 characters or more. Of several, separated by commas, the first signs and all are believed.',
    example: 'a-long-random-text-of-32-characters-or-more',
  },
  guests: {
    env: 'GUESTS',
    schema: onOff,
    default: ({ BOT_TOKEN }: Given) => (BOT_TOKEN === undefined ? 'true' : 'false'),
    defaultDoc: '`true` without BOT_TOKEN, else `false`',
    doc: 'Whether people may come in with only a name, without Telegram.',
    example: 'true',
  },
  logLevel: {
    env: 'LOG_LEVEL',
    schema: v.picklist(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error'),
    default: 'info',
    doc: 'The least important line that is logged: `debug`, `info`, `warn` or `error`.',
    example: 'debug',
  },
  logFormat: {
    env: 'LOG_FORMAT',
    schema: v.picklist(['auto', 'json', 'pretty'], 'must be auto, json or pretty'),
    default: 'auto',
    doc: '`json`, `pretty`, or `auto`: pretty on a terminal.',
    example: 'json',
  },
  trustProxy: {
    env: 'TRUST_PROXY',
    schema: proxies,
    default: 'false',
    doc: 'How many proxies of yours stand in front and say in X-Forwarded-For whom they serve; `false` believes nobody. Limits count by the address that this tells.',
    example: '1',
  },
  frameAncestors: {
    env: 'FRAME_ANCESTORS',
    schema: frameSources,
    default: "'self' https://web.telegram.org https://*.telegram.org",
    doc: 'Pages that may show the Mini App in a frame, as in the CSP rule of this name.',
    example: "'self' https://web.telegram.org https://telegram.example.org",
  },
  keepRoomsDays: {
    env: 'KEEP_ROOMS_DAYS',
    schema: days(1),
    default: '365',
    doc: 'Days after which a room goes, with its messages, if nobody has been in it; `never` or 0 keeps it.',
    example: '90',
  },
  keepClosedRoomsDays: {
    env: 'KEEP_CLOSED_ROOMS_DAYS',
    schema: days(1),
    default: '30',
    doc: 'Days after which a room that its host has closed goes, with its messages; `never` or 0 keeps it.',
    example: '7',
  },
  keepMessagesDays: {
    env: 'KEEP_MESSAGES_DAYS',
    schema: days(1),
    default: 'never',
    doc: 'Days after which a message goes, also in living rooms; `never` or 0 keeps it as long as its room.',
    example: '365',
  },
  keepGuestsDays: {
    env: 'KEEP_GUESTS_DAYS',
    schema: days(GUEST_DAYS_MIN),
    default: '400',
    doc: 'Days after which a guest goes who was not seen again and has left nothing; `never` or 0 keeps them. Browsers forget after 400.',
    example: '60',
  },
  maxViewers: {
    env: 'MAX_VIEWERS',
    schema: wholeNumber(1, 10_000),
    default: '100',
    doc: 'How many people may be in one room.',
    example: '200',
  },
  maxSocketsPerUser: {
    env: 'MAX_SOCKETS_PER_USER',
    schema: wholeNumber(1, 1_000),
    default: '10',
    doc: 'How many tabs and devices of one person may be connected at once.',
    example: '10',
  },
  mediaHostsAllow: {
    env: 'MEDIA_HOSTS_ALLOW',
    schema: allowedHosts,
    default: null,
    defaultDoc: 'none: only the open internet, at ports 80 and 443',
    doc: 'Hosts of your own network that the server may ask about films (their titles and lengths), like a NAS: names, addresses or networks, each with a port if it is not 80 or 443. Who may open rooms can then learn what answers there.',
    example: 'nas.lan:8096,192.168.1.0/24',
  },
  metricsToken: {
    env: 'METRICS_TOKEN',
    schema: v.pipe(v.string(), v.regex(/^[\w.~+/=-]{16,}$/, 'must be 16 or more of A-Z a-z 0-9 . _ ~ + / = -')),
    default: null,
    defaultDoc: 'none: /metrics answers only this machine',
    secret: true,
    doc: 'Opens /metrics to whoever sends it as a Bearer token.',
    example: 'a-random-text-for-prometheus',
  },
} as const satisfies Record<string, Setting>

type Settings = typeof SETTINGS
export type Config = {
  readonly [K in keyof Settings]:
    | v.InferOutput<Settings[K]['schema']>
    | (Settings[K]['default'] extends null ? null : never)
}

/** How long things are kept, as the settings say. */
export const retentionOf = (config: Config): Retention => ({
  silentRooms: config.keepRoomsDays,
  closedRooms: config.keepClosedRoomsDays,
  messages: config.keepMessagesDays,
  guests: config.keepGuestsDays,
})

/** One setting that cannot be used, and what a good one looks like. */
export interface Fault {
  readonly env: string
  readonly reason: string
  readonly example: string
}

/** Reads every setting, and complains of all that are wrong at once. A reason never repeats the value. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Result<Config, Fault[]> {
  const given: Given = Object.fromEntries(
    Object.entries(env).flatMap(([name, text]) =>
      text === undefined || text.trim() === '' ? [] : [[name, text.trim()]],
    ),
  )
  const faults: Fault[] = []
  const values = Object.entries(SETTINGS).map(([key, setting]: [string, Setting]) => {
    const fallback = typeof setting.default === 'function' ? setting.default(given) : setting.default
    const text = given[setting.env] ?? fallback
    if (text === null) return [key, null]
    const parsed = v.safeParse(setting.schema, text)
    if (parsed.success) return [key, parsed.output]
    // A default that came out wrong was made of another variable, which is complained of by its own row.
    if (setting.env in given)
      faults.push({ env: setting.env, reason: parsed.issues[0].message, example: setting.example })
    return [key, null]
  })
  // The cast is sound when there are no faults: each value is then the output of its own row's schema, or its null.
  const config = Object.fromEntries(values) as Config
  if (faults.length === 0 && config.botToken === null && !config.guests) {
    faults.push({ env: 'GUESTS', reason: 'leaves nobody able to sign in while BOT_TOKEN is not set', example: 'true' })
  }
  if (faults.length === 0 && config.redisUrl !== null) faults.push(...missingForSeveral(config))
  return faults.length > 0 ? err(faults) : ok(config)
}

/** What several instances must have in common: rooms of one database, and tokens that all of them believe. */
function missingForSeveral(config: Config): Fault[] {
  const missing = (env: string, reason: string, example: string) => ({
    env,
    reason: `must be set, the same for every instance, when REDIS_URL is: ${reason}`,
    example,
  })
  return [
    ...(config.databaseUrl === null
      ? [missing('DATABASE_URL', 'they share one database', SETTINGS.databaseUrl.example)]
      : []),
    ...(config.jwtSecrets === null
      ? [missing('JWT_SECRET', 'each believes the tokens of the others', SETTINGS.jwtSecrets.example)]
      : []),
  ]
}
