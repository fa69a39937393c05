import { eq, isNull, sql } from 'drizzle-orm'
import type { TelegramProfile, UserStore } from '#ports/user-store.ts'
import type { User } from '#protocol/http.ts'
import type { UserId } from '#protocol/ids.ts'
import type { Database } from './client.ts'
import { users } from './schema/users.ts'

const shown = {
  id: users.id,
  name: users.name,
  photoUrl: users.photoUrl,
  telegramId: users.telegramId,
  since: users.createdAt,
}

export class PostgresUserStore implements UserStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async fromTelegram(profile: TelegramProfile, newId: UserId): Promise<User> {
    const { name, username, language, photoUrl } = profile
    const told = { name, username, language, photoUrl }
    const [row] = await this.#database.run((queries) =>
      queries
        .insert(users)
        .values({ id: newId, telegramId: profile.telegramId, ...told })
        .onConflictDoUpdate({ target: users.telegramId, set: { ...told, seenAt: sql`now()` } })
        .returning(shown),
    )
    if (!row) throw new Error('an upsert returned no user')
    return userOf(row)
  }

  async guest(id: UserId, name: string): Promise<User> {
    const [row] = await this.#database.run((queries) =>
      queries
        .insert(users)
        .values({ id, name })
        // A guest's cookie must never rename whoever came from Telegram.
        .onConflictDoUpdate({ target: users.id, set: { name, seenAt: sql`now()` }, setWhere: isNull(users.telegramId) })
        .returning(shown),
    )
    if (!row) throw new Error('this id is not a guest')
    return userOf(row)
  }

  async get(id: UserId): Promise<User | null> {
    const [row] = await this.#database.run((queries) => queries.select(shown).from(users).where(eq(users.id, id)))
    return row ? userOf(row) : null
  }

  async telegramIdOf(id: UserId): Promise<number | null> {
    const [row] = await this.#database.run((queries) =>
      queries.select({ telegramId: users.telegramId }).from(users).where(eq(users.id, id)),
    )
    return row?.telegramId ?? null
  }
}

type Shown = Pick<typeof users.$inferSelect, 'id' | 'name' | 'photoUrl' | 'telegramId'> & Pick<User, 'since'>

const userOf = ({ id, name, photoUrl, telegramId, since }: Shown): User => ({
  id,
  name,
  photoUrl,
  guest: telegramId === null,
  since,
})
