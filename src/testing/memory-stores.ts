import { quoteOf } from '#core/chat.ts'
import type { KeptPlayback } from '#core/timeline.ts'
import type { ChatStore } from '#ports/chat-store.ts'
import { OutsideFault, RefusedFault } from '#ports/fault.ts'
import type { RoomStore, StoredRoom, Visit } from '#ports/room-store.ts'
import type { ChatLine } from '#protocol/chat.ts'
import type { EpochMs, LineId, RoomId, UserId } from '#protocol/ids.ts'
import type { MediaItem } from '#protocol/media.ts'
import type { Profile } from '#protocol/members.ts'

const later = (a: EpochMs, b: EpochMs): EpochMs => (a > b ? a : b)

/** What is known of a film is not taken back by who knows less of it. */
function knowingMore(next: KeptPlayback, kept: KeptPlayback): KeptPlayback {
  if (next.status === 'idle' || kept.status === 'idle' || next.media.id !== kept.media.id) return next
  const facts = ({ posterUrl, durationMs, live }: MediaItem) =>
    [posterUrl, durationMs, live].filter((fact) => fact !== null).length
  return facts(next.media) < facts(kept.media) ? { ...next, media: kept.media } : next
}

/** Rooms in memory, and a switch that makes every write fail. */
export class MemoryRoomStore implements RoomStore {
  readonly rooms = new Map<RoomId, StoredRoom>()
  readonly seen = new Map<RoomId, Map<UserId, EpochMs>>()
  readonly people = new Map<UserId, Profile>()
  failing = false
  saves = 0

  async create(stored: StoredRoom): Promise<void> {
    const { id, hostId, createdAt } = stored.room
    if (this.failing) throw new OutsideFault('the store is down')
    if (!this.rooms.has(id)) this.rooms.set(id, stored)
    await this.saw([{ room: id, user: hostId, at: createdAt }])
  }
  async load(id: RoomId): Promise<StoredRoom | null> {
    return this.rooms.get(id) ?? null
  }
  async save(stored: StoredRoom): Promise<void> {
    if (this.failing) throw new OutsideFault('the store is down')
    this.saves += 1
    const { id, closedAt } = stored.room
    const kept = this.rooms.get(id)
    if (!kept) throw new RefusedFault('there is no such room to save')
    const room = stored.room.version < kept.room.version ? kept.room : stored.room
    this.rooms.set(id, {
      room: { ...room, closedAt: kept.room.closedAt ?? closedAt },
      playback:
        stored.playback.version < kept.playback.version ? kept.playback : knowingMore(stored.playback, kept.playback),
      aliveAt: later(kept.aliveAt, stored.aliveAt),
    })
  }
  async touch(ids: readonly RoomId[], at: EpochMs): Promise<void> {
    for (const id of ids) {
      const stored = this.rooms.get(id)
      if (stored) this.rooms.set(id, { ...stored, aliveAt: later(stored.aliveAt, at) })
    }
  }
  async saw(visits: readonly Visit[]): Promise<void> {
    for (const { room, user, at } of visits) {
      const seen = this.seen.get(room) ?? new Map<UserId, EpochMs>()
      this.seen.set(room, seen.set(user, later(seen.get(user) ?? at, at)))
    }
  }
  async seenSince(room: RoomId, since: EpochMs): Promise<Profile[]> {
    return [...(this.seen.get(room) ?? [])]
      .filter(([, at]) => at >= since)
      .map(([id]) => this.people.get(id) ?? { id, name: id, photoUrl: null })
  }
  async isMember(room: RoomId, user: UserId): Promise<boolean> {
    return this.seen.get(room)?.has(user) ?? false
  }
  async listFor(user: UserId, limit: number): Promise<StoredRoom[]> {
    const mine = [...this.rooms.values()].filter(
      ({ room }) => room.closedAt === null && this.seen.get(room.id)?.has(user),
    )
    return mine.sort((a, b) => b.aliveAt - a.aliveAt).slice(0, limit)
  }
}

/** Messages in memory, and a switch that makes every write fail. */
export class MemoryChatStore implements ChatStore {
  readonly lines: { room: RoomId; line: ChatLine }[] = []
  /** Messages that are against the rules. */
  readonly refused = new Set<LineId>()
  failing = false
  batches: number[] = []

  async append(lines: readonly { room: RoomId; line: ChatLine }[]): Promise<void> {
    // As a real store, it takes longer than a room takes for a command.
    for (let turn = 0; turn < 40; turn += 1) await Promise.resolve()
    if (this.failing) throw new OutsideFault('the store is down')
    if (lines.some(({ line }) => this.refused.has(line.id))) throw new RefusedFault('a rule forbids it')
    this.batches.push(lines.length)
    for (const { room, line } of lines) {
      const known = this.lines.some((other) => other.room === room && other.line.id === line.id)
      if (!known) this.lines.push({ room, line })
    }
  }
  async page(room: RoomId, limit: number, before: LineId | null): Promise<ChatLine[]> {
    const lines = this.#of(room)
    const end = before === null ? lines.length : lines.findIndex(({ id }) => id === before)
    return lines.slice(0, Math.max(0, end)).slice(-limit)
  }
  async find(room: RoomId, words: string, limit: number): Promise<ChatLine[]> {
    return this.#of(room)
      .filter(({ text }) => text.includes(words))
      .slice(-limit)
  }
  async line(room: RoomId, id: LineId): Promise<ChatLine | null> {
    if (this.failing) throw new OutsideFault('the store is down')
    return this.#of(room).find((line) => line.id === id) ?? null
  }
  #of(room: RoomId): ChatLine[] {
    const lines = this.lines.filter((entry) => entry.room === room).map(({ line }) => line)
    return lines.map((line) => {
      const answered = lines.find(({ id }) => id === line.replyTo?.id)
      return { ...line, replyTo: answered ? quoteOf(answered) : null }
    })
  }
}
