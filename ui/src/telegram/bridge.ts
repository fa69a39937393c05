import {
  type EventName,
  init,
  type MethodName,
  type MethodParams,
  on,
  postEvent,
  request,
  supports,
} from '@telegram-apps/sdk'
import type { Launch, Version } from './launch.ts'

/** Longest wait for Telegram's answer to what it may never answer, ms. */
const ANSWER_MS = 1_000

/**
 * The line to the client. It says nothing that a client of this version would not understand, waits for no answer
 * longer than a second, and never throws: whatever a client cannot do costs that one nicety.
 */
export class Bridge {
  readonly #version: Version

  constructor({ platform, version }: Launch) {
    this.#version = version
    // Styles from outside stay outside: ours are made to be readable.
    init({ acceptCustomStyles: false, launchParams: { tgWebAppPlatform: platform, tgWebAppVersion: version } })
  }

  readonly on = on

  knows(method: MethodName): boolean {
    return supports(method, this.#version)
  }

  /** Whether the header may be any colour, not only one of the theme's. */
  get headerTakesAnyColor(): boolean {
    return supports('web_app_set_header_color', 'color', this.#version)
  }

  post<M extends MethodName>(method: M, params?: MethodParams<M>): void {
    if (!this.knows(method)) return
    try {
      // Sound: each method goes with parameters of its own, which the overloads cannot say of a method that is not named.
      ;(postEvent as (method: MethodName, params?: unknown) => void)(method, params)
    } catch {
      // Not Telegram after all, or a client that refuses: the page works without.
    }
  }

  /** Whether the client has answered yes: with this event and without an error. */
  async agreed(method: 'web_app_exit_fullscreen' | 'web_app_request_fullscreen'): Promise<boolean> {
    if (!this.knows(method)) return false
    const events = ['fullscreen_changed', 'fullscreen_failed'] as const satisfies EventName[]
    try {
      const answer = await request(method, [...events], { timeout: ANSWER_MS })
      return !('error' in answer) || answer.error === 'ALREADY_FULLSCREEN'
    } catch {
      return false
    }
  }
}
