import { Bot } from 'gramio'
import type { HealthCheck } from '#ports/health.ts'

/** An answer counts for this long, ms: `/readyz` may be asked every second, Telegram need not be. */
const KEEP_MS = 60_000

/** Longest wait for Telegram, ms; gramio itself waits without end. */
const TIMEOUT_MS = 1_500

/** What Telegram says of the bot. A time-out belongs to one request and gramio takes one for all: so a bot for each. */
function getMe(apiBase: string, token: string) {
  const fetchOptions = { signal: AbortSignal.timeout(TIMEOUT_MS) }
  return new Bot(token, { api: { baseURL: `${apiBase}/bot`, fetchOptions } }).api.getMe()
}

/** Asks the Bot API whether the token is good. */
export function botHealth(apiBase: string, token: string): HealthCheck {
  let goodUntil = 0
  return {
    name: 'bot',
    check: async () => {
      if (performance.now() < goodUntil) return
      await getMe(apiBase, token)
      goodUntil = performance.now() + KEEP_MS
    },
  }
}

/** The bot's username; null when Telegram does not answer in time or does not know the token. */
export async function botUsername(apiBase: string, token: string): Promise<string | null> {
  try {
    return (await getMe(apiBase, token)).username ?? null
  } catch {
    return null // `/readyz` and `doctor` tell what is wrong; links into Telegram have to wait
  }
}
