import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { FakeClock } from '#testing/fake-clock.ts'
import { Addresses, SLOT_SECONDS } from './addresses.ts'

const SECRET = 'a secret of thirty-two characters or more'
const OTHER = 'another secret, of as many characters or more'
const PATH = 'Films/Хранитель (2019).mp4'
const NOW = 1_790_000_000_000

const parts = (url: string) => {
  const { pathname, searchParams } = new URL(url, 'http://house')
  return [pathname, searchParams.get('e') ?? '', searchParams.get('s') ?? ''] as const
}

test('the address of a film is the same at every start, and only ours are believed', () => {
  const clock = new FakeClock(NOW)
  const url = new Addresses([SECRET], clock).film(PATH)
  expect(new Addresses([SECRET], clock).film(PATH)).toBe(url)
  expect(new Addresses([SECRET], clock).pathOf(url)).toBe(PATH)
  expect(new Addresses([OTHER], clock).pathOf(url)).toBeNull()
  const [, , proof = ''] = url.split('/')
  for (const forged of [
    url.replace('Films', 'Other'),
    url.replace(proof, 'A'.repeat(22)),
    url.replace(proof, proof.slice(0, 21)),
    `${url}?x`,
    url.toUpperCase(),
    '',
  ])
    expect([forged, new Addresses([SECRET], clock).pathOf(forged)]).toEqual([forged, null])
})

test('an older secret is still believed when another one signs', () => {
  const clock = new FakeClock(NOW)
  const old = new Addresses([SECRET], clock)
  const both = new Addresses([OTHER, SECRET], clock)
  const url = old.film(PATH)
  expect(both.film(PATH)).not.toBe(url)
  expect(both.pathOf(url)).toBe(PATH)
  expect(both.check(...parts(old.signed(url).url))).toMatchObject({ ok: true })
  expect(old.check(...parts(both.signed(url).url))).toMatchObject({ error: 'address_forged' })
})

test('a signed address is good for six to twelve hours, and the same for everyone meanwhile', () => {
  const clock = new FakeClock(NOW)
  const addresses = new Addresses([SECRET], clock)
  const url = addresses.film(PATH)
  const signed = addresses.signed(url)
  const lifeMs = signed.expiresAt - NOW
  expect(lifeMs).toBeGreaterThan(SLOT_SECONDS * 1_000)
  expect(lifeMs).toBeLessThanOrEqual(SLOT_SECONDS * 2_000)
  expect(addresses.signed(url)).toEqual(signed)
  clock.advance(lifeMs - 1)
  expect(addresses.check(...parts(signed.url))).toMatchObject({ ok: true })
  clock.advance(1)
  expect(addresses.check(...parts(signed.url))).toMatchObject({ error: 'address_expired' })
})

test('no other film, no later end and no other signature is believed', () => {
  const addresses = new Addresses([SECRET], new FakeClock(NOW))
  const [path, until, signature] = parts(addresses.signed(addresses.film(PATH)).url)
  const refused = (...given: [string, string?, string?]) =>
    expect([given, addresses.check(...given)]).toEqual([given, { ok: false, error: 'address_forged' }])
  refused(path)
  refused(path, until)
  refused(path, undefined, signature)
  refused(addresses.film('Films/Other.mp4'), until, signature)
  refused(path.replace('/library/', '/posters/'), until, signature)
  refused(path, String(Number(until) + 1), signature)
  for (const odd of ['', 'x', '-1', '1e12', `${until} `, `+${until}`, '9'.repeat(13)]) refused(path, odd, signature)
  for (const odd of ['', signature.slice(1), `${signature}=`, signature.toLowerCase()]) refused(path, until, odd)
  // Written otherwise it is the same number, and still not what we gave.
  expect(addresses.check(path, `0${until}`, signature)).toMatchObject({ ok: true })
  fc.assert(fc.property(fc.string(), (text) => text === signature || !addresses.check(path, until, text).ok))
})
