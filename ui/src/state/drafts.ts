import * as v from 'valibot'
import { Quote } from '#protocol/chat.ts'
import type { RoomId } from '#protocol/ids.ts'
import { CHAT_MAX_UNITS } from '#protocol/limits.ts'

/** What somebody was about to say. */
const Draft = v.object({ text: v.pipe(v.string(), v.maxLength(CHAT_MAX_UNITS)), replyTo: v.nullable(Quote) })
export type Draft = v.InferOutput<typeof Draft>

const NOTHING: Draft = { text: '', replyTo: null }
const PREFIX = 'watchparty.draft.'
/** Rooms whose drafts are kept. */
const KEPT = 8

/** Half-written messages by room: kept over a reload, gone with the tab. Storage may be denied: then a reload forgets. */
export class Drafts {
  readonly #storage: () => Storage

  constructor(storage: () => Storage = () => sessionStorage) {
    this.#storage = storage
  }

  read(room: RoomId): Draft {
    try {
      const stored = v.safeParse(Draft, JSON.parse(this.#storage().getItem(PREFIX + room) ?? 'null'))
      return stored.success ? stored.output : NOTHING
    } catch {
      return NOTHING
    }
  }

  write(room: RoomId, { text, replyTo }: Draft): void {
    try {
      const storage = this.#storage()
      storage.removeItem(PREFIX + room)
      if (text === '' && replyTo === null) return
      const others = Object.keys(storage).filter((key) => key.startsWith(PREFIX))
      for (const key of others.slice(0, Math.max(0, others.length - KEPT + 1))) storage.removeItem(key)
      storage.setItem(PREFIX + room, JSON.stringify({ text: text.slice(0, CHAT_MAX_UNITS), replyTo }))
    } catch {
      // Denied or full: what is being written is still in the field.
    }
  }
}
