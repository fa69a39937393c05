import { answered, type ClockSync, heard, offsetAt, unsynced } from '#core/clock-sync.ts'

/** The server's clock as this page knows it, on top of `performance.now()`, which no wall clock can move. */
export class ServerClock {
  #sync: ClockSync = unsynced

  /** Local monotonic clock, ms. */
  local(): number {
    return performance.now()
  }

  /** A message that the server stamped has just come. */
  heard(serverAt: number): void {
    this.#sync = heard(this.#sync, serverAt, this.local())
  }

  /** The answer to a ping sent at `sentAt` (local ms) has just come. */
  answered(sentAt: number, serverAt: number): void {
    this.#sync = answered(this.#sync, sentAt, serverAt, this.local())
  }

  /** Server time, ms; before the first answer the wall clock has to do. */
  now(): number {
    return this.local() + (offsetAt(this.#sync, this.local())?.offset ?? performance.timeOrigin)
  }
}
