import { within } from '#adapters/system/deadline.ts'
import type { Log } from '#ports/log.ts'

/** Longest time that one part may take to stop, ms. */
const STOP_MS = 2_000

/** What has been started, to be stopped in reverse: each part on its own, none waited for without end. */
export class Lifecycle {
  readonly #log: Log
  readonly #parts: { name: string; stop: () => Promise<void> | void }[] = []
  #stopping: Promise<void> | null = null

  constructor(log: Log) {
    this.#log = log
  }

  /** Waits for a part to open, and remembers how to close it. */
  async start<T>(name: string, opening: T | Promise<T>, stop: (part: T) => Promise<void> | void): Promise<T> {
    const part = await opening
    this.#parts.push({ name, stop: () => stop(part) })
    return part
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll()
    return this.#stopping
  }

  async #stopAll(): Promise<void> {
    for (const { name, stop } of this.#parts.splice(0).reverse()) {
      try {
        await within(STOP_MS, name, Promise.resolve(stop()))
      } catch (fault) {
        this.#log.error('part.stop_failed', { part: name, err: fault })
      }
    }
  }
}
