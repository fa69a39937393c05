import type { Clock } from '#ports/clock.ts'
import type { EpochMs } from '#protocol/ids.ts'

/** A clock that stands until it is told to move; timers fire in order while it does. */
export class FakeClock implements Clock {
  #now: number
  #timers: { at: number; wake: () => void }[] = []

  constructor(now = 1_000_000) {
    this.#now = now
  }

  /** Timers that wait. */
  get pending(): number {
    return this.#timers.length
  }

  now(): EpochMs {
    return this.#now as EpochMs
  }

  stamp(): number {
    return this.#now
  }

  wakeAt(at: EpochMs, wake: () => void): () => void {
    const timer = { at, wake }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** Lets `ms` pass; whatever was to wake meanwhile does, at its own time. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const next = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.#timers = this.#timers.filter((timer) => timer !== next)
      this.#now = Math.max(this.#now, next.at)
      next.wake()
    }
    this.#now = end
  }
}
