import type { ChatLine } from '#protocol/chat.ts'
import type { LineId, RoomId } from '#protocol/ids.ts'

/** What a message answers is read from the message it answers, as it is now; of one that is not kept (any more) nothing is. */
export interface ChatStore {
  /** Keeps messages of any rooms, durably, in one statement. A message that is there already is left as it is. */
  append(lines: readonly { room: RoomId; line: ChatLine }[]): Promise<void>
  /** One message of this room; null when there is none. */
  line(room: RoomId, id: LineId): Promise<ChatLine | null>
  /** The newest `limit` messages, oldest first; those before `before` if it is given; none before an unknown one. */
  page(room: RoomId, limit: number, before: LineId | null): Promise<ChatLine[]>
  /** The newest `limit` messages that contain these words, oldest first. */
  find(room: RoomId, words: string, limit: number): Promise<ChatLine[]>
}
