import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findTargetHandler } from 'hono/utils/handler'
import * as v from 'valibot'
import { ERROR_TEXTS } from '#protocol/error-texts.ts'
import { ErrorBody } from '#protocol/errors.ts'
import { LIMITS, type LimitName } from '#services/limits.ts'
import { httpApp } from '#testing/http-app.ts'
import { LIMIT } from './limits.ts'

const assetsDir = mkdtempSync(join(tmpdir(), 'watchparty-limits-'))
writeFileSync(join(assetsDir, 'index.html'), '<!doctype html>')
afterAll(() => rmSync(assetsDir, { recursive: true }))

const METHODS = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT']
const room = '5f8h2kq9xw3mz'
const nameOf = (handler: object): LimitName | undefined =>
  LIMIT in handler ? (handler[LIMIT] as LimitName) : undefined
const quotas = (name: LimitName): { address: { points: number }; user?: { points: number } } => LIMITS[name]

/** Every route of the app, and the limits that stand on it, in their order. */
function routesOf(app: ReturnType<typeof httpApp>['app']) {
  const routes = new Map<string, { method: string; path: string; names: LimitName[]; handlers: number }>()
  for (const { method, path, handler } of app.routes) {
    if (!METHODS.includes(method)) continue
    const key = `${method} ${path}`
    const route = routes.get(key) ?? { method, path: path.replace(':id', room), names: [], handlers: 0 }
    const name = nameOf(findTargetHandler(handler))
    if (name !== undefined) route.names.push(name)
    // The guard comes before anything else is done.
    if (route.handlers === 0) expect([key, name]).not.toEqual([key, undefined])
    route.handlers += 1
    routes.set(key, route)
  }
  return [...routes.values()]
}
const routes = routesOf(httpApp().app)

/** What is not there to be matched by a route: how it is asked, and the rule it goes by. */
const ELSEWHERE = [
  { method: 'GET', path: '/', names: ['assets'] },
  { method: 'HEAD', path: '/index.html', names: ['assets'] },
  { method: 'GET', path: '/no-such-file', names: ['nothing'] },
  { method: 'GET', path: '/api/no-such-route', names: ['nothing'] },
  { method: 'PUT', path: '/api/me', names: ['nothing'] },
  { method: 'OPTIONS', path: '/api/rooms', names: ['nothing'] },
] as const satisfies { method: string; path: string; names: readonly LimitName[] }[]

const FROM = { address: '203.0.113.7' }
const RATE = ['ratelimit-limit', 'ratelimit-policy', 'ratelimit-remaining', 'ratelimit-reset']

describe('limits by address', () => {
  for (const { method, path, names } of [...routes, ...ELSEWHERE]) {
    const name = names[0] as LimitName // each has one, as was found above
    test(`${method} ${path} answers 429 above ${name}, in words, with the time to come back`, async () => {
      const { app, clock } = httpApp({ assetsDir })
      const ask = (from = FROM) =>
        app.request(path, { method, headers: { 'Accept-Language': 'ru' } }, from) as Promise<Response>
      const { points } = quotas(name).address
      const first = await ask()
      expect(first.status).not.toBe(429)
      if (name !== 'assets') {
        for (const header of RATE) expect([header, first.headers.has(header)]).toEqual([header, true])
        expect(first.headers.get('ratelimit-limit')).toBe(String(points))
        expect(first.headers.get('ratelimit-remaining')).toBe(String(points - 1))
      }
      for (let n = 1; n < points; n += 1) expect((await ask()).status).toBe(first.status)
      const refused = await ask()
      expect(refused.status).toBe(429)
      for (const header of RATE) expect([header, refused.headers.has(header)]).toEqual([header, true])
      const seconds = Number(refused.headers.get('retry-after'))
      expect(seconds).toBe(LIMITS[name].address.seconds)
      expect(refused.headers.get('content-language')).toBe('ru')
      if (method !== 'HEAD') {
        const { error } = v.parse(ErrorBody, await refused.json())
        expect(error).toEqual({ code: 'slow_down', message: ERROR_TEXTS.ru.slow_down })
      }
      expect((await ask({ address: '203.0.113.8' })).status).toBe(first.status)
      clock.advance(seconds * 1_000 - 1)
      expect((await ask()).status).toBe(429)
      clock.advance(1)
      expect((await ask()).status).toBe(first.status)
    })
  }

  test('every rule of the table guards something', () => {
    const used = [...routes, ...ELSEWHERE].flatMap(({ names }) => [...names])
    // The gateway's own test drives sockets over theirs.
    expect(new Set<string>([...used, 'socket'])).toEqual(new Set(Object.keys(LIMITS)))
  })
})

