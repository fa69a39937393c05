import type { TelegramProfile, UserStore } from '#ports/user-store.ts'
import type { User } from '#protocol/http.ts'
import type { EpochMs, UserId } from '#protocol/ids.ts'
import { at } from './made.ts'

/** Keeps users as long as the test lasts. */
export class MemoryUserStore implements UserStore {
  readonly #users = new Map<UserId, User>()
  readonly #byTelegram = new Map<number, UserId>()
  readonly #now: () => EpochMs

  /** `now`: when those are made who are first seen. */
  constructor(now = () => at(0)) {
    this.#now = now
  }

  async fromTelegram(profile: TelegramProfile, newId: UserId): Promise<User> {
    const id = this.#byTelegram.get(profile.telegramId) ?? newId
    this.#byTelegram.set(profile.telegramId, id)
    return this.#keep({ id, name: profile.name, photoUrl: profile.photoUrl, guest: false })
  }

  async guest(id: UserId, name: string): Promise<User> {
    return this.#keep({ id, name, photoUrl: null, guest: true })
  }

  async get(id: UserId): Promise<User | null> {
    return this.#users.get(id) ?? null
  }

  async telegramIdOf(id: UserId): Promise<number | null> {
    return [...this.#byTelegram].find(([, user]) => user === id)?.[0] ?? null
  }

  #keep(told: Omit<User, 'since'>): User {
    const user = { ...told, since: this.#users.get(told.id)?.since ?? this.#now() }
    this.#users.set(user.id, user)
    return user
  }
}
