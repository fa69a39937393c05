interface Parts {
  readonly id: string
  /** Our bot's name; null where there is none. */
  readonly bot: string | null
  /** Whether it is handed on inside Telegram. */
  readonly inside: boolean
}

/** The address that brings people into a room: in Telegram the bot's own opens it in place, a browser's guests get ours. */
export const inviteUrl = ({ id, bot, inside }: Parts): string =>
  bot !== null && inside ? `https://t.me/${bot}?startapp=${id}` : `${location.origin}/r/${id}`

/** As people read it. */
export const shownUrl = (url: string): string => url.replace(/^https?:\/\//, '')
