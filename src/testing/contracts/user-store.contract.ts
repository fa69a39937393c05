import { describe, expect, test } from 'bun:test'
import * as v from 'valibot'
import type { TelegramProfile } from '#ports/user-store.ts'
import { EpochMs } from '#protocol/ids.ts'
import { ids, type Stores } from './samples.ts'

let lastTelegramId = 52 ** 8 // Telegram's ids have outgrown 32 bits
const newProfile = (): TelegramProfile => ({
  telegramId: ++lastTelegramId,
  name: 'Анна 🍿',
  username: 'anna',
  language: 'ru',
  photoUrl: 'https://t.me/i/userpic/anna.jpg',
})

/** What every UserStore must do. */
export function userStoreContract(name: string, make: () => Promise<Pick<Stores, 'users'>>): void {
  describe(`${name} keeps the UserStore contract`, () => {
    test('a Telegram account is made at first sight, with the id that was offered', async () => {
      const { users } = await make()
      const [profile, id] = [newProfile(), ids.user()]
      const user = await users.fromTelegram(profile, id)
      expect(user).toEqual({ id, name: profile.name, photoUrl: profile.photoUrl, guest: false, since: user.since })
      expect(v.is(EpochMs, user.since)).toBe(true)
      expect(await users.get(id)).toEqual(user)
    })

    test('a Telegram account keeps its id, and is brought up to date, at every later sight', async () => {
      const { users } = await make()
      const [profile, id] = [newProfile(), ids.user()]
      const { since } = await users.fromTelegram(profile, id)
      const renamed = await users.fromTelegram({ ...profile, name: 'Anna', photoUrl: null }, ids.user())
      expect(renamed).toEqual({ id, name: 'Anna', photoUrl: null, guest: false, since })
      expect(await users.get(id)).toEqual(renamed)
    })

    test('an account that is first seen many times at once is one user', async () => {
      const { users } = await make()
      const profile = newProfile()
      const seen = await Promise.all(Array.from({ length: 8 }, () => users.fromTelegram(profile, ids.user())))
      expect(new Set(seen.map((user) => user.id)).size).toBe(1)
    })

    test('the account behind a user is known, and a guest has none', async () => {
      const { users } = await make()
      const [profile, guest] = [newProfile(), ids.user()]
      const user = await users.fromTelegram(profile, ids.user())
      await users.guest(guest, 'Ben')
      expect(await users.telegramIdOf(user.id)).toBe(profile.telegramId)
      expect(await users.telegramIdOf(guest)).toBeNull()
      expect(await users.telegramIdOf(ids.user())).toBeNull()
    })

    test('two Telegram accounts are two users', async () => {
      const { users } = await make()
      const first = await users.fromTelegram(newProfile(), ids.user())
      const second = await users.fromTelegram(newProfile(), ids.user())
      expect(second.id).not.toBe(first.id)
    })

    test('a guest keeps the id and takes the name of each visit', async () => {
      const { users } = await make()
      const id = ids.user()
      const ben = await users.guest(id, 'Ben')
      expect(ben).toEqual({ id, name: 'Ben', photoUrl: null, guest: true, since: ben.since })
      expect(await users.guest(id, 'Benjamin')).toEqual({ ...ben, name: 'Benjamin' })
      expect((await users.get(id))?.name).toBe('Benjamin')
    })

    test('nobody is known by an id that was never given', async () => {
      const { users } = await make()
      expect(await users.get(ids.user())).toBeNull()
    })
  })
}
