import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { ERROR_TEXTS } from '#protocol/error-texts.ts'
import { LIMITS } from '#services/limits.ts'
import { needs } from '#testing/needs.ts'
import { type Caddy, caddyUrl, startCaddy } from './harness/caddy.ts'
import { type ClientAt, clientOf, clientThrough } from './harness/client-at.ts'
import { type Executable, freePort, startExecutable } from './harness/executable.ts'
import { type Shared, startInstances } from './harness/instances.ts'
import { Person } from './harness/person.ts'

/** A door with few points, and the one to the sockets. */
const DOOR = { path: '/metrics', points: LIMITS.metrics.address.points }
const SOCKET_DOOR = { path: '/ws', points: LIMITS.socket.address.points }

const HANDSHAKE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
}

/** Headers that claim to come from elsewhere, another each time, in every way there is. */
function forged(n: number): Record<string, string> {
  const address = `203.0.${n >> 8}.${n & 255}`
  const claims = [
    { 'x-forwarded-for': address },
    { 'x-forwarded-for': `${address}, 198.51.100.${n & 255}` },
    { 'x-real-ip': address, 'x-client-ip': address, 'cf-connecting-ip': address, 'true-client-ip': address },
    { forwarded: `for=${address};proto=https` },
    { 'x-forwarded-for': `${address}:443`, forwarded: `for="[2001:db8::${n.toString(16)}]"`, 'x-real-ip': address },
  ]
  return claims[n % claims.length] ?? {}
}

/** Goes through a door until it is shut, at most `most` times; how often it was open. */
async function useUp(client: ClientAt, path: string, most: number): Promise<number> {
  const AT_ONCE = 20
  let opened = 0
  for (let asked = 0; asked < most; asked += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, most - asked) }, (_, n) => asked + n)
    const answers = await Promise.all(some.map((n) => client.ask(path, { headers: forged(n) })))
    opened += answers.filter(({ status }) => status !== 429).length
  }
  return opened
}

/** Whoever forges an address stays who they are, and is nobody else. `at` makes a client of an address. */
async function expectOwnBuckets(at: (address: string) => ClientAt, [one, two]: readonly [string, string]) {
  const [forger, other] = [at(one), at(two)]
  const left = async (client: ClientAt, headers: Record<string, string>) =>
    Number((await client.ask(DOOR.path, { headers })).header('ratelimit-remaining'))
  expect(await left(other, {})).toBe(DOOR.points - 1)
  expect(await useUp(forger, DOOR.path, DOOR.points + 20)).toBe(DOOR.points)
  for (const [language, headers] of [
    ['en', { 'x-forwarded-for': two }],
    ['ru', { 'x-real-ip': two, forwarded: `for=${two}`, 'accept-language': 'ru' }],
  ] as const) {
    const refused = await forger.ask(DOOR.path, { headers })
    expect(refused.status).toBe(429)
    expect(JSON.parse(refused.body)).toEqual({
      error: { code: 'slow_down', message: ERROR_TEXTS[language].slow_down },
    })
    expect(refused.header('ratelimit-limit')).toBe(String(DOOR.points))
    expect(refused.header('ratelimit-policy')).toBe(`${DOOR.points};w=60`)
    expect(refused.header('ratelimit-remaining')).toBe('0')
    expect(refused.header('retry-after')).toBe(refused.header('ratelimit-reset') ?? 'none')
    expect(Number(refused.header('retry-after'))).toBeWithin(1, 61)
  }
  // The other has lost nothing, and cannot be made to stand in the forger's place either.
  expect(await left(other, {})).toBe(DOOR.points - 2)
  expect(await left(other, { 'x-forwarded-for': one })).toBe(DOOR.points - 3)
  expect(await left(other, { 'x-real-ip': one, forwarded: `for=${one}` })).toBe(DOOR.points - 4)
  expect(await left(other, forged(0))).toBe(DOOR.points - 5)
}

