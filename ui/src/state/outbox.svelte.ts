import type { Quote } from '#protocol/chat.ts'
import { ERRORS, type ErrorCode } from '#protocol/errors.ts'
import type { LineId } from '#protocol/ids.ts'

/** A message of mine on its way. */
export interface PendingLine {
  readonly id: LineId
  readonly text: string
  /** What it answers. */
  readonly replyTo: Quote | null
  /** When I sent it, server ms. */
  readonly at: number
  readonly state: 'sending' | 'waiting' | 'failed'
  readonly code: ErrorCode | null
}

/** How often a refused message is sent again by itself, and how long before, ms (doubling). */
const TRIES = 4
const RETRY_MS = 1_000

/**
 * Messages that the server has not acknowledged. Each keeps its id however often it is sent, so that it is said once.
 */
export class Outbox {
  #lines = $state.raw<readonly PendingLine[]>([])
  readonly #tries = new Map<LineId, number>()
  readonly #send: (line: PendingLine) => Promise<ErrorCode | 'offline' | null>

  /** `send` answers null when the server has kept the message. */
  constructor(send: (line: PendingLine) => Promise<ErrorCode | 'offline' | null>) {
    this.#send = send
  }

  get lines(): readonly PendingLine[] {
    return this.#lines
  }

  add(text: string, replyTo: Quote | null, at: number): void {
    // Sound: what randomUUID makes is a UUID in lower case.
    const id = crypto.randomUUID() as LineId
    this.#lines = [...this.#lines, { id, text, replyTo, at, state: 'sending', code: null }]
    void this.#deliver(id)
  }

  retry(id: LineId): void {
    this.#tries.delete(id)
    void this.#deliver(id)
  }

  /** Connected again: whatever waited goes out, in order. */
  async resume(): Promise<void> {
    for (const { id, state } of this.#lines) if (state === 'waiting') await this.#deliver(id)
  }

  async #deliver(id: LineId): Promise<void> {
    this.#update(id, { state: 'sending', code: null })
    const line = this.#lines.find((candidate) => candidate.id === id)
    if (!line) return
    const refused = await this.#send(line)
    if (refused === null) {
      this.#lines = this.#lines.filter((other) => other.id !== id)
      this.#tries.delete(id)
    } else if (refused === 'offline') {
      this.#update(id, { state: 'waiting' })
    } else {
      this.#refused(id, refused)
    }
  }

  #refused(id: LineId, code: ErrorCode): void {
    const tries = (this.#tries.get(id) ?? 0) + 1
    this.#tries.set(id, tries)
    if (!ERRORS[code].retry || tries >= TRIES) return this.#update(id, { state: 'failed', code })
    setTimeout(() => void this.#deliver(id), RETRY_MS * 2 ** (tries - 1))
  }

  #update(id: LineId, change: Partial<PendingLine>): void {
    this.#lines = this.#lines.map((line) => (line.id === id ? { ...line, ...change } : line))
  }
}
