import { afterEach, describe, expect, test } from 'bun:test'
import * as v from 'valibot'
import { LocalLimiter } from '#adapters/local/local-limiter.ts'
import { ERROR_TEXTS } from '#protocol/error-texts.ts'
import { ErrorBody } from '#protocol/errors.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import { LIMITS, Limits } from '#services/limits.ts'
import { FakeClock } from '#testing/fake-clock.ts'
import { FakeMetrics } from '#testing/fake-metrics.ts'
import { ann, ROOM_ID } from '#testing/made.ts'
import { WireClient } from '#testing/wire-client.ts'
import { wireHouse } from '#testing/wire-house.ts'
import { Door } from './door.ts'

const open: { stop: () => void }[] = []
afterEach(() => {
  for (const { stop } of open.splice(0)) stop()
})
const house = (trustProxy = 0) => {
  const opened = wireHouse({ trustProxy })
  open.push(opened)
  return opened
}
const from = (address: string) => ({ 'X-Forwarded-For': address })
/** What the server answers to a request for a socket that it refuses. */
const answerTo = (url: string, headers: Record<string, string>): Promise<Response> =>
  fetch(url.replace(/^ws/, 'http'), { headers, signal: AbortSignal.timeout(5_000) })

describe('upgrades', () => {
  test('above the limit of an address are refused with the time to come back; others may come in', async () => {
    const { url, clock, party } = house(1)
    const { points, seconds } = LIMITS.socket.address
    // Whatever is asked of this door counts, a handshake or not.
    for (let n = 0; n < points; n += 1) expect((await answerTo(url, from('203.0.113.7'))).status).toBe(426)
    const refused = await answerTo(url, { ...from('6.6.6.6, 203.0.113.7'), 'Accept-Language': 'ru' })
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe(String(seconds))
    expect(party.metrics.refusals).toEqual(['socket:address'])
    expect(refused.headers.get('ratelimit-limit')).toBe(String(points))
    expect(v.parse(ErrorBody, await refused.json()).error).toEqual({
      code: 'slow_down',
      message: ERROR_TEXTS.ru.slow_down,
    })
    await expect(WireClient.open(url, { headers: from('203.0.113.7') })).rejects.toThrow('cannot connect')
    ;(await WireClient.open(url, { headers: from('203.0.113.8') })).close()
    clock.advance(seconds * 1_000)
    ;(await WireClient.open(url, { headers: from('203.0.113.7') })).close()
  })

  test('without a hello may be a hundred of one address: greeting makes room, and so does going', async () => {
    const { url, tokenFor } = house(1)
    const silent = await Promise.all(
      Array.from({ length: 100 }, () => WireClient.open(url, { headers: from('203.0.113.7') })),
    )
    const refused = await answerTo(url, from('203.0.113.7'))
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
    ;(await WireClient.open(url, { headers: from('203.0.113.8') })).close()

    const [first, second] = silent as [WireClient, WireClient]
    first.send({
      t: 'hello',
      protocol: PROTOCOL_VERSION,
      token: await tokenFor(ann),
      room: ROOM_ID,
      have: null,
      device: 'desktop',
    })
    await first.next('snapshot')
    const third = await WireClient.open(url, { headers: from('203.0.113.7') })
    await expect(WireClient.open(url, { headers: from('203.0.113.7') })).rejects.toThrow('cannot connect')
    // A refused greeting gives its place back as well.
    second.send({
      t: 'hello',
      protocol: PROTOCOL_VERSION,
      token: 'nonsense',
      room: ROOM_ID,
      have: null,
      device: 'desktop',
    })
    await second.closed
    ;(await WireClient.open(url, { headers: from('203.0.113.7') })).close()
    third.close()
    // Whoever has greeted gives no place back by going: it has been given already.
    first.close()
    await Promise.all([first.closed, third.closed])
  })
})

