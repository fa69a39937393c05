import { err, ok, type Result } from '#core/result.ts'
import type { Clock } from '#ports/clock.ts'
import { OutsideFault } from '#ports/fault.ts'
import type { IdSource } from '#ports/id-source.ts'
import type { UserStore } from '#ports/user-store.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { Login } from '#protocol/http.ts'
import { verifyInitData } from './init-data.ts'
import type { Session, Tokens } from './tokens.ts'

/** How long a sign-in can be drawn out by renewals before people must show again who they are. */
const RENEW_MAX_MS = 30 * 24 * 3_600_000

export interface AuthDeps {
  readonly users: UserStore
  readonly tokens: Tokens
  readonly ids: IdSource
  readonly clock: Clock
  /** Null when there is no bot: then nobody comes from Telegram. */
  readonly botToken: string | null
  readonly guests: boolean
}

/** Who may come in, and as whom. */
export class Auth {
  readonly #deps: AuthDeps

  constructor(deps: AuthDeps) {
    this.#deps = deps
  }

  /** Signs in by the init data of a Mini App, raw and whole. */
  async telegram(initData: string): Promise<Result<Login, ErrorCode>> {
    const { botToken, clock, ids, tokens, users } = this.#deps
    if (botToken === null) return err('telegram_disabled')
    const now = clock.now()
    const verified = verifyInitData(initData, botToken, now)
    if (!verified.ok) return verified
    return ok(await tokens.issue(await users.fromTelegram(verified.value.profile, ids.user()), now))
  }

  /** Signs in by name alone. With the `cookie` of an earlier visit the same person comes back, perhaps renamed. */
  async guest(name: string, cookie: string | null): Promise<Result<{ login: Login; cookie: string }, ErrorCode>> {
    const { clock, guests, ids, tokens, users } = this.#deps
    if (!guests) return err('guests_disabled')
    const before = cookie === null ? null : await tokens.verifyBrowser(cookie)
    const user = await users.guest(before ?? ids.user(), name)
    return ok({ login: await tokens.issue(user, clock.now()), cookie: await tokens.issueBrowser(user.id) })
  }

  /** A guest takes another name; the answer is a fresh token with it. */
  async rename({ user, authTime }: Session, name: string): Promise<Result<Login, ErrorCode>> {
    const { guests, tokens, users } = this.#deps
    if (!user.guest) return err('telegram_name')
    if (!guests) return err('guests_disabled')
    return ok(await tokens.issue(await users.guest(user.id, name), authTime))
  }

  /** Who holds this access token. Never asks the database. */
  async authenticate(token: string): Promise<Result<Session, ErrorCode>> {
    return await this.#deps.tokens.verify(token)
  }

  /** A fresh token for who is signed in, with the name and photo that they have by now; or had, while that is unknown. */
  async renew({ user, authTime }: Session): Promise<Result<Login, ErrorCode>> {
    const { clock, guests, tokens, users } = this.#deps
    if (user.guest && !guests) return err('guests_disabled')
    if (clock.now() > authTime + RENEW_MAX_MS) return err('token_expired')
    const now = await users.get(user.id).catch((fault: unknown) => {
      if (fault instanceof OutsideFault) return null // a store that is away is no reason to let anybody go
      throw fault
    })
    return ok(await tokens.issue(now ?? user, authTime))
  }
}
