import type { RoomState } from '#core/state.ts'
import type { ChatStore } from '#ports/chat-store.ts'
import { type Clock, wakeIn } from '#ports/clock.ts'
import type { Log } from '#ports/log.ts'
import type { Metrics } from '#ports/metrics.ts'
import type { RoomStore, StoredRoom } from '#ports/room-store.ts'
import type { ChatLine } from '#protocol/chat.ts'
import type { EpochMs, RoomId } from '#protocol/ids.ts'

/** How long a change of playback may wait to be written, ms: a drag of the scrub bar becomes one write. */
const SAVE_DELAY_MS = 300
/** Messages in one statement. */
const CHAT_BATCH = 500
/** Messages that may wait for the database; beyond that, senders are told to try again. */
const CHAT_WAITING_MAX = 5_000
/** How often a failed write of a room is tried again, and how long between, ms. */
const SAVE_TRIES = 10
const SAVE_RETRY_MS = 1_000

interface Waiting {
  readonly room: RoomId
  readonly line: ChatLine
  readonly done: () => void
  readonly failed: (fault: unknown) => void
}

interface KeeperDeps {
  readonly clock: Clock
  readonly rooms: RoomStore
  readonly chat: ChatStore
  readonly log: Log
  readonly metrics: Metrics
}

/** What is kept of a room besides its messages. */
const storedRoom = (state: RoomState, aliveAt: EpochMs): StoredRoom => ({
  room: state.room,
  playback: state.playback,
  aliveAt,
})

/**
 * Writes rooms and messages through to the store: rooms a moment after their last change, messages at once, grouped
 * while an earlier group is on its way. Every write is safe to repeat.
 */
export class Keeper {
  readonly #deps: KeeperDeps
  readonly #dirty = new Map<RoomId, { stored: StoredRoom; cancel: () => void }>()
  readonly #saving = new Map<RoomId, Promise<void>>()
  #waiting: Waiting[] = []
  #writing: Promise<void> | null = null

  constructor(deps: KeeperDeps) {
    this.#deps = deps
  }

  /** The room has changed: keep it soon. */
  changed(state: RoomState): void {
    this.#schedule(storedRoom(state, this.#deps.clock.now()), SAVE_DELAY_MS, 0)
  }

  /** Keeps the room now. Resolves when it is durable, rejects when the store cannot. */
  async save(state: RoomState): Promise<void> {
    this.#forget(state.room.id)
    await this.#write(storedRoom(state, this.#deps.clock.now()))
  }

  /** Keeps a message. Resolves when it is durable, rejects when the store cannot take it. */
  keepLine(room: RoomId, line: ChatLine): Promise<void> {
    if (this.#waiting.length >= CHAT_WAITING_MAX) return Promise.reject(new Error('too many messages wait'))
    return new Promise((done, failed) => {
      this.#waiting.push({ room, line, done, failed })
      this.#writing ??= this.#writeLines()
    })
  }

  /** Writes all that waits. Resolves when it is durable, or has failed and was logged. */
  async flush(): Promise<void> {
    const rooms = [...this.#dirty.values()].map(({ stored }) => stored)
    for (const { room } of rooms) this.#forget(room.id)
    const writes = await Promise.allSettled([...rooms.map((stored) => this.#write(stored)), this.#writing])
    for (const write of writes) {
      if (write.status === 'rejected') this.#deps.log.error('room.save_failed', { err: write.reason })
    }
  }

  #schedule(stored: StoredRoom, delayMs: number, tries: number): void {
    const id = stored.room.id
    this.#forget(id)
    const cancel = wakeIn(this.#deps.clock, delayMs, () => void this.#trySave(stored, tries))
    this.#dirty.set(id, { stored, cancel })
  }

  async #trySave(stored: StoredRoom, tries: number): Promise<void> {
    this.#dirty.delete(stored.room.id)
    try {
      await this.#write(stored)
    } catch (fault) {
      this.#deps.metrics.fault('room.save')
      this.#deps.log.error('room.save_failed', { room: stored.room.id, tries, err: fault })
      // A newer change has its own write; an older one must not overtake it.
      if (!this.#dirty.has(stored.room.id) && tries < SAVE_TRIES) this.#schedule(stored, SAVE_RETRY_MS, tries + 1)
    }
  }

  #forget(id: RoomId): void {
    this.#dirty.get(id)?.cancel()
    this.#dirty.delete(id)
  }

  /** One write of a room at a time, so that they arrive in the order of the changes. */
  #write(stored: StoredRoom): Promise<void> {
    const id = stored.room.id
    const write = (this.#saving.get(id) ?? Promise.resolve())
      .catch(() => {}) // whoever began the earlier write hears of its failure
      .then(() => this.#deps.rooms.save(stored))
      .finally(() => {
        if (this.#saving.get(id) === write) this.#saving.delete(id)
      })
    this.#saving.set(id, write)
    return write
  }

  async #writeLines(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, CHAT_BATCH)
      const began = this.#deps.clock.stamp()
      try {
        await this.#deps.chat.append(group.map(({ room, line }) => ({ room, line })))
        for (const { done } of group) done()
        this.#deps.metrics.chatSaved(group.length, (this.#deps.clock.stamp() - began) / 1_000)
      } catch (fault) {
        this.#deps.metrics.fault('chat.save')
        this.#deps.log.error('chat.save_failed', { lines: group.length, err: fault })
        for (const { failed } of group) failed(fault)
      }
    }
    this.#writing = null
  }
}
