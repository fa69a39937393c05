import type { ErrorCode } from '#protocol/errors.ts'
import type { ClientFrame } from '#protocol/frames.ts'
import type { Command } from '#protocol/messages.ts'

/** Longest wait for an answer, ms. */
const TIMEOUT_MS = 8_000

/** Null: done. `offline`: there is no connection, or it was lost before the answer. */
export type Outcome = ErrorCode | 'offline' | null

/** Commands on their way, by number, each with its answer or its time-out. */
export class Requests {
  readonly #open = new Map<number, (outcome: Outcome) => void>()
  readonly #send: (frame: ClientFrame) => boolean
  #lastId = 0

  constructor(send: (frame: ClientFrame) => boolean) {
    this.#send = send
  }

  ask(command: Command): { id: number; answer: Promise<Outcome> } {
    this.#lastId += 1
    const id = this.#lastId
    if (!this.#send({ t: 'command', id, command })) return { id, answer: Promise.resolve('offline') }
    const answer = new Promise<Outcome>((resolve) => {
      const timer = setTimeout(() => this.answered(id, 'unavailable'), TIMEOUT_MS)
      this.#open.set(id, (outcome) => {
        clearTimeout(timer)
        resolve(outcome)
      })
    })
    return { id, answer }
  }

  answered(id: number, outcome: Outcome): void {
    const resolve = this.#open.get(id)
    this.#open.delete(id)
    resolve?.(outcome)
  }

  /** The connection is gone: nobody will answer what is open. */
  lost(): void {
    for (const id of [...this.#open.keys()]) this.answered(id, 'offline')
  }
}
