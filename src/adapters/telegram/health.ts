import { Bot } from 'gramio'
import type { HealthCheck } from '#ports/health.ts'

/** An answer counts for this long, ms: `/readyz` may be asked every second, Telegram need not be. */
const KEEP_MS = 60_000

/** Asks the Bot API whether the token is good. */
export function botHealth(apiBase: string, token: string): HealthCheck {
  const bot = new Bot(token, { api: { baseURL: `${apiBase}/bot` } })
  let goodUntil = 0
  return {
    name: 'bot',
    check: async () => {
      const now = performance.now()
      if (now < goodUntil) return
      await bot.api.getMe()
      goodUntil = now + KEEP_MS
    },
  }
}