describe('the door', () => {
  const doorOf = (trustProxy = 0, publicUrl = 'https://party.example.org') => {
    const here = new LocalLimiter(new FakeClock())
    return new Door({ limits: new Limits({ here, shared: here, metrics: new FakeMetrics() }), publicUrl, trustProxy })
  }
  const knock = (door: Door, headers: Record<string, string> = {}, address = '203.0.113.7') =>
    door.refusal(new Request('http://internal/ws', { headers }), address, 'en')

  test('holds a few thousand sockets without a hello in all, and no place is lost', () => {
    const door = doorOf()
    for (let n = 0; n < 4_096; n += 1) door.enter(`10.0.${n >> 8}.${n & 255}`)
    const refused = knock(door)
    expect([refused?.status, refused?.headers.get('retry-after')]).toEqual([503, '1'])
    for (let n = 0; n < 4_096; n += 1) door.leave(`10.0.${n >> 8}.${n & 255}`)
    for (let n = 0; n < 99; n += 1) door.enter('203.0.113.7')
    expect(knock(door)).toBeNull()
    door.enter('203.0.113.7')
    expect(knock(door)?.status).toBe(429)
  })

  test.each([
    ['our public address', { Origin: 'https://party.example.org', Host: '10.0.0.5:8080' }],
    ['localhost', { Origin: 'http://localhost:8080', Host: 'localhost:8080' }],
    ['an address of this network', { Origin: 'http://192.168.1.5:8080', Host: '192.168.1.5:8080' }],
    ['an IPv6 address', { Origin: 'http://[::1]:8080', Host: '[::1]:8080' }],
    ['a development server that passes on', { Origin: 'http://localhost:5173', Host: 'localhost:5173' }],
    ['another name of ours, by https', { Origin: 'https://Films.example.org', Host: 'films.example.org' }],
    [
      'one with the port that goes without saying',
      { Origin: 'https://films.example.org', Host: 'films.example.org:443' },
    ],
    ['no browser at all', { Host: 'party.example.org' }],
  ])('lets in a page of %s', (_, headers) => expect(knock(doorOf(), headers)).toBeNull())

  test.each([
    ['another site', { Origin: 'https://evil.example', Host: 'party.example.org' }],
    ['a site that begins like ours', { Origin: 'https://party.example.org.evil.example', Host: 'party.example.org' }],
    ['another port of ours', { Origin: 'http://localhost:3000', Host: 'localhost:8080' }],
    ['nowhere', { Origin: 'null', Host: 'party.example.org' }],
    ['nothing that can be read', { Origin: '/', Host: '/' }],
    ['a file', { Origin: 'file://', Host: 'party.example.org' }],
    ['who says that a proxy asked', { Origin: 'https://evil.example', Host: 'a', 'X-Forwarded-Host': 'evil.example' }],
  ])('refuses a page of %s', async (_, headers) => {
    const refused = knock(doorOf(), headers)
    expect(refused?.status).toBe(403)
    expect(v.parse(ErrorBody, await refused?.json()).error.code).toBe('foreign_origin')
  })

  test('believes a proxy of ours by what name people came', () => {
    const headers = {
      Origin: 'https://films.example.org',
      Host: '127.0.0.1:8080',
      'X-Forwarded-Host': 'films.example.org',
    }
    expect(knock(doorOf(1, 'http://localhost:8080'), headers)).toBeNull()
    expect(knock(doorOf(0, 'http://localhost:8080'), headers)?.status).toBe(403)
  })

  test('stands before the real socket too', async () => {
    const { url } = house()
    const origin = url.replace(/^ws/, 'http').replace('/ws', '')
    ;(await WireClient.open(url, { headers: { Origin: origin } })).close()
    await expect(WireClient.open(url, { headers: { Origin: 'https://evil.example' } })).rejects.toThrow(
      'cannot connect',
    )
    expect((await answerTo(url, { Origin: 'https://evil.example' })).status).toBe(403)
  })
})
