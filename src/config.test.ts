import { describe, expect, test } from 'bun:test'
import { type Config, loadConfig, SETTINGS } from './config.ts'

const BOT_TOKEN = '123456789:AAExampleExampleExampleExampleExample'
const SECRET = 'a secret of thirty-two characters or more'

function load(env: Record<string, string | undefined>): Config {
  const loaded = loadConfig(env)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
  return loaded.value
}
const faultsOf = (env: Record<string, string>) => {
  const loaded = loadConfig(env)
  return loaded.ok ? [] : loaded.error.map((fault) => fault.env)
}

describe('settings', () => {
  test('a server starts with none at all', () => {
    expect(load({})).toEqual({
      port: 8080,
      host: '0.0.0.0',
      publicUrl: 'http://localhost:8080',
      botToken: null,
      botUsername: null,
      telegramApiBase: 'https://api.telegram.org',
      databaseUrl: null,
      redisUrl: null,
      dataDir: './data',
      mediaDir: null,
      libraryReaders: 'everyone',
      jwtSecrets: null,
      guests: true,
      logLevel: 'info',
      logFormat: 'auto',
      trustProxy: 0,
      frameAncestors: ["'self'", 'https://web.telegram.org', 'https://*.telegram.org'],
      keepRoomsDays: 365,
      keepClosedRoomsDays: 30,
      keepMessagesDays: null,
      keepGuestsDays: 400,
      maxViewers: 100,
      maxSocketsPerUser: 10,
      mediaHostsAllow: null,
      metricsToken: null,
    })
  })

  test('an empty variable is one that is not set', () => {
    expect(load({ PORT: '', BOT_TOKEN: '  ', GUESTS: undefined })).toEqual(load({}))
  })

  test('defaults follow the settings they depend on', () => {
    expect(load({ PORT: '9000' }).publicUrl).toBe('http://localhost:9000')
    expect(load({ BOT_TOKEN }).guests).toBe(false)
    expect(load({ BOT_TOKEN, GUESTS: 'true' }).guests).toBe(true)
  })

  test('values are read as what they mean', () => {
    expect(load({ PUBLIC_URL: 'https://Party.example.org/' }).publicUrl).toBe('https://party.example.org')
    expect(load({ TELEGRAM_API_BASE: 'http://127.0.0.1:8081/tg/' }).telegramApiBase).toBe('http://127.0.0.1:8081/tg')
    expect(load({ BOT_USERNAME: '@my_party_bot' }).botUsername).toBe('my_party_bot')
    expect(load({ JWT_SECRET: `${SECRET}, ${SECRET}2` }).jwtSecrets).toEqual([SECRET, `${SECRET}2`])
    expect(load({ FRAME_ANCESTORS: " 'self'  https://*.example.org:* " }).frameAncestors).toEqual([
      "'self'",
      'https://*.example.org:*',
    ])
    expect(['90', '0', 'never'].map((text) => load({ KEEP_ROOMS_DAYS: text }).keepRoomsDays)).toEqual([90, null, null])
    expect(['false', 'true', '0', '2'].map((text) => load({ TRUST_PROXY: text }).trustProxy)).toEqual([0, 1, 0, 2])
  })

  test('every fault is told at once, with a value that would do', () => {
    const loaded = loadConfig({ PORT: '70000', REDIS_URL: 'http://x', LOG_LEVEL: 'loud' })
    expect(loaded).toEqual({
      ok: false,
      error: [
        { env: 'PORT', reason: 'must be at most 65535', example: '8080' },
        {
          env: 'REDIS_URL',
          reason: 'must be an address that begins with redis:// or rediss://',
          example: 'redis://127.0.0.1:6379',
        },
        { env: 'LOG_LEVEL', reason: 'must be debug, info, warn or error', example: 'debug' },
      ],
    })
  })

  test.each([
    ['PORT', ['x', '-1', '1.5', '65536', '0x10']],
    ['HOST', ['a b', 'x/y']],
    ['PUBLIC_URL', ['party.example.org', 'ftp://x.org', 'https://x.org/app', 'https://x.org?a', 'https://u:p@x.org']],
    ['BOT_TOKEN', ['123', 'abc:AAExampleExampleExampleExampleExample']],
    ['BOT_USERNAME', ['a', 'my party', 'https://t.me/my_party_bot']],
    ['DATABASE_URL', ['mysql://x', '/var/lib/db']],
    ['JWT_SECRET', ['short', `${SECRET},short`, `${SECRET},`]],
    ['GUESTS', ['yes', '1']],
    ['MEDIA_LIBRARY_FOR', ['nobody', '-1', '1;2', '1,', '@mira']],
    ['TRUST_PROXY', ['-1', '10', 'loopback']],
    ['FRAME_ANCESTORS', ["'self'; script-src *", 'https://a.org,https://b.org', "'unsafe-inline'"]],
    ['KEEP_ROOMS_DAYS', ['-1', '1.5', '36501', 'ever', '1e3']],
    ['KEEP_GUESTS_DAYS', ['30']],
    ['MAX_VIEWERS', ['0', '10001']],
    ['METRICS_TOKEN', ['short', 'with a space in the middle']],
  ])('%s is refused when it makes no sense', (env, wrong) => {
    for (const text of wrong) expect([text, faultsOf({ [env]: text })]).toEqual([text, [env]])
  })

  test('a server into which nobody could come is refused', () => {
    expect(faultsOf({ GUESTS: 'false' })).toEqual(['GUESTS'])
    expect(faultsOf({ GUESTS: 'false', BOT_TOKEN })).toEqual([])
  })

  test('instances that would share their rooms but not their people or their database are refused', () => {
    const REDIS_URL = 'redis://127.0.0.1:6379'
    const DATABASE_URL = 'postgres://127.0.0.1/watchparty'
    expect(faultsOf({ REDIS_URL })).toEqual(['DATABASE_URL', 'JWT_SECRET'])
    expect(faultsOf({ REDIS_URL, DATABASE_URL })).toEqual(['JWT_SECRET'])
    expect(faultsOf({ REDIS_URL, DATABASE_URL, JWT_SECRET: SECRET })).toEqual([])
  })

  test('a complaint never repeats what was given', () => {
    for (const { env } of Object.values(SETTINGS)) {
      const loaded = loadConfig({ [env]: '~ very secret ~' })
      if (!loaded.ok) expect(JSON.stringify(loaded.error)).not.toContain('very secret')
    }
  })

  test('every example is a value that would do', () => {
    const { databaseUrl, jwtSecrets } = SETTINGS
    const shared = { BOT_TOKEN, DATABASE_URL: databaseUrl.example, JWT_SECRET: jwtSecrets.example }
    for (const { env, example } of Object.values(SETTINGS))
      expect([env, faultsOf({ ...shared, [env]: example })]).toEqual([env, []])
  })
})
