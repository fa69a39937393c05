import { randomBytes } from 'node:crypto'
import { SystemClock } from '#adapters/system/clock.ts'
import type { UserId } from '#protocol/ids.ts'
import { Tokens } from '#services/auth/tokens.ts'

/** People in one statement. */
const BATCH = 2_000
/** A token that is older, ms, might be renewed while it is used. */
const FRESH_MS = 4 * 60_000
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'

// The cast is sound: 13 letters of that alphabet behind a u are what a UserId is.
const newId = (): UserId => `u${[...randomBytes(13)].map((byte) => LETTERS[byte & 31]).join('')}` as UserId

/**
 * Guests who are in the database and can prove who they are. They are put there by SQL and their tokens are signed
 * here, so that ten thousand of them need no ten thousand sign-ins; all they do after that is real.
 */
export class People {
  readonly #sql: Bun.SQL
  readonly #clock = new SystemClock()
  readonly #tokens: Tokens
  readonly #ids: UserId[] = []
  readonly #numbers = new Map<UserId, number>()
  readonly #signed = new Map<UserId, { token: string; at: number }>()
  #taken = 0

  constructor(sql: Bun.SQL, secret: string) {
    this.#sql = sql
    this.#tokens = new Tokens([secret], this.#clock)
  }

  /** Makes people until there are this many. The tables must be there. */
  async atLeast(count: number): Promise<void> {
    while (this.#ids.length < count) {
      const ids = Array.from({ length: Math.min(BATCH, count - this.#ids.length) }, newId)
      await this.#sql`insert into users ${this.#sql(ids.map((id) => ({ id, name: 'Somebody' })))}`
      for (const id of ids) this.#numbers.set(id, this.#ids.push(id))
    }
  }

  /** The next ones; after the last comes the first again. */
  async take(count: number): Promise<UserId[]> {
    await this.atLeast(count)
    const taken = Array.from({ length: count }, (_, index) => {
      const id = this.#ids[(this.#taken + index) % this.#ids.length]
      if (id === undefined) throw new Error('there is nobody')
      return id
    })
    this.#taken += count
    return taken
  }

  /** Signs for everybody, so that no measure has it in it. */
  async sign(): Promise<void> {
    for (const id of this.#ids) await this.token(id)
  }

  async token(id: UserId): Promise<string> {
    const now = this.#clock.now()
    const known = this.#signed.get(id)
    if (known !== undefined && now - known.at < FRESH_MS) return known.token
    const { token } = await this.#tokens.issue({ id, name: 'Somebody', photoUrl: null, guest: true, since: now }, now)
    this.#signed.set(id, { token, at: now })
    return token
  }

  /** Everybody comes from an address of their own. */
  address(id: UserId): string {
    const number = this.#numbers.get(id) ?? 0
    return `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`
  }
}
