import type { ChatLine, FeedEntry } from '#protocol/chat.ts'
import type { User } from '#protocol/http.ts'
import type { PendingLine } from '../../state/outbox.svelte.ts'
import type { RoomStore } from '../../state/room.svelte.ts'
import { script } from './script.ts'

/** All there is to read, in rows: what came before the feed, the feed, and what I have just said. */
export class Told {
  readonly #room: RoomStore
  readonly #user: () => User | null
  #first: string | undefined

  constructor(room: RoomStore, user: () => User | null) {
    this.#room = room
    this.#user = user
  }

  readonly rows = $derived.by(() => {
    const { feed, history, pending } = this.#room
    const entries = [...history.entries, ...feed, ...pending.flatMap((line) => this.#onItsWay(line))]
    return script({ entries, seams: history.seams, whole: !history.more && !this.#isToday(entries[0]) })
  })

  /** What is to become of messages that the room has not shown yet. */
  readonly states = $derived.by(
    () => new Map<string, PendingLine['state']>(this.#room.pending.map(({ id, state }) => [id, state])),
  )

  /** Rows came, or went, at the beginning: the distance from the end is as it was, not that from the beginning. */
  readonly shift = $derived.by(() => {
    const before = this.#first
    this.#first = this.rows[0]?.key
    return before !== undefined && before !== this.#first
  })

  /** A message of mine as it will stand in the room. */
  #onItsWay({ id, text, at, replyTo }: PendingLine): FeedEntry[] {
    const me = this.#room.members.find((member) => member.id === this.#room.me) ?? this.#user()
    if (!me) return []
    const from = { id: me.id, name: me.name, photoUrl: me.photoUrl }
    // Sound: the server's clock in whole ms.
    const line: ChatLine = { id, from, text, at: Math.round(at) as ChatLine['at'], positionMs: null, replyTo }
    return [{ kind: 'line', line }]
  }

  #isToday(entry: FeedEntry | undefined): boolean {
    if (!entry) return true
    const { at } = entry.kind === 'line' ? entry.line : entry.act
    return new Date(at).toDateString() === new Date(this.#room.serverNow()).toDateString()
  }
}
