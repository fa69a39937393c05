import { and, desc, eq, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { quoteOf } from '#core/chat.ts'
import type { ChatStore } from '#ports/chat-store.ts'
import type { ChatLine } from '#protocol/chat.ts'
import type { LineId, RoomId } from '#protocol/ids.ts'
import { QUOTE_MAX_GRAPHEMES } from '#protocol/limits.ts'
import type { Database } from './client.ts'
import { messages } from './schema/messages.ts'
import { users } from './schema/users.ts'

/** Characters of a search that are looked at; nobody remembers more of a message. */
const FIND_MAX_CHARACTERS = 200

/** Enough of a message for whoever quotes it, and to see that there is more. */
const QUOTED_CHARACTERS = QUOTE_MAX_GRAPHEMES * 4 + 1

const answered = alias(messages, 'answered')
const answeredAuthor = alias(users, 'answered_author')

/** One text for any number of lines. In their order, by which `ordinal` is given. */
const APPEND = `
  insert into messages (room_id, id, author_id, text, position_ms, said_at, reply_to)
  select line->>0, (line->>1)::uuid, line->>2, line->>3, (line->>4)::integer, (line->>5)::timestamptz, (line->>6)::uuid
  from json_array_elements($1::text::json) with ordinality as said (line, nth)
  order by nth
  on conflict do nothing`

/** Rooms and authors must be in their stores before the first line. */
export class PostgresChatStore implements ChatStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async append(lines: readonly { room: RoomId; line: ChatLine }[]): Promise<void> {
    if (lines.length === 0) return
    const rows = JSON.stringify(
      lines.map(({ room, line: { id, from, text, positionMs, at, replyTo } }) => [
        room,
        id,
        from.id,
        text,
        positionMs,
        new Date(at).toISOString(),
        replyTo?.id ?? null,
      ]),
    )
    await this.#database.statement(APPEND, [rows])
  }

  async line(room: RoomId, id: LineId): Promise<ChatLine | null> {
    const [line] = await this.#newest(room, 1, eq(messages.id, id))
    return line ?? null
  }

  async page(room: RoomId, limit: number, before: LineId | null): Promise<ChatLine[]> {
    return this.#newest(room, limit, before === null ? undefined : saidBefore(room, before))
  }

  async find(room: RoomId, words: string, limit: number): Promise<ChatLine[]> {
    const asked = words.replaceAll('\0', ' ').slice(0, FIND_MAX_CHARACTERS) // PostgreSQL knows no NUL
    return this.#newest(room, limit, sql`${messages.search} @@ websearch_to_tsquery('simple', ${asked})`)
  }

  /** The newest lines that `which` lets through, oldest first. */
  async #newest(room: RoomId, limit: number, which: SQL | undefined): Promise<ChatLine[]> {
    const newestFirst = await this.#database.run((queries) =>
      queries
        .select({
          id: messages.id,
          from: { id: users.id, name: users.name, photoUrl: users.photoUrl },
          text: messages.text,
          at: messages.saidAt,
          positionMs: messages.positionMs,
          answered: { id: answered.id, text: sql<string>`left(${answered.text}, ${QUOTED_CHARACTERS})` },
          answeredFrom: { id: answeredAuthor.id, name: answeredAuthor.name },
        })
        .from(messages)
        .innerJoin(users, eq(users.id, messages.authorId))
        .leftJoin(answered, and(eq(answered.roomId, messages.roomId), eq(answered.id, messages.replyTo)))
        .leftJoin(answeredAuthor, eq(answeredAuthor.id, answered.authorId))
        .where(and(eq(messages.roomId, room), which))
        .orderBy(desc(messages.saidAt), desc(messages.ordinal))
        .limit(limit),
    )
    return newestFirst.reverse().map(({ answered: quoted, answeredFrom: from, ...line }) => ({
      ...line,
      replyTo: quoted && from && quoteOf({ ...quoted, from }),
    }))
  }
}

/** Said before the line `id`; none when the room has no such line, so that paging on a wrong one ends. */
function saidBefore(room: RoomId, id: LineId): SQL {
  return sql`(${messages.saidAt}, ${messages.ordinal})
    < (select said_at, ordinal from ${messages} where room_id = ${room} and id = ${id})`
}
