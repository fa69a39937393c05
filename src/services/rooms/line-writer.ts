import type { ChatStore } from '#ports/chat-store.ts'
import { type Clock, wakeIn } from '#ports/clock.ts'
import { RefusedFault } from '#ports/fault.ts'
import type { Log } from '#ports/log.ts'
import type { Metrics } from '#ports/metrics.ts'
import type { ChatLine } from '#protocol/chat.ts'
import type { RoomId } from '#protocol/ids.ts'

/** Messages in one statement. */
const CHAT_BATCH = 500
/** Messages that may wait for the database; beyond that, senders are told to try again. */
export const CHAT_WAITING_MAX = 5_000
/** How long after a failed write the store is tried again, ms. */
const RETRY_MS = 1_000

interface Said {
  readonly room: RoomId
  readonly line: ChatLine
}
interface Waiting extends Said {
  readonly done: () => void
  readonly failed: (fault: unknown) => void
}

interface LineWriterDeps {
  readonly clock: Clock
  readonly chat: ChatStore
  /** How long the first message waits for others to be written with it, ms. The room shows it at once all the same. */
  readonly chatGroupMs: number
  readonly log: Log
  readonly metrics: Metrics
}

/** What tells one message from another: its writer chooses the id, which is unique in its room alone. */
const keyOf = ({ room, line }: Said): string => `${room}/${line.id}`

/**
 * Writes messages at once, grouped while an earlier group is on its way. What could not be written because the store
 * was away, and everybody in the room has seen already, is written when it is back, though its sender was refused.
 */
export class LineWriter {
  readonly #deps: LineWriterDeps
  /** Their senders wait for the answer. */
  #waiting: Waiting[] = []
  /** Their senders were refused. */
  readonly #backlog = new Map<string, Said>()
  #writing: Promise<void> | null = null
  /** The last write failed; the backlog waits until this passes. */
  #away = false
  #ended = false
  #cancelRetry: () => void = () => {}
  #cancelGathering: (() => void) | null = null

  constructor(deps: LineWriterDeps) {
    this.#deps = deps
  }

  /** Resolves when the message is durable, rejects when the store cannot take it now or ever. */
  keep(room: RoomId, line: ChatLine): Promise<void> {
    if (this.#waiting.length >= CHAT_WAITING_MAX) {
      this.#deps.metrics.fault('chat.lost') // not logged: there may be thousands a second, and each sender hears of it
      return Promise.reject(new Error('too many messages wait'))
    }
    return new Promise((done, failed) => {
      this.#waiting.push({ room, line, done, failed })
      this.#gather()
    })
  }

  /** The last try for all that waits; nothing is tried again afterwards. Resolves when it is over. */
  async flush(): Promise<void> {
    this.#ended = true
    this.#cancelRetry()
    this.#cancelGathering?.()
    await this.#writing
    this.#away = false
    this.#start()
    await this.#writing
    if (this.#backlog.size > 0) this.#lose(this.#backlog.size, 'the store is away')
  }

  /** Under load a statement takes many messages: each statement costs as much as delivering a message to dozens. */
  #gather(): void {
    if (this.#deps.chatGroupMs === 0 || this.#waiting.length >= CHAT_BATCH || this.#ended) return this.#start()
    this.#cancelGathering ??= wakeIn(this.#deps.clock, this.#deps.chatGroupMs, () => {
      this.#cancelGathering = null
      this.#start()
    })
  }

  #start(): void {
    if (this.#next > 0) this.#writing ??= this.#writeAll()
  }

  async #writeAll(): Promise<void> {
    while (this.#next > 0) {
      await this.#write(this.#waiting.length > 0 ? this.#waiting.splice(0, CHAT_BATCH) : this.#oldest())
    }
    this.#writing = null
    if (this.#backlog.size > 0) this.#retryLater()
  }

  /** How many may be written now. */
  get #next(): number {
    return this.#waiting.length + (this.#away ? 0 : this.#backlog.size)
  }

  #oldest(): Waiting[] {
    const said = [...this.#backlog.values().take(CHAT_BATCH)]
    return said.map(({ room, line }) => ({ room, line, done: () => {}, failed: () => {} }))
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    const began = this.#deps.clock.stamp()
    try {
      await this.#deps.chat.append(group.map(({ room, line }) => ({ room, line })))
    } catch (fault) {
      return await this.#failed(group, fault)
    }
    this.#away = false
    for (const said of group) {
      this.#backlog.delete(keyOf(said))
      said.done()
    }
    this.#deps.metrics.chatSaved(group.length, (this.#deps.clock.stamp() - began) / 1_000)
  }

  async #failed(group: readonly Waiting[], fault: unknown): Promise<void> {
    if (fault instanceof RefusedFault && group.length > 1) {
      // One of them will never be taken: halves find it in a few writes, and all the others are kept.
      const half = Math.ceil(group.length / 2)
      await this.#write(group.slice(0, half))
      return await this.#write(group.slice(half))
    }
    this.#deps.metrics.fault('chat.save')
    this.#deps.log.error('chat.save_failed', { lines: group.length, err: fault })
    if (fault instanceof RefusedFault) for (const said of group) this.#backlog.delete(keyOf(said))
    else this.#putOff(group)
    for (const { failed } of group) failed(fault)
  }

  #putOff(group: readonly Said[]): void {
    this.#away = true
    let lost = 0
    for (const said of group) {
      const key = keyOf(said)
      const { room, line } = said
      if (this.#backlog.size < CHAT_WAITING_MAX || this.#backlog.has(key)) this.#backlog.set(key, { room, line })
      else lost += 1
    }
    if (lost > 0) this.#lose(lost, 'too many wait')
  }

  /** Messages of refused senders that will be missing from the history unless they are sent again. */
  #lose(lines: number, why: string): void {
    this.#deps.metrics.fault('chat.lost')
    this.#deps.log.error('chat.lost', { lines, why })
  }

  #retryLater(): void {
    this.#cancelRetry()
    if (this.#ended) return
    this.#cancelRetry = wakeIn(this.#deps.clock, RETRY_MS, () => {
      this.#away = false
      this.#start()
    })
  }
}
