import { createContext } from 'svelte'
import type { ErrorCode } from '#protocol/errors.ts'
import type { AppInfo, Login, User } from '#protocol/http.ts'
import { login } from '../net/api.ts'

/** Where signing in stands. `guest`: nobody yet, a name will do; `telegram_only`: open it from Telegram. */
export type SessionStatus = 'starting' | 'signed_in' | 'guest' | 'telegram_only' | 'failed'

const NAME_KEY = 'watchparty.guest'

/** Who I am: signed in by Telegram's init data, or as a guest of this browser. The token lives in memory alone. */
export class Session {
  #status = $state<SessionStatus>('starting')
  #user = $state.raw<User | null>(null)
  #info = $state.raw<AppInfo | null>(null)
  #failure = $state<ErrorCode | null>(null)
  #token: string | null = null
  #renewing: Promise<boolean> | null = null
  readonly #initData: string | null

  /** `initData`: raw, as Telegram handed it over; null outside Telegram. */
  constructor(initData: string | null) {
    this.#initData = initData
  }

  get status(): SessionStatus {
    return this.#status
  }
  get user(): User | null {
    return this.#user
  }
  get info(): AppInfo | null {
    return this.#info
  }
  get failure(): ErrorCode | null {
    return this.#failure
  }
  get token(): string | null {
    return this.#token
  }

  /** Signs in as far as that needs no question. */
  async start(): Promise<void> {
    this.#status = 'starting'
    this.#failure = null
    const [info, signedIn] = await Promise.all([login.info(), this.#initData === null ? null : this.#byTelegram()])
    if (!info.ok) return this.#fail(info.error)
    this.#info = info.value
    if (signedIn === 'telegram_disabled' || signedIn === null) return this.#orGuest(info.value)
    if (signedIn !== 'ok') this.#fail(signedIn)
  }

  retry = (): Promise<void> => this.start()

  /** A guest of this browser; the server knows it again by a cookie. Answers what is wrong, if anything. */
  async signInAsGuest(name: string): Promise<ErrorCode | null> {
    const answer = await login.guest(name)
    if (!answer.ok) return answer.error
    remember(answer.value.user.name)
    this.#accept(answer.value)
    return null
  }

  /** A fresh token from the server, before the old one expires. */
  replaceToken(token: string): void {
    this.#token = token
  }

  /** Signs in again, silently: once at a time, however many ask. */
  renew(): Promise<boolean> {
    this.#renewing ??= this.#signInAgain().finally(() => {
      this.#renewing = null
    })
    return this.#renewing
  }

  async #signInAgain(): Promise<boolean> {
    if (this.#initData !== null && (await this.#byTelegram()) === 'ok') return true
    const name = this.#user?.guest ? this.#user.name : null
    return name !== null && (await this.signInAsGuest(name)) === null
  }

  async #byTelegram(): Promise<'ok' | ErrorCode> {
    const answer = await login.telegram(this.#initData ?? '')
    if (!answer.ok) return answer.error
    this.#accept(answer.value)
    return 'ok'
  }

  async #orGuest({ guests }: AppInfo): Promise<void> {
    if (!guests) {
      this.#status = 'telegram_only'
      return
    }
    const name = remembered()
    if (name === null || (await this.signInAsGuest(name)) !== null) this.#status = 'guest'
  }

  #accept({ token, user }: Login): void {
    this.#token = token
    this.#user = user
    this.#status = 'signed_in'
  }

  #fail(code: ErrorCode): void {
    this.#failure = code
    this.#status = 'failed'
  }
}

function remember(name: string): void {
  try {
    localStorage.setItem(NAME_KEY, name)
  } catch {
    // Storage denied: the name is asked for again next time.
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(NAME_KEY)
  } catch {
    return null
  }
}

export const [getSession, setSession] = createContext<Session>()
