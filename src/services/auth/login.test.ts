import { describe, expect, test } from 'bun:test'
import { sign } from '@tma.js/init-data-node'
import type { Result } from '#core/result.ts'
import { OutsideFault } from '#ports/fault.ts'
import { FakeClock } from '#testing/fake-clock.ts'
import { FakeIds } from '#testing/fake-ids.ts'
import { MemoryUserStore } from '#testing/memory-user-store.ts'
import { Auth, type AuthDeps } from './login.ts'
import { Tokens } from './tokens.ts'

const BOT_TOKEN = '123456789:AAExampleExampleExampleExampleExample'
const DAY = 24 * 3_600_000

function make(changes: Partial<AuthDeps> = {}) {
  const clock = new FakeClock(1_790_000_000_000)
  const users = new MemoryUserStore()
  const deps = { users, ids: new FakeIds(), clock, botToken: BOT_TOKEN, guests: true, ...changes }
  const tokens = new Tokens(['a secret of thirty-two characters or more'], clock)
  const initData = (first_name: string) => sign({ user: { id: 42, first_name } }, BOT_TOKEN, new Date(clock.now()))
  return { auth: new Auth({ tokens, ...deps }), clock, deps, initData, users }
}

function must<T>(result: Result<T, string>): T {
  if (!result.ok) throw new Error(result.error)
  return result.value
}

describe('from Telegram', () => {
  test('the same account is the same person, by the name it has now', async () => {
    const { auth, initData } = make()
    const first = must(await auth.telegram(initData('Mira')))
    const second = must(await auth.telegram(initData('Mirabel')))
    expect(first.user).toMatchObject({ name: 'Mira', guest: false })
    expect(second.user).toEqual({ ...first.user, name: 'Mirabel' })
  })

  test('forged init data makes nobody', async () => {
    const { auth, initData, users } = make()
    expect(await auth.telegram(initData('Mira').replace('Mira', 'Mara'))).toEqual({
      ok: false,
      error: 'init_data_forged',
    })
    expect(await users.get(new FakeIds().user())).toBeNull()
  })

  test('the name is Telegram’s to change', async () => {
    const { auth, initData } = make()
    const session = must(await auth.authenticate(must(await auth.telegram(initData('Mira'))).token))
    expect(await auth.rename(session, 'Mara')).toEqual({ ok: false, error: 'telegram_name' })
  })

  test('nobody comes from Telegram without a bot', async () => {
    const { auth, initData } = make({ botToken: null })
    expect(await auth.telegram(initData('Mira'))).toEqual({ ok: false, error: 'telegram_disabled' })
  })
})

describe('guests', () => {
  test('a browser keeps its person, and another browser is another person', async () => {
    const { auth } = make()
    const first = must(await auth.guest('Mira', null))
    const again = must(await auth.guest('Mirabel', first.cookie))
    const other = must(await auth.guest('Mira', null))
    expect(again.login.user).toEqual({ ...first.login.user, name: 'Mirabel' })
    expect(other.login.user.id).not.toBe(first.login.user.id)
  })

  test('a cookie that is not ours makes a new person', async () => {
    const { auth } = make()
    const first = must(await auth.guest('Mira', null))
    for (const cookie of ['', 'nonsense', first.login.token]) {
      expect(must(await auth.guest('Mira', cookie)).login.user.id).not.toBe(first.login.user.id)
    }
  })

  test('take another name and stay the same person, signed in since the same day', async () => {
    const { auth, clock } = make()
    const { token, user } = must(await auth.guest('Mira', null)).login
    const session = must(await auth.authenticate(token))
    clock.advance(60_000)
    const renamed = must(await auth.rename(session, 'Mirabel'))
    expect(renamed.user).toEqual({ ...user, name: 'Mirabel' })
    expect(must(await auth.authenticate(renamed.token))).toMatchObject({
      user: renamed.user,
      authTime: session.authTime,
    })
    expect(must(await auth.renew(session)).user.name).toBe('Mirabel')
  })

  test('where guests are not wanted, none comes in and none stays on', async () => {
    const open = make()
    const { login } = must(await open.auth.guest('Mira', null))
    const session = must(await open.auth.authenticate(login.token))
    const { auth } = make({ guests: false })
    expect(await auth.guest('Mira', null)).toEqual({ ok: false, error: 'guests_disabled' })
    expect(await auth.renew(session)).toEqual({ ok: false, error: 'guests_disabled' })
    expect(await auth.rename(session, 'Mara')).toEqual({ ok: false, error: 'guests_disabled' })
  })
})

describe('staying signed in', () => {
  test('a token is believed without a look into the database', async () => {
    const { auth, deps } = make()
    const { token } = must(await auth.guest('Mira', null)).login
    deps.users.get = () => Promise.reject(new Error('the database was asked'))
    expect(must(await auth.authenticate(token)).user.name).toBe('Mira')
  })

  test('a renewal keeps the person and the day of signing in, and brings the name up to date', async () => {
    const { auth, clock, users } = make()
    const { token, user } = must(await auth.guest('Mira', null)).login
    const session = must(await auth.authenticate(token))
    clock.advance(60_000)
    await users.guest(user.id, 'Mirabel')
    const renewed = must(await auth.renew(session))
    expect(renewed).toMatchObject({ user: { id: user.id, name: 'Mirabel' }, expiresAt: clock.now() + 900_000 })
    expect(must(await auth.authenticate(renewed.token)).authTime).toBe(session.authTime)
  })

  test('a renewal while the store is away keeps the person as the token knows them', async () => {
    const { auth, initData, users } = make()
    const { token, user } = must(await auth.telegram(initData('Mira')))
    const session = must(await auth.authenticate(token))
    users.get = () => Promise.reject(new OutsideFault('the store is down'))
    expect(must(await auth.renew(session)).user).toEqual(user)
    users.get = () => Promise.reject(new Error('a bug'))
    await expect(auth.renew(session)).rejects.toThrow('a bug')
  })
  test('renewals end thirty days after signing in', async () => {
    const { auth, clock } = make()
    const session = must(await auth.authenticate(must(await auth.guest('Mira', null)).login.token))
    clock.advance(30 * DAY)
    expect((await auth.renew(session)).ok).toBe(true)
    clock.advance(1)
    expect(await auth.renew(session)).toEqual({ ok: false, error: 'token_expired' })
  })
})
