import type { ChatLine } from '#protocol/chat.ts'
import type { LineId, RoomId } from '#protocol/ids.ts'

export interface ChatStore {
  /** Keeps messages of any rooms, durably, in one statement. A message that is there already is left as it is. */
  append(lines: readonly { room: RoomId; line: ChatLine }[]): Promise<void>
  /** The newest `limit` messages, oldest first; those before `before` if it is given; none before an unknown one. */
  page(room: RoomId, limit: number, before: LineId | null): Promise<ChatLine[]>
  /** The newest `limit` messages that contain these words, oldest first. */
  find(room: RoomId, words: string, limit: number): Promise<ChatLine[]>
}
