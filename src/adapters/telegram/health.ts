import { Bot } from 'gramio'
import type { HealthCheck } from '#ports/health.ts'

/** An answer counts for this long, ms: `/readyz` may be asked every second, Telegram need not be. */
const KEEP_MS = 60_000

/** Longest wait for Telegram, ms; gramio itself waits without end. */
const TIMEOUT_MS = 1_500

/** Asks the Bot API whether the token is good. */
export function botHealth(apiBase: string, token: string): HealthCheck {
  let goodUntil = 0
  return {
    name: 'bot',
    check: async () => {
      if (performance.now() < goodUntil) return
      // A time-out belongs to one request, and gramio takes one for all of a bot's: so a bot for each.
      const fetchOptions = { signal: AbortSignal.timeout(TIMEOUT_MS) }
      await new Bot(token, { api: { baseURL: `${apiBase}/bot`, fetchOptions } }).api.getMe()
      goodUntil = performance.now() + KEEP_MS
    },
  }
}
