import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Socket } from 'node:net'
import type { Wanted } from '#ports/fetcher.ts'
import { ATTACK_URLS, INSIDE_NAMES } from '#testing/attack-urls.ts'
import { HostileServer } from '#testing/hostile-server.ts'
import { Destinations, readAllowedHost } from './allowed-hosts.ts'
import { connected, type Dialled } from './connect.ts'
import { type Resolve, SafeFetcher, type SafeFetcherDeps } from './safe-fetcher.ts'

const wanted = (url: string, more: Partial<Wanted> = {}): Wanted => ({
  url,
  maxBytes: 10_000,
  beyond: 'refuse',
  ...more,
})
const allowed = (...texts: string[]) => texts.map((text) => readAllowedHost(text) ?? expect.unreachable(text))

/** A fetcher that writes down where it connects to; what is not this machine is never there. */
function fetcherWith(deps: Partial<SafeFetcherDeps> & Pick<SafeFetcherDeps, 'destinations'>) {
  const dialled: string[] = []
  const connect = (to: Dialled): Promise<Socket> => {
    dialled.push(to.address)
    return to.address === '127.0.0.1' || to.address === '127.0.0.2' || to.address === '::1'
      ? connected(to)
      : Promise.reject(new Error('not in a test'))
  }
  const resolve: Resolve = async (name) => INSIDE_NAMES[name] ?? []
  const fetcher = new SafeFetcher({ resolve, connect, userAgent: 'WatchParty/test', timeoutMs: 1_000, ...deps })
  return { fetcher, dialled }
}

describe('an attack', () => {
  const canary = new HostileServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\ninside'))
  const canary6 = new HostileServer((socket) => socket.end())
  let port = 0
  beforeAll(async () => {
    port = await canary.listen()
    await canary6.listen(port, '::1').catch(() => {}) // there may be no IPv6 on this machine
  })
  afterAll(() => {
    canary.close()
    canary6.close()
  })

  const cases = Object.entries(ATTACK_URLS).flatMap(([group, urls]) => urls.map((url) => [group, url] as const))

  test('is one of more than eighty', () => expect(cases.length).toBeGreaterThan(80))

  test.each(cases)('by %s gets nowhere: %j', async (group, text) => {
    // The canary's port is one of the web's here: it is the address that must save us.
    const ports = group.startsWith('ports') ? [80, 443] : [80, 443, port]
    const { fetcher, dialled } = fetcherWith({ destinations: new Destinations([], () => ['93.184.215.99'], ports) })
    const before = performance.now()
    const fetched = await fetcher.fetch(wanted(text.replaceAll('PORT', String(port))))
    expect(fetched.ok).toBe(false)
    expect(performance.now() - before).toBeLessThan(5_000)
    expect(dialled).toEqual([])
    expect(canary.connections + canary6.connections).toBe(0)
  })

  test('by a name that is another place a moment later reaches neither the check nor the second place', async () => {
    const answers = [['93.184.215.14'], ['127.0.0.1']]
    const resolve = async () => answers.shift() ?? ['127.0.0.1']
    const { fetcher, dialled } = fetcherWith({ destinations: new Destinations([], () => [], [80, 443, port]), resolve })
    expect(await fetcher.fetch(wanted(`http://turning.example:${port}/`))).toMatchObject({ error: 'unreachable' })
    expect(dialled).toEqual(['93.184.215.14'])
    expect(answers).toHaveLength(1)
    expect(canary.connections).toBe(0)
  })

  test.each([
    ['this machine', (p: number) => `http://127.0.0.1:${p}/`],
    ['this machine by its short name', (p: number) => `//127.1:${p}/`],
    ['a name that leads inside', (p: number) => `http://loopback.example:${p}/`],
    ['metadata', () => 'http://169.254.169.254/latest/'],
    ['IPv4 in IPv6', (p: number) => `http://[::ffff:127.0.0.1]:${p}/`],
    ['a file', () => 'file:///etc/passwd'],
    ['gopher', (p: number) => `gopher://127.0.0.1:${p}/_a`],
    ['a name with a password', () => 'http://a:b@outside.example/'],
    ['an odd port', () => 'http://outside.example:6379/'],
    ['a host behind a backslash', (p: number) => `http://outside.example\\@127.0.0.1:${p}/`],
    ['nothing', () => 'http://'],
  ])('by a redirect to %s gets nowhere', async (_, to) => {
    const guide = new HostileServer((socket) =>
      socket.end(`HTTP/1.1 302 Found\r\nlocation: ${to(port)}\r\ncontent-length: 0\r\n\r\n`),
    )
    const guidePort = await guide.listen()
    const destinations = new Destinations(allowed(`guide.example:${guidePort}`), () => [], [80, 443, port])
    const resolve: Resolve = async (name) => (name === 'guide.example' ? ['127.0.0.1'] : (INSIDE_NAMES[name] ?? []))
    const { fetcher, dialled } = fetcherWith({ destinations, resolve })
    const fetched = await fetcher.fetch(wanted(`http://guide.example:${guidePort}/`))
    guide.close()
    expect(fetched).toMatchObject({ ok: false, error: 'forbidden' })
    expect(guide.connections).toBe(1)
    expect(dialled).toEqual(['127.0.0.1'])
    expect(canary.connections).toBe(0)
  })

  test('would have been seen: the canary sings for who is allowed', async () => {
    const { fetcher } = fetcherWith({ destinations: new Destinations(allowed(`127.0.0.0/8:${port}`), () => []) })
    const fetched = await fetcher.fetch(wanted(`http://127.0.0.1:${port}/`))
    expect(fetched.ok && new TextDecoder().decode(fetched.value.bytes)).toBe('inside')
    expect(canary.connections).toBe(1)
  })
})

describe('a connection', () => {
  const here = new HostileServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nhere'))
  const there = new HostileServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nthere'))
  let port = 0
  beforeAll(async () => {
    port = await here.listen()
    await there.listen(port, '127.0.0.2')
  })
  afterAll(() => {
    here.close()
    there.close()
  })

  test('goes to the address that was looked at, by the name that was asked for, and each time anew', async () => {
    const answers = ['127.0.0.1', '127.0.0.2']
    const resolve: Resolve = async () => [answers.shift() ?? 'none']
    const destinations = new Destinations(allowed(`film.example:${port}`), () => [])
    const { fetcher } = fetcherWith({ destinations, resolve })
    const text = async () => {
      const fetched = await fetcher.fetch(wanted(`http://film.example:${port}/a?b=c#d`))
      return fetched.ok ? new TextDecoder().decode(fetched.value.bytes) : fetched.error
    }
    expect(await text()).toBe('here')
    expect(await text()).toBe('there')
    expect(here.asked[0]).toStartWith('GET /a?b=c HTTP/1.1\r\n')
    expect(here.asked[0]).toContain(`\r\nhost: film.example:${port}\r\n`)
    expect(here.asked[0]).toContain('\r\nuser-agent: WatchParty/test\r\n')
    expect(here.asked[0]?.toLowerCase()).not.toMatch(/cookie|authorization|referer/)
  })

  test('is tried at the next address when nobody answers at one', async () => {
    const destinations = new Destinations(allowed(`film.example:${port}`), () => [])
    const resolve: Resolve = async () => ['93.184.215.14', '127.0.0.1']
    const { fetcher, dialled } = fetcherWith({ destinations, resolve })
    expect(await fetcher.fetch(wanted(`http://film.example:${port}/`))).toMatchObject({ ok: true })
    expect(dialled).toEqual(['93.184.215.14', '127.0.0.1'])
  })
})
