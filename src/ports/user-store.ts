import type { User } from '#protocol/http.ts'
import type { UserId } from '#protocol/ids.ts'

/** What Telegram says of an account. */
export interface TelegramProfile {
  readonly telegramId: number
  readonly name: string
  readonly username: string | null
  readonly language: string | null
  readonly photoUrl: string | null
}

export interface UserStore {
  /** The user behind a Telegram account, made with `newId` at the first sight, brought up to date at each. */
  fromTelegram(profile: TelegramProfile, newId: UserId): Promise<User>
  /** The guest with this id, made if there is none; its name is set each time. */
  guest(id: UserId, name: string): Promise<User>
  get(id: UserId): Promise<User | null>
  /** The Telegram account behind this id; null for a guest, and for who is not known. */
  telegramIdOf(id: UserId): Promise<number | null>
}
