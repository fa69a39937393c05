import { createContext } from 'svelte'
import { ERRORS, type ErrorCode } from '#protocol/errors.ts'
import type { AppInfo, Login, User } from '#protocol/http.ts'
import { GUEST_KEY } from '../net/ahead.ts'
import { Api, login } from '../net/api.ts'
import { ownBuild } from '../net/build.ts'
import { comeBack } from './coming-back.ts'
import { Updates } from './updates.svelte.ts'

/** Where signing in stands. `guest`: nobody yet, a name will do; `telegram_only`: open it from Telegram. */
export type SessionStatus = 'starting' | 'signed_in' | 'guest' | 'telegram_only' | 'failed'

/** Who I am: signed in by Telegram's init data, or as a guest of this browser. The token lives in memory alone. */
export class Session {
  #status = $state<SessionStatus>('starting')
  #user = $state.raw<User | null>(null)
  #info = $state.raw<AppInfo | null>(null)
  #failure = $state<ErrorCode | null>(null)
  #token: string | null = null
  #renewing: Promise<boolean> | null = null
  #stopTrying = () => {}
  readonly updates = new Updates(ownBuild())
  readonly #api = new Api(this)
  readonly #initData: string | null

  /** `initData`: raw, as Telegram handed it over; null outside Telegram. */
  constructor(initData: string | null) {
    this.#initData = initData
    this.updates.watch(async () => {
      const info = await login.info()
      return info.ok ? info.value.build : null
    })
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
    this.#stopTrying()
    this.#status = 'starting'
    this.#failure = null
    const failure = await this.#signIn()
    if (failure !== null) this.#fail(failure)
  }

  retry = (): Promise<void> => this.start()

  /**
   * A guest of this browser; the server knows it again by a cookie. Answers what is wrong, if anything. `first` is done
   * as that guest before the screen changes.
   */
  async signInAsGuest(name: string, first?: () => Promise<unknown>): Promise<ErrorCode | null> {
    const answer = await login.guest(name)
    if (!answer.ok) return answer.error
    remember(answer.value.user.name)
    this.#token = answer.value.token
    await first?.()
    this.#accept(answer.value)
    return null
  }

  /** I take another name; only guests may. Answers what is wrong, if anything. */
  async rename(name: string): Promise<ErrorCode | null> {
    const answer = await this.#api.rename(name)
    if (!answer.ok) return answer.error
    remember(answer.value.user.name)
    this.#accept(answer.value)
    return null
  }

  /** A guest leaves this browser for good; the next one here is somebody new. Answers what is wrong, if anything. */
  async signOut(): Promise<ErrorCode | null> {
    if (!this.#user?.guest) return 'not_allowed'
    const answer = await this.#api.signOut()
    if (!answer.ok) return answer.error
    forget()
    this.#token = null
    this.#user = null
    this.#status = 'guest'
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

  /** What is in the way, or null: then the status says who is here. */
  async #signIn(): Promise<ErrorCode | null> {
    // Who is known need not wait for what the server says of itself.
    const known = this.#initData === null ? this.#byName() : this.#byTelegram()
    const [info, signedIn] = await Promise.all([login.info(), known])
    if (info.ok) {
      this.#info = info.value
      this.updates.heard(info.value.build)
    }
    if (signedIn === 'ok') return null
    if (!info.ok) return info.error
    if (signedIn !== 'telegram_disabled' && signedIn !== null) return signedIn
    const isGuest = info.value.guests && this.#initData !== null && (await this.#byName()) === 'ok'
    if (!isGuest) this.#status = info.value.guests ? 'guest' : 'telegram_only'
    return null
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

  /** As the guest of this browser that is remembered; null where there is none, or not any more. */
  async #byName(): Promise<'ok' | null> {
    const name = remembered()
    return name !== null && (await this.signInAsGuest(name)) === null ? 'ok' : null
  }

  #accept({ token, user }: Login): void {
    this.#token = token
    this.#user = user
    this.#status = 'signed_in'
  }

  /** Says so, and where waiting may help goes on trying: what is shown changes when it is different, not before. */
  #fail(code: ErrorCode): void {
    this.#failure = code
    this.#status = 'failed'
    if (!ERRORS[code].retry) return
    this.#stopTrying = comeBack(async () => {
      const failure = await this.#signIn()
      if (failure !== null) this.#failure = failure
      return failure === null || !ERRORS[failure].retry
    })
  }
}

function remember(name: string): void {
  try {
    localStorage.setItem(GUEST_KEY, name)
  } catch {
    // Storage denied: the name is asked for again next time.
  }
}

function forget(): void {
  try {
    localStorage.removeItem(GUEST_KEY)
  } catch {
    // Storage denied: nothing was remembered.
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(GUEST_KEY)
  } catch {
    return null
  }
}

export const [getSession, setSession] = createContext<Session>()
