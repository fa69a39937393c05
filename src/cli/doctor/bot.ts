import * as v from 'valibot'
import { type Check, codeOf, fail, fine, warn } from './finding.ts'

const Me = v.object({
  ok: v.literal(true),
  result: v.object({ username: v.string(), has_main_web_app: v.optional(v.boolean()) }),
})

interface BotSettings {
  readonly botToken: string | null
  readonly botUsername: string | null
  readonly telegramApiBase: string
}

/** The bot: its token is good, its name is the one that was set, its Mini App can be opened. */
export const botCheck = ({ botToken, botUsername, telegramApiBase }: BotSettings): Check => ({
  name: 'bot',
  run: async (signal) => {
    if (botToken === null) return fine('none: guests come in by name')
    let status: number
    let answer: unknown
    try {
      const response = await fetch(`${telegramApiBase}/bot${botToken}/getMe`, { signal })
      status = response.status
      answer = await response.json().catch(() => null)
    } catch (error) {
      return fail(
        `${telegramApiBase} does not answer (${codeOf(error)})`,
        'Check the network, or set TELEGRAM_API_BASE.',
      )
    }
    if (status === 401 || status === 404)
      return fail('Telegram does not know this token', 'Copy BOT_TOKEN again from @BotFather.')
    const me = v.safeParse(Me, answer)
    if (!me.success)
      return fail(`${telegramApiBase} gave an answer that makes no sense (${status})`, 'Check TELEGRAM_API_BASE.')
    const { username, has_main_web_app } = me.output.result
    if (botUsername !== null && botUsername.toLowerCase() !== username.toLowerCase()) {
      return fail(`the token is of @${username}, BOT_USERNAME says @${botUsername}`, `Set BOT_USERNAME=${username}`)
    }
    if (has_main_web_app === false) {
      return warn(
        `@${username} has no main Mini App: links cannot open it`,
        'In @BotFather: /mybots, Bot Settings, Configure Mini App.',
      )
    }
    return fine(`@${username}`)
  },
})