/** The same for sockets. */
async function expectOwnSockets(at: (address: string) => ClientAt, [one, two]: readonly [string, string]) {
  const [forger, other] = [at(one), at(two)]
  // A plain request is counted as a handshake is, and refused after that.
  expect(await useUp(forger, SOCKET_DOOR.path, SOCKET_DOOR.points + 20)).toBe(SOCKET_DOOR.points)
  for (const claim of [{ 'x-forwarded-for': two }, { 'x-real-ip': two, forwarded: `for=${two}` }, forged(1)]) {
    const refused = await forger.ask(SOCKET_DOOR.path, { headers: { ...HANDSHAKE, ...claim } })
    expect([refused.status, JSON.parse(refused.body)]).toMatchObject([429, { error: { code: 'slow_down' } }])
    expect(refused.header('ratelimit-remaining')).toBe('0')
    expect(Number(refused.header('retry-after'))).toBeWithin(1, 61)
  }
  for (const claim of [{}, { 'x-forwarded-for': one }, { 'x-real-ip': one, forwarded: `for=${one}` }, forged(1)]) {
    expect((await other.ask(SOCKET_DOOR.path, { headers: { ...HANDSHAKE, ...claim } })).status).toBe(101)
  }
}

describe.skipIf(needs('caddy', 'executable'))('behind Caddy', () => {
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
  const at = (address: string) => clientThrough(caddy, address)

  test(
    'who forges an address cannot escape their own limit, nor use up anybody else’s',
    () => expectOwnBuckets(at, ['127.0.0.2', '127.0.0.3']),
    30_000,
  )
  test('nor that of sockets', () => expectOwnSockets(at, ['127.0.0.4', '127.0.0.5']), 60_000)
})

describe.skipIf(needs('executable'))('without a proxy', () => {
  let executable: Executable
  beforeAll(async () => {
    executable = await startExecutable({ env: { TRUST_PROXY: '0', HOST: '127.0.0.1' } })
  }, 60_000)
  afterAll(() => executable?.remove())
  const at = (address: string) => clientOf(executable.port, address)

  test(
    'who forges an address cannot escape their own limit, nor use up anybody else’s',
    () => expectOwnBuckets(at, ['127.0.0.2', '127.0.0.3']),
    30_000,
  )
  test('nor that of sockets', () => expectOwnSockets(at, ['127.0.0.4', '127.0.0.5']), 60_000)
  test('whoever runs it is told that a proxy seems to stand in front', () => {
    expect(executable.logs().match(/limits\.proxy_not_trusted/g)).toHaveLength(1)
  })
})

describe.skipIf(needs('executable', 'postgres', 'redis'))('on two instances', () => {
  let shared: Shared
  beforeAll(async () => {
    shared = await startInstances()
  }, 60_000)
  afterAll(() => shared?.remove())

  test('what a person has used up on one is gone on the other, wherever they come from', async () => {
    const [one, two] = shared.instances
    const [ann, ben] = [await Person.guest(one.url, 'Ann'), await Person.guest(two.url, 'Ben')]
    const { points } = LIMITS.renew.user
    const renew = async (instance: Executable, { login }: Person, address: string) => {
      const headers = { authorization: `Bearer ${login.token}`, 'x-forwarded-for': address }
      const answer = await clientOf(instance.port, '127.0.0.1').ask('/api/auth/renew', { method: 'POST', headers })
      return [answer.status, Number(answer.header('ratelimit-remaining'))]
    }
    for (let used = 1; used <= points; used += 1) {
      const instance = used % 3 === 0 ? two : one
      expect(await renew(instance, ann, `203.0.113.${used}`)).toEqual([200, points - used])
    }
    for (const instance of [one, two]) expect(await renew(instance, ann, '203.0.113.200')).toEqual([429, 0])
    expect(await renew(one, ben, '203.0.113.200')).toEqual([200, points - 1])
    expect(await renew(two, ben, '203.0.113.200')).toEqual([200, points - 2])
  }, 30_000)
})
