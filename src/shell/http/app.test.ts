import { describe, expect, test } from 'bun:test'
import * as v from 'valibot'
import { err, ok } from '#core/result.ts'
import { ErrorBody } from '#protocol/errors.ts'
import { Login } from '#protocol/http.ts'
import { RoomId } from '#protocol/ids.ts'
import { BODY_MAX_BYTES } from '#protocol/limits.ts'
import type { ResolvedMedia } from '#protocol/media.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import { FakeIds } from '#testing/fake-ids.ts'
import { httpApp, summary } from '#testing/http-app.ts'

const room = v.parse(RoomId, '5f8h2kq9xw3mz')
const json = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })
const refusal = async (answer: Response) => {
  const { error } = v.parse(ErrorBody, await answer.json())
  return { status: answer.status, ...error }
}

describe('signing in', () => {
  test('a guest gets a token and a cookie that only sign-in sees', async () => {
    const { app, auth } = httpApp()
    const answer = await app.request('/api/auth/guest', json({ name: '  Mira ' }))
    expect(answer.status).toBe(200)
    const login = v.parse(Login, await answer.json())
    expect(login.user).toMatchObject({ name: 'Mira', guest: true })
    expect((await auth.authenticate(login.token)).ok).toBe(true)
    const cookie = answer.headers.get('set-cookie') ?? ''
    for (const part of ['wp_browser=', 'HttpOnly', 'SameSite=Lax', 'Path=/api/auth', 'Secure', 'Max-Age=34560000']) {
      expect(cookie).toContain(part)
    }
  })

  test('the cookie is not marked secure where people come by http', async () => {
    const { app } = httpApp({ config: { publicUrl: 'http://localhost:8080' } })
    const answer = await app.request('/api/auth/guest', json({ name: 'Mira' }))
    expect(answer.headers.get('set-cookie')).not.toContain('Secure')
  })

  test('a browser that comes back is the same guest under a new name', async () => {
    const { app } = httpApp()
    const first = await app.request('/api/auth/guest', json({ name: 'Mira' }))
    const cookie = (first.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const again = await app.request('/api/auth/guest', json({ name: 'Mirabel' }, { Cookie: cookie }))
    const before = v.parse(Login, await first.json()).user
    expect(v.parse(Login, await again.json()).user).toEqual({ ...before, name: 'Mirabel' })
  })

  test('guests are refused where only Telegram may come in', async () => {
    const { app } = httpApp({ config: { guests: false } })
    const answer = await app.request('/api/auth/guest', json({ name: 'Mira' }))
    expect(await refusal(answer)).toMatchObject({ status: 403, code: 'guests_disabled' })
    expect(answer.headers.get('set-cookie')).toBeNull()
  })

  test('init data is refused with the reason', async () => {
    const answer = await httpApp().app.request('/api/auth/telegram', json({ initData: 'nonsense' }))
    expect(await refusal(answer)).toMatchObject({ status: 401, code: 'init_data_malformed' })
    const without = await httpApp({ botToken: null }).app.request('/api/auth/telegram', json({ initData: 'x' }))
    expect(await refusal(without)).toMatchObject({ status: 403, code: 'telegram_disabled' })
  })

  test('a guest takes another name at once, and the rooms are told', async () => {
    const { app, auth, clock, renamed, signIn } = httpApp()
    const [since, token] = [clock.now(), await signIn()]
    clock.advance(60_000)
    const rename = (name: string, bears = token) =>
      app.request('/api/me', { ...json({ name }, bearer(bears)), method: 'PATCH' })
    const login = v.parse(Login, await (await rename(' Mirabel ')).json())
    expect(login.user).toMatchObject({ name: 'Mirabel', guest: true, since })
    const known = await auth.authenticate(login.token)
    expect(known.ok && known.value.user).toEqual(login.user)
    expect(renamed).toEqual([login.user])
    expect(await refusal(await rename(' \u202e '))).toMatchObject({ status: 400, code: 'bad_request' })
    expect(await refusal(await rename('Mira', 'nonsense'))).toMatchObject({ status: 401, code: 'token_invalid' })
  })

  test('who comes from Telegram keeps the name that they have there', async () => {
    const { app, renamed, tokens, clock, users } = httpApp()
    const told = { telegramId: 42, name: 'Mira', username: null, language: null, photoUrl: null }
    const { token } = await tokens.issue(await users.fromTelegram(told, new FakeIds().user()), clock.now())
    const answer = await app.request('/api/me', { ...json({ name: 'Mara' }, bearer(token)), method: 'PATCH' })
    expect(await refusal(answer)).toMatchObject({ status: 403, code: 'telegram_name' })
    expect(renamed).toEqual([])
  })

  test('who signs out is forgotten by the browser, and nobody else can make it forget', async () => {
    const { app, signIn } = httpApp()
    const ask = (headers: Record<string, string> = {}) =>
      app.request('/api/auth/sign-out', { method: 'POST', headers }) as Promise<Response>
    const without = await ask({ Cookie: 'wp_browser=x' })
    expect([without.status, without.headers.get('set-cookie')]).toEqual([401, null])
    const answer = await ask(bearer(await signIn()))
    expect(answer.status).toBe(204)
    const cookie = answer.headers.get('set-cookie') ?? ''
    for (const part of ['wp_browser=;', 'Max-Age=0', 'Path=/api/auth']) expect(cookie).toContain(part)
  })

  test('a token is renewed for who holds it', async () => {
    const { app, clock, signIn } = httpApp()
    const token = await signIn()
    clock.advance(60_000)
    const answer = await app.request('/api/auth/renew', { method: 'POST', headers: bearer(token) })
    const login = v.parse(Login, await answer.json())
    expect<number>(login.expiresAt).toBe(clock.now() + 900_000)
    expect(login.user.name).toBe('Mira')
  })

  test('whoever sends no token, a wrong one or an old one learns which', async () => {
    const { app, clock, signIn } = httpApp()
    const token = await signIn()
    const without = await app.request('/api/me')
    expect(without.headers.get('www-authenticate')).toBe('Bearer')
    expect(await refusal(without)).toMatchObject({ status: 401, code: 'unauthorized' })
    expect(await refusal(await app.request('/api/me', { headers: bearer('abc') }))).toMatchObject({
      status: 401,
      code: 'token_invalid',
    })
    expect(await (await app.request('/api/me', { headers: bearer(token) })).json()).toMatchObject({ name: 'Mira' })
    clock.advance(900_000)
    expect(await refusal(await app.request('/api/me', { headers: bearer(token) }))).toMatchObject({
      status: 401,
      code: 'token_expired',
    })
  })

  test('the page learns which ways in there are', async () => {
    const answer = await httpApp().app.request('/api/info')
    expect(await answer.json()).toEqual({
      version: '1.2.3',
      protocol: PROTOCOL_VERSION,
      build: '1.2.3+0123456789ab',
      guests: true,
      botUsername: 'my_party_bot',
      library: false,
    })
  })
})

describe('rooms', () => {
  test('a room is made with what the body says and its defaults', async () => {
    const asked: unknown[] = []
    const { app, signIn } = httpApp({
      rooms: {
        create: async (user, body) => {
          asked.push([user.name, body])
          return ok(summary(room, 'Friday film'))
        },
      },
    })
    const answer = await app.request('/api/rooms', json({ title: ' Friday  film ' }, bearer(await signIn())))
    expect(answer.status).toBe(201)
    expect(await answer.json()).toMatchObject({ id: room, title: 'Friday film' })
    expect(asked).toEqual([['Mira', { title: 'Friday film', control: 'everyone', buffering: 'auto', media: null }]])
  })

  test('rooms are listed, read, changed and closed by who is signed in', async () => {
    const found = summary(room, 'Friday film')
    const { app, signIn } = httpApp({
      rooms: {
        list: async () => ({ rooms: [found] }),
        get: async () => ok(found),
        update: async (_user, _id, change) => ok({ ...found, ...change }),
        close: async () => ok(null),
      },
    })
    const headers = bearer(await signIn())
    expect(await (await app.request('/api/rooms', { headers })).json()).toMatchObject({ rooms: [{ id: room }] })
    expect(await (await app.request(`/api/rooms/${room}`, { headers })).json()).toMatchObject({ title: 'Friday film' })
    const changed = await app.request(`/api/rooms/${room}`, { ...json({ title: 'Late' }, headers), method: 'PATCH' })
    expect(await changed.json()).toMatchObject({ title: 'Late' })
    const closed = await app.request(`/api/rooms/${room}`, { method: 'DELETE', headers })
    expect([closed.status, await closed.text()]).toEqual([204, ''])
  })

  test('no room opens without a token', async () => {
    const { app } = httpApp()
    for (const [method, path] of [
      ['GET', '/api/rooms'],
      ['POST', '/api/rooms'],
      ['GET', `/api/rooms/${room}`],
      ['PATCH', `/api/rooms/${room}`],
      ['DELETE', `/api/rooms/${room}`],
      ['GET', `/api/rooms/${room}/messages`],
    ] as const) {
      expect(await refusal(await app.request(path, { method }))).toMatchObject({ status: 401, code: 'unauthorized' })
    }
  })

  test('what the service refuses is refused with its own status', async () => {
    const { app, signIn } = httpApp({
      rooms: { close: async () => err('not_allowed'), get: async () => err('room_closed') },
    })
    const headers = bearer(await signIn())
    const closed = await app.request(`/api/rooms/${room}`, { method: 'DELETE', headers })
    expect(await refusal(closed)).toMatchObject({ status: 403, code: 'not_allowed' })
    expect(await refusal(await app.request(`/api/rooms/${room}`, { headers }))).toMatchObject({ status: 410 })
  })

  test('what cannot be the id of a room is a room that is not there', async () => {
    const { app, signIn } = httpApp()
    const answer = await app.request('/api/rooms/not-a-room', { headers: bearer(await signIn()) })
    expect(await refusal(answer)).toMatchObject({ status: 404, code: 'room_not_found' })
    expect((await app.request('/api/invites/not-a-room')).status).toBe(404)
  })

  test('messages are asked for as the query says', async () => {
    const asked: unknown[] = []
    const { app, signIn } = httpApp({
      rooms: {
        history: async (_user, _id, query) => {
          asked.push(query)
          return ok({ lines: [], more: false })
        },
      },
    })
    const headers = bearer(await signIn())
    const before = '0b9f4d0e-6f1c-4a53-9d2f-3a1f0c6f7b11'
    await app.request(`/api/rooms/${room}/messages`, { headers })
    await app.request(`/api/rooms/${room}/messages?before=${before.toUpperCase()}&find=that%20%20light&limit=7`, {
      headers,
    })
    expect(asked).toEqual([
      { before: null, find: null, limit: 50 },
      { before, find: 'that light', limit: 7 },
    ])
    for (const bad of ['limit=0', 'limit=51', 'limit=x', 'limit=1.5', 'before=1', 'find=', 'befor=1']) {
      const refused = await refusal(await app.request(`/api/rooms/${room}/messages?${bad}`, { headers }))
      expect(refused).toMatchObject({ status: 400, code: 'bad_request' })
      expect(refused.message).toContain(bad.split('=')[0] ?? '')
    }
    expect(asked).toHaveLength(2)
  })

  test('an invite needs no sign-in', async () => {
    const { app } = httpApp({ rooms: { invite: async (id) => ok({ id, title: 'Friday film', film: null, here: 2 }) } })
    const answer = await app.request(`/api/invites/${room}`)
    expect(await answer.json()).toEqual({ id: room, title: 'Friday film', film: null, here: 2 })
  })
})

describe('links', () => {
  const film: ResolvedMedia = {
    kind: 'file',
    url: 'https://films.example/a.mp4',
    ref: 'https://films.example/a.mp4',
    title: 'A',
    posterUrl: null,
    durationMs: 90_000,
    live: false,
    startMs: 0,
    known: 'source',
  }

  test('are resolved for who has signed in', async () => {
    const asked: string[] = []
    const { app, signIn } = httpApp({
      media: {
        resolve: async (url) => {
          asked.push(url)
          return url.endsWith('.mp4') ? ok(film) : err('unsupported_link')
        },
      },
    })
    expect(await refusal(await app.request('/api/media/resolve', json({ url: film.url })))).toMatchObject({
      status: 401,
    })
    const headers = bearer(await signIn())
    const answer = await app.request('/api/media/resolve', json({ url: ` ${film.url} ` }, headers))
    expect([answer.status, await answer.json()]).toEqual([200, film])
    const page = await refusal(
      await app.request('/api/media/resolve', json({ url: 'https://films.example/' }, headers)),
    )
    expect(page).toMatchObject({ status: 400, code: 'unsupported_link' })
    for (const bad of [{}, { url: 7 }, { url: 'x'.repeat(3_000) }, { url: film.url, more: 1 }]) {
      const refused = await refusal(await app.request('/api/media/resolve', json(bad, headers)))
      expect(refused).toMatchObject({ status: 400, code: 'bad_request' })
    }
    expect(asked).toEqual([film.url, 'https://films.example/'])
  })

  test('are not resolved without end', async () => {
    const { app, signIn } = httpApp({ media: { resolve: async () => ok(film) } })
    const headers = bearer(await signIn())
    const statuses = new Set<number>()
    for (let n = 0; n < 41; n += 1) {
      statuses.add((await app.request('/api/media/resolve', json({ url: film.url }, headers))).status)
    }
    expect([...statuses]).toEqual([200, 429])
  })
})

describe('bad requests', () => {
  test('the field at fault is named, and what was sent is not repeated', async () => {
    const { app, signIn } = httpApp()
    const headers = bearer(await signIn())
    const media = { url: 'https://hidden.example/x', title: 7, durationMs: null }
    const refused = await refusal(await app.request('/api/rooms', json({ media, colour: 1 }, headers)))
    expect(refused).toMatchObject({ status: 400, code: 'bad_request' })
    expect(refused.message).toContain('media.title: expected')
    expect(refused.message).toContain('colour: unknown field')
    expect(refused.message).not.toContain('hidden.example')
    const missing = await refusal(await app.request('/api/auth/guest', json({})))
    expect(missing.message).toContain('name: missing')
  })

  test('a body that is not JSON, not declared as JSON or empty is refused', async () => {
    const { app } = httpApp()
    for (const request of [
      json('{'),
      json(''),
      json('null'),
      json('{"name":"Mira"}', { 'Content-Type': 'text/plain' }),
    ]) {
      expect(await refusal(await app.request('/api/auth/guest', request))).toMatchObject({
        status: 400,
        code: 'bad_request',
      })
    }
  })

  test('a body that is too large is refused, declared or streamed', async () => {
    const { app } = httpApp()
    const large = JSON.stringify({ name: 'x'.repeat(BODY_MAX_BYTES) })
    const length = String(large.length)
    const declared = await app.request('/api/auth/guest', json(large, { 'Content-Length': length }))
    expect(await refusal(declared)).toMatchObject({ status: 413, code: 'payload_too_large' })
    const streamed = await app.request('/api/auth/guest', { ...json(''), body: new Blob([large]).stream() })
    expect(await refusal(streamed)).toMatchObject({ status: 413, code: 'payload_too_large' })
  })

  test('an address of the API that is not there answers as the API does', async () => {
    const { app } = httpApp()
    for (const path of ['/api/nothing', '/api/rooms/x/y/z', '/api/auth']) {
      expect(await refusal(await app.request(path))).toMatchObject({ status: 404, code: 'not_found' })
    }
  })

  test('another method is refused with the ones there are', async () => {
    const { app } = httpApp()
    const answer = await app.request(`/api/rooms/${room}`, { method: 'PUT' })
    expect(answer.headers.get('allow')).toBe('GET, HEAD, PATCH, DELETE')
    expect(await refusal(answer)).toMatchObject({ status: 405, code: 'method_not_allowed' })
    expect((await app.request('/api/auth/guest')).headers.get('allow')).toBe('POST')
  })

  test('no other site may read an answer', async () => {
    const { app } = httpApp()
    const headers = { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' }
    const preflight = await app.request('/api/auth/guest', { method: 'OPTIONS', headers })
    expect(preflight.status).toBe(405)
    const answer = await app.request('/api/info', { headers })
    for (const each of [preflight, answer]) expect(each.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('texts come in the language that the person asks for', async () => {
    const { app } = httpApp()
    const answer = await app.request('/api/me', { headers: { 'Accept-Language': 'ru-RU, en;q=0.5' } })
    expect(answer.headers.get('content-language')).toBe('ru')
    expect((await refusal(answer)).message).toBe('Сначала войдите, пожалуйста.')
  })
})

describe('faults', () => {
  test('a fault is logged once, counted, and shown without what it was', async () => {
    const { app, log, metrics, signIn } = httpApp({
      rooms: { list: () => Promise.reject(new Error('the database said something private')) },
    })
    const answer = await app.request('/api/rooms?secret=1', { headers: bearer(await signIn()) })
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    const refused = await refusal(answer)
    expect(refused).toMatchObject({ status: 500, code: 'internal' })
    expect(JSON.stringify(refused)).not.toContain('private')
    const faults = log.lines.filter(({ event }) => event === 'http.fault')
    expect(faults).toMatchObject([{ level: 'error', fields: { method: 'GET', route: '/api/rooms' } }])
    expect((await metrics.expose()).body).toContain('watchparty_faults_total{where="http"} 1')
  })

  test('the log names the route, never the address that was asked for', async () => {
    const { app, log, signIn } = httpApp()
    await app.request(`/api/rooms/${room}?token=abc`, { headers: bearer(await signIn()) })
    const lines = log.lines.filter(({ event }) => event === 'http.answered')
    expect(lines).toMatchObject([{ level: 'debug', fields: { route: '/api/rooms/:id', status: 404 } }])
    expect(JSON.stringify(lines)).not.toContain(room)
  })
})

describe('headers of every answer', () => {
  test('pages may be framed by whom the settings name, and run only our code', async () => {
    const answer = await httpApp().app.request('/api/info')
    expect(answer.headers.get('x-frame-options')).toBeNull()
    expect(answer.headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const policy = (answer.headers.get('content-security-policy') ?? '').split('; ')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("connect-src 'self' wss://party.example.org https: http:")
    expect(policy).toContain("frame-ancestors 'self' https://web.telegram.org")
  })
})
