import { describe, expect, test } from 'bun:test'
import { base64url, decodeProtectedHeader, SignJWT } from 'jose'
import type { User } from '#protocol/http.ts'
import { FakeClock } from '#testing/fake-clock.ts'
import { FakeIds } from '#testing/fake-ids.ts'
import { at } from '#testing/made.ts'
import { ACCESS_SECONDS, BROWSER_SECONDS, Tokens } from './tokens.ts'

const FIRST = 'the first secret, of more than thirty-two characters'
const SECOND = 'the second secret, of more than thirty-two characters'
const START = 1_790_000_000_000
const user: User = {
  id: new FakeIds().user(),
  name: 'Mira 🌊',
  photoUrl: 'https://t.me/m.svg',
  guest: false,
  since: at(START - 5),
}

const make = (secrets: readonly string[] = [FIRST]) => {
  const clock = new FakeClock(START)
  return { clock, tokens: new Tokens(secrets, clock) }
}

describe('access tokens', () => {
  test('a token says who holds it, until when, and since when', async () => {
    const { clock, tokens } = make()
    const authTime = clock.now()
    clock.advance(5_500)
    const login = await tokens.issue(user, authTime)
    const expiresAt = START + 5_000 + ACCESS_SECONDS * 1_000
    expect(login).toMatchObject({ user, expiresAt })
    expect<unknown>(await tokens.verify(login.token)).toEqual({ ok: true, value: { user, expiresAt, authTime } })
  })

  test('a token is good until the instant it expires', async () => {
    const { clock, tokens } = make()
    const { token, expiresAt } = await tokens.issue(user, clock.now())
    clock.advance(expiresAt - clock.now() - 1)
    expect((await tokens.verify(token)).ok).toBe(true)
    clock.advance(1)
    expect(await tokens.verify(token)).toEqual({ ok: false, error: 'token_expired' })
  })

  test('a token that was tampered with is invalid, wherever', async () => {
    const { clock, tokens } = make()
    const { token } = await tokens.issue(user, clock.now())
    const [header = '', payload = '', signature = ''] = token.split('.')
    const swap = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1)
    for (const wrong of [
      `${swap(header)}.${payload}.${signature}`,
      `${header}.${swap(payload)}.${signature}`,
      `${header}.${payload}.${swap(signature)}`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      '',
      'nonsense',
    ]) {
      expect(await tokens.verify(wrong)).toEqual({ ok: false, error: 'token_invalid' })
    }
  })

  test('the algorithm is ours to choose, not the token', async () => {
    const { clock, tokens } = make()
    const { token } = await tokens.issue(user, clock.now())
    const [, payload = ''] = token.split('.')
    const { kid } = decodeProtectedHeader(token)
    const unsigned = base64url.encode(JSON.stringify({ alg: 'none', kid }))
    const other = await new SignJWT({ name: 'Mira', photo: null, guest: false, since: START, auth_time: START / 1_000 })
      .setProtectedHeader({ alg: 'HS512', kid: String(kid) })
      .setSubject(user.id)
      .setAudience('watchparty:access')
      .setExpirationTime(START / 1_000 + 60)
      .sign(new TextEncoder().encode(FIRST.padEnd(64)))
    for (const wrong of [`${unsigned}.${payload}.`, other]) {
      expect(await tokens.verify(wrong)).toEqual({ ok: false, error: 'token_invalid' })
    }
  })

  test('a token of ours without what a session needs is invalid', async () => {
    const { tokens } = make()
    const { kid } = decodeProtectedHeader((await tokens.issue(user, new FakeClock(START).now())).token)
    const bare = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256', kid: String(kid) })
      .setSubject(user.id)
      .setAudience('watchparty:access')
      .setExpirationTime(START / 1_000 + 60)
      .sign(new TextEncoder().encode(FIRST))
    expect(await tokens.verify(bare)).toEqual({ ok: false, error: 'token_invalid' })
  })
})

describe('changing the secret', () => {
  test('tokens of the old secret are believed while it is listed, and new ones are of the new', async () => {
    const before = make([FIRST]).tokens
    const during = make([SECOND, FIRST]).tokens
    const afterwards = make([SECOND]).tokens
    const now = new FakeClock(START).now()
    const old = (await before.issue(user, now)).token
    const fresh = (await during.issue(user, now)).token
    expect((await during.verify(old)).ok).toBe(true)
    expect((await during.verify(fresh)).ok).toBe(true)
    expect((await afterwards.verify(fresh)).ok).toBe(true)
    expect(await afterwards.verify(old)).toEqual({ ok: false, error: 'token_invalid' })
    expect(await before.verify(fresh)).toEqual({ ok: false, error: 'token_invalid' })
  })

  test('the name of a key gives nothing of the secret away', async () => {
    const { tokens } = make()
    const { kid } = decodeProtectedHeader(await tokens.issueBrowser(user.id))
    expect(kid).toHaveLength(11)
    expect(FIRST).not.toContain(String(kid))
  })

  test('without any secret nothing starts', () => {
    expect(() => make([])).toThrow('a secret is needed')
  })
})

describe("a browser's credential", () => {
  test('names the guest for 400 days', async () => {
    const { clock, tokens } = make()
    const credential = await tokens.issueBrowser(user.id)
    expect(await tokens.verifyBrowser(credential)).toBe(user.id)
    clock.advance(BROWSER_SECONDS * 1_000)
    expect(await tokens.verifyBrowser(credential)).toBeNull()
  })

  test('never passes for an access token, nor the other way round', async () => {
    const { clock, tokens } = make()
    expect(await tokens.verify(await tokens.issueBrowser(user.id))).toEqual({ ok: false, error: 'token_invalid' })
    expect(await tokens.verifyBrowser((await tokens.issue(user, clock.now())).token)).toBeNull()
  })
})