describe('limits by user', () => {
  const signedIn = routes.flatMap(({ names, ...route }) =>
    names.flatMap((name) => (quotas(name).user ? [{ ...route, name }] : [])),
  )

  test('stand wherever people sign in first', async () => {
    const { app } = httpApp()
    const closed: string[] = []
    for (const { method, path } of routes)
      if ((await app.request(path, { method }, FROM)).status === 401) closed.push(`${method} ${path}`)
    expect(new Set(signedIn.map(({ method, path }) => `${method} ${path}`))).toEqual(new Set(closed))
  })

  for (const { method, path, name } of signedIn) {
    test(`${method} ${path} refuses who has come above ${name} from ever new addresses, and nobody else`, async () => {
      const { app, signIn } = httpApp()
      const [ann, ben] = [await signIn('Ann'), await signIn('Ben')]
      const where = name === 'search' ? `${path}?find=light` : path
      let askers = 0
      const ask = (token: string) => {
        askers += 1
        const address = `10.0.${askers >> 8}.${askers & 255}`
        const headers = { Authorization: `Bearer ${token}` }
        return app.request(where, { method, headers }, { address }) as Promise<Response>
      }
      const points = quotas(name).user?.points ?? 0
      for (let n = 0; n < points; n += 1) expect((await ask(ann)).status).not.toBe(429)
      const refused = await ask(ann)
      expect(refused.status).toBe(429)
      expect(refused.headers.get('ratelimit-limit')).toBe(String(points))
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
      const others = await ask(ben)
      expect(others.status).not.toBe(429)
      expect(others.headers.get('ratelimit-remaining')).toBe(String(points - 1))
    })
  }
})

describe('whose limit it is', () => {
  const remaining = async (
    app: ReturnType<typeof httpApp>['app'],
    forwarded: string | null,
    address = '10.0.0.2',
  ): Promise<string | null> => {
    const headers: Record<string, string> = forwarded === null ? {} : { 'X-Forwarded-For': forwarded }
    return (await app.request('/api/info', { headers }, { address })).headers.get('ratelimit-remaining')
  }

  test('behind a proxy of ours: of whom it names, and no forged entry is an escape', async () => {
    const { app } = httpApp({ config: { trustProxy: 1 } })
    expect(await remaining(app, '203.0.113.7')).toBe('1199')
    expect(await remaining(app, '6.6.6.6, 203.0.113.7')).toBe('1198')
    expect(await remaining(app, '6.6.6.7,::ffff:203.0.113.7')).toBe('1197')
    expect(await remaining(app, '203.0.113.7, 203.0.113.8')).toBe('1199')
  })

  test('without one: of the socket, whatever the header says', async () => {
    const { app } = httpApp()
    expect(await remaining(app, '203.0.113.7')).toBe('1199')
    expect(await remaining(app, '203.0.113.8')).toBe('1198')
    expect(await remaining(app, null)).toBe('1197')
    expect(await remaining(app, null, '10.0.0.3')).toBe('1199')
  })
})

test('who is refused behind a proxy that nobody told us of makes one line in the log', async () => {
  const limiter = { consume: () => ({ allowed: false, remaining: 0, resetMs: 1_000 }) }
  const ask = async (config: object, headers: Record<string, string>) => {
    const { app, log } = httpApp({ config, limiter })
    for (let n = 0; n < 3; n += 1) expect((await app.request('/api/me', { headers }, FROM)).status).toBe(429)
    return log.lines.filter(({ event }) => event === 'limits.proxy_not_trusted').length
  }
  expect(await ask({}, { 'X-Forwarded-For': '203.0.113.9' })).toBe(1)
  expect(await ask({ trustProxy: 1 }, { 'X-Forwarded-For': '203.0.113.9' })).toBe(0)
  expect(await ask({}, {})).toBe(0)
})

test('the address is looked at before the token is, and a refused request asks nothing of anyone', async () => {
  const asked: string[] = []
  const { app, signIn } = httpApp({
    rooms: {
      list: async () => {
        asked.push('list')
        return { rooms: [] }
      },
    },
    limiter: { consume: () => Promise.resolve({ allowed: false, remaining: 0, resetMs: 1_001 }) },
  })
  const answer = await app.request('/api/rooms', { headers: { Authorization: 'Bearer nonsense' } }, FROM)
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '2'])
  const headers = { Authorization: `Bearer ${await signIn()}` }
  expect((await app.request('/api/rooms', { headers }, FROM)).status).toBe(429)
  expect(asked).toEqual([])
})

test('a body that is too large counts as well', async () => {
  const { app } = httpApp()
  const large = { method: 'POST', headers: { 'Content-Length': '99999' }, body: 'x'.repeat(99_999) }
  for (let n = 0; n < LIMITS.nothing.address.points; n += 1)
    expect((await app.request('/api/auth/guest', large, FROM)).status).toBe(413)
  expect((await app.request('/api/auth/guest', large, FROM)).status).toBe(429)
})
