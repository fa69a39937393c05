import type { RoomState } from '#core/state.ts'
import { keptOf } from '#core/timeline.ts'
import type { ChatStore } from '#ports/chat-store.ts'
import { type Clock, wakeIn } from '#ports/clock.ts'
import { RefusedFault } from '#ports/fault.ts'
import type { Log } from '#ports/log.ts'
import type { Metrics } from '#ports/metrics.ts'
import type { RoomStore, StoredRoom } from '#ports/room-store.ts'
import type { ChatLine } from '#protocol/chat.ts'
import type { RoomId } from '#protocol/ids.ts'
import { LineWriter } from './line-writer.ts'

/** How long a change of playback may wait to be written, ms: a drag of the scrub bar becomes one write. */
const SAVE_DELAY_MS = 300
/** How long a failed write of a room waits to be tried again, ms: twice as long after each try, up to the longest. */
const RETRY_FIRST_MS = 1_000
const RETRY_MAX_MS = 10_000

interface KeeperDeps {
  readonly clock: Clock
  readonly rooms: RoomStore
  readonly chat: ChatStore
  readonly chatGroupMs: number
  readonly log: Log
  readonly metrics: Metrics
}

/** A room as it was after its `nth` change here. */
interface Change {
  readonly nth: number
  readonly stored: StoredRoom
}

/**
 * Writes rooms and messages through to the store: rooms a moment after their last change, messages at once. Every
 * write is safe to repeat. What a store that is away could not take is tried until it is back.
 */
export class Keeper {
  readonly #deps: KeeperDeps
  readonly #lines: LineWriter
  /** The newest of each room that is not kept yet: at most one of each room that has changed. */
  readonly #dirty = new Map<RoomId, { change: Change; cancel: () => void }>()
  readonly #saving = new Map<RoomId, Promise<void>>()
  #changes = 0
  #ended = false

  constructor(deps: KeeperDeps) {
    this.#deps = deps
    this.#lines = new LineWriter(deps)
  }

  /** The room has changed: keep it soon. */
  changed(state: RoomState): void {
    this.#schedule(this.#change(state), SAVE_DELAY_MS, 0)
  }

  /** Keeps the room now. Resolves when it is durable; rejects when the store cannot, and goes on trying by itself. */
  async save(state: RoomState): Promise<void> {
    this.#forget(state.room.id)
    const change = this.#change(state)
    try {
      await this.#write(change.stored)
    } catch (fault) {
      this.#failed(change, 0, fault)
      throw fault
    }
  }

  /** Keeps a message. Resolves when it is durable, rejects when the store cannot take it. */
  keepLine(room: RoomId, line: ChatLine): Promise<void> {
    return this.#lines.keep(room, line)
  }

  /** The last try for all that waits. Resolves when it is durable, or has failed and was logged. */
  async flush(): Promise<void> {
    this.#ended = true
    await Promise.all([this.#lines.flush(), this.#flushRooms()])
  }

  async #flushRooms(): Promise<void> {
    // What is on its way may fail yet, and then it waits with the others.
    await Promise.allSettled(this.#saving.values())
    const rooms = [...this.#dirty.values()].map(({ change }) => change.stored)
    for (const { room } of rooms) this.#forget(room.id)
    const writes = await Promise.allSettled(rooms.map((stored) => this.#write(stored)))
    for (const write of writes) {
      if (write.status === 'rejected') this.#deps.log.error('room.save_failed', { err: write.reason })
    }
  }

  /** What is to be kept of a room besides its messages. */
  #change({ room, playback }: RoomState): Change {
    this.#changes += 1
    return { nth: this.#changes, stored: { room, playback: keptOf(playback), aliveAt: this.#deps.clock.now() } }
  }

  #schedule(change: Change, delayMs: number, tries: number): void {
    const id = change.stored.room.id
    this.#forget(id)
    const cancel = wakeIn(this.#deps.clock, delayMs, () => void this.#trySave(change, tries))
    this.#dirty.set(id, { change, cancel })
  }

  async #trySave(change: Change, tries: number): Promise<void> {
    const id = change.stored.room.id
    // A store that is slow to answer must not gather a queue of writes of one room: only the newest waits.
    if (this.#saving.has(id)) return this.#schedule(change, SAVE_DELAY_MS, tries)
    this.#dirty.delete(id)
    try {
      await this.#write(change.stored)
    } catch (fault) {
      this.#failed(change, tries, fault)
    }
  }

  #failed(change: Change, tries: number, fault: unknown): void {
    const id = change.stored.room.id
    this.#deps.metrics.fault('room.save')
    this.#deps.log.error('room.save_failed', { room: id, tries, err: fault })
    // A newer change has its own write; what is refused would be refused again.
    const waits = this.#dirty.get(id)
    if ((waits && waits.change.nth > change.nth) || fault instanceof RefusedFault) return
    this.#forget(id)
    if (this.#ended) this.#dirty.set(id, { change, cancel: () => {} })
    else this.#schedule(change, Math.min(RETRY_FIRST_MS * 2 ** tries, RETRY_MAX_MS), tries + 1)
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
}
