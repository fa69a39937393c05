import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import type { Server } from 'bun'
import * as v from 'valibot'
import { Login, RoomSummary } from '#protocol/http.ts'
import { BODY_MAX_BYTES } from '#protocol/limits.ts'
import { SAMPLE_FILM_PATH } from '#protocol/media.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import { needs } from '#testing/needs.ts'
import { WireClient } from '#testing/wire-client.ts'
import { type Caddy, caddyUrl, startCaddy } from './harness/caddy.ts'
import { type Executable, freePort, startExecutable } from './harness/executable.ts'

/** Whoever lost a server must be with another one by then, ms. */
const TAKE_OVER_MS = 3_000

describe.skipIf(needs('caddy', 'executable'))('the executable behind Caddy', () => {
  let executable: Executable
  let caddy: Caddy
  beforeAll(async () => {
    const port = freePort()
    executable = await startExecutable({ env: { PUBLIC_URL: caddyUrl(port), TRUST_PROXY: '1', HOST: '127.0.0.1' } })
    caddy = await startCaddy({ port, upstreams: [`127.0.0.1:${executable.port}`] })
  }, 60_000)
  afterAll(async () => {
    await caddy?.close()
    await executable?.remove()
  })
  const get = (path: string, init: BunFetchRequestInit = {}) =>
    fetch(caddy.url + path, { ...init, redirect: 'manual', tls: { ca: caddy.ca } })
  const firstAsset = async () => /\/assets\/[^"]+\.js/.exec(await (await get('/')).text())?.[0] ?? 'none'
  const post = (path: string, body: string | ReadableStream<Uint8Array>, token = '') =>
    get(path, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    })

  test('is reached over HTTPS alone, under a certificate that can be verified', async () => {
    const page = await get('/')
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-cache'])
    expect(page.headers.get('content-security-policy')).toContain(`connect-src 'self' wss://localhost:${caddy.port}`)
    await expect(fetch(caddy.url)).rejects.toThrow(/certificate|issuer/i)
    const plain = await fetch(`${caddy.httpUrl}/r/abc?x=1`, { redirect: 'manual' })
    expect([plain.status, plain.headers.get('location')]).toEqual([308, `${caddy.url}/r/abc?x=1`])
  })
  test.each(['br', 'zstd', 'gzip', 'identity'])('hands on assets as they were compressed: %s', async (encoding) => {
    const path = await firstAsset()
    const headers = { 'accept-encoding': encoding }
    const through = await get(path, { headers, decompress: false })
    const direct = await fetch(executable.url + path, { headers, decompress: false })
    expect(through.status).toBe(200)
    expect(through.headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding)
    expect(through.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(through.headers.get('etag')).toBe(direct.headers.get('etag'))
    expect(Bun.hash(await through.bytes())).toBe(Bun.hash(await direct.bytes()))
  })
  test('answers ranges of the film, and knows what a browser has already', async () => {
    const film = await get(SAMPLE_FILM_PATH, { headers: { range: 'bytes=100-199' } })
    expect([film.status, (await film.bytes()).length]).toEqual([206, 100])
    expect(film.headers.get('content-range')).toMatch(/^bytes 100-199\/\d+$/)
    const path = await firstAsset()
    const etag = (await get(path)).headers.get('etag') ?? ''
    expect((await get(path, { headers: { 'if-none-match': etag } })).status).toBe(304)
  })
  test('lets people sign in, make a room, and be greeted on a socket', async () => {
    const { token, user } = v.parse(Login, await (await post('/api/auth/guest', '{"name":"Ann"}')).json())
    const room = v.parse(RoomSummary, await (await post('/api/rooms', '{"title":"Behind Caddy"}', token)).json())
    const client = await WireClient.open(`${caddy.url.replace(/^http/, 'ws')}/ws`, { ca: caddy.ca })
    client.send({ t: 'hello', protocol: PROTOCOL_VERSION, token, room: room.id, have: null, device: 'desktop' })
    expect((await client.next('welcome')).userId).toBe(user.id)
    expect((await client.next('snapshot')).view.room.title).toBe('Behind Caddy')
    client.close()
  })
  test('refuses bodies that are too large, in words as far as the server itself reads them', async () => {
    const large = await post('/api/auth/guest', JSON.stringify({ name: 'x'.repeat(BODY_MAX_BYTES) }))
    expect([large.status, await large.json()]).toMatchObject([413, { error: { code: 'payload_too_large' } }])
    expect((await post('/api/auth/guest', 'x'.repeat(BODY_MAX_BYTES * 8))).status).toBe(413)
  })
  test('takes no server away from others because of what one client sends', async () => {
    // A length that is not said beforehand: only on the way does it turn out to be too much.
    const endless = new ReadableStream<Uint8Array>({ pull: (body) => body.enqueue(new Uint8Array(16_384)) })
    const refused = await post('/api/auth/guest', endless).then(
      ({ status }) => status,
      () => 'broken off',
    )
    expect(refused).toBeOneOf([413, 502, 'broken off'])
    const began = performance.now()
    expect((await get('/healthz')).status).toBe(200)
    expect(performance.now() - began).toBeLessThan(500)
  })
  test('shows its measures to nobody who comes through', async () => {
    expect((await get('/metrics')).status).toBe(404)
    expect((await get('/metrics', { headers: { 'x-forwarded-for': '127.0.0.1' } })).status).toBe(404)
  })
})

describe.skipIf(needs('caddy'))('what Caddy tells the servers behind it', () => {
  const open: { close: () => unknown }[] = []
  afterEach(async () => {
    for (const { close } of open.splice(0).reverse()) await close()
  })
  /** Servers that answer with the headers that reach them; a socket is told its handshake's. */
  function recorders(count: number): Server<Record<string, string>>[] {
    return Array.from({ length: count }, () => {
      const server = record(0)
      open.push({ close: () => server.stop(true) })
      return server
    })
  }
  const record = (port: number) =>
    Bun.serve<Record<string, string>>({
      port,
      hostname: '127.0.0.1',
      fetch: (asked, self) => {
        const headers = Object.fromEntries(asked.headers)
        if (self.upgrade(asked, { data: headers })) return
        return Response.json({ ...headers, port: String(self.port) })
      },
      websocket: {
        open: (ws) => {
          ws.send(JSON.stringify(ws.data))
        },
        message: () => {},
      },
    })
  async function caddyBefore(servers: readonly Server<Record<string, string>>[]): Promise<Caddy> {
    const caddy = await startCaddy({ upstreams: servers.map(({ port }) => `127.0.0.1:${port}`) })
    open.push(caddy)
    return caddy
  }
  const FORGED = {
    'x-forwarded-for': '203.0.113.7, 198.51.100.1',
    'x-real-ip': '203.0.113.7',
    'x-forwarded-proto': 'http',
    forwarded: 'for=203.0.113.7',
  }
  /** A request from an address of this machine. */
  async function from(address: string, caddy: Caddy): Promise<Record<string, string>> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    request(
      {
        host: '127.0.0.1',
        port: caddy.port,
        servername: 'localhost',
        localAddress: address,
        ca: caddy.ca,
        headers: { host: `localhost:${caddy.port}`, ...FORGED },
      },
      resolve,
    )
      .on('error', reject)
      .end()
    let text = ''
    for await (const bytes of await promise) text += bytes
    return JSON.parse(text)
  }

  test('is the true address of each client alone, whatever it claims', async () => {
    const caddy = await caddyBefore(recorders(1))
    for (const address of ['127.0.0.1', '127.0.0.2', '127.0.0.3']) {
      const seen = await from(address, caddy)
      expect(seen['x-forwarded-for']).toBe(address)
      expect(seen['x-forwarded-proto']).toBe('https')
      expect(Object.values(seen).join()).not.toContain('203.0.113.7')
    }
  })
  test('holds for the handshake of a socket as well', async () => {
    const caddy = await caddyBefore(recorders(1))
    const url = caddy.url.replace('https://localhost', 'wss://127.0.0.1')
    const ws = new WebSocket(url, {
      headers: { ...FORGED, host: `localhost:${caddy.port}` },
      tls: { ca: caddy.ca, serverName: 'localhost', checkServerIdentity: () => undefined },
    })
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    ws.onmessage = ({ data }) => resolve(String(data))
    ws.onclose = ({ code }) => reject(new Error(`closed with ${code}`))
    const seen = JSON.parse(await promise)
    expect(seen['x-forwarded-for']).toBe('127.0.0.1')
    expect(JSON.stringify(seen)).not.toContain('203.0.113.7')
    ws.close()
  })
  test('goes to another server at once when one is killed', async () => {
    const servers = recorders(2)
    const caddy = await caddyBefore(servers)
    const ask = async () => {
      const answer = await fetch(caddy.url, { tls: { ca: caddy.ca } })
      return answer.status === 200 ? ((await answer.json()) as Record<string, string>).port : `status ${answer.status}`
    }
    const ports = servers.map(({ port }) => String(port))
    const seen = new Set<string | undefined>()
    while (seen.size < 2) seen.add(await ask())
    expect([...seen].toSorted()).toEqual(ports.toSorted())
    const began = performance.now()
    await servers[0]?.stop(true)
    for (let asked = 0; asked < 50; asked += 1) expect(await ask()).toBe(ports[1] ?? '')
    expect(performance.now() - began).toBeLessThan(TAKE_OVER_MS)
  }, 20_000)
  test('waits for a server that is being started again', async () => {
    const [server] = recorders(1)
    if (server?.port === undefined) throw new Error('no server')
    const caddy = await caddyBefore([server])
    const { port } = server
    await server.stop(true)
    const waiting = fetch(caddy.url, { tls: { ca: caddy.ca } })
    // By now it has been refused once.
    while (!/"connect: connection refused|dial tcp/.test(caddy.logs())) await Bun.sleep(20)
    const again = record(port)
    open.push({ close: () => again.stop(true) })
    expect((await waiting).status).toBe(200)
  }, 20_000)
})
