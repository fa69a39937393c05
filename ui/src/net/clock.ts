import { answered, type ClockSync, heard, nextPingInMs, offsetAt, roundTripMs, unsynced } from '#core/clock-sync.ts'
import { PING_EVERY_MS } from '#protocol/limits.ts'

/** What is known of the server's clock at one instant, ms. */
export interface KnownTime {
  readonly now: number
  /** How wrong `now` can be at most. */
  readonly boundMs: number
}

/** The server's clock as this page knows it, on top of `performance.now()`, which no wall clock can move. */
export class ServerClock {
  #sync: ClockSync = unsynced
  /** The last offset that was known, for what needs not be exact, ms. */
  #offset = performance.timeOrigin
  #roundTripMs: number | null = null
  /** Pings of the current series, and when it began. */
  #pings = 0
  #since = 0

  /** Local monotonic clock, ms. */
  local(): number {
    return performance.now()
  }

  /** A message that the server stamped has just come. */
  heard(serverAt: number): void {
    this.#sync = heard(this.#sync, serverAt, this.local())
  }

  /** The answer to what was sent at `sentAt` (local ms) has just come: to a ping, or to something that took work. */
  answered(sentAt: number, serverAt: number, isPong: boolean): void {
    this.#sync = answered(this.#sync, sentAt, serverAt, this.local(), isPong)
    // Here and not where it is read: every look at the player reads it.
    if (isPong) this.#roundTripMs = roundTripMs(this.#sync)
  }

  /** Another server speaks now: what is known of the former's clock is of no use. */
  forget(): void {
    this.#sync = unsynced
    this.#roundTripMs = null
  }

  /** A new series of pings begins. */
  begin(): void {
    this.#pings = 0
    this.#since = this.local()
  }

  /** A ping has gone out: after how long the next one is due, ms. */
  pinged(): number {
    this.#pings += 1
    return nextPingInMs(this.#sync, this.#pings, this.local() - this.#since, PING_EVERY_MS)
  }

  /** Server time, and how wrong it can be; null while nothing may be steered by it. */
  known(): KnownTime | null {
    const local = this.local()
    const found = offsetAt(this.#sync, local)
    if (found === null) return null
    this.#offset = found.offset
    return { now: local + found.offset, boundMs: found.bound }
  }

  /** Server time for what is shown, ms; before the first answer the wall clock has to do. */
  now(): number {
    return this.known()?.now ?? this.local() + this.#offset
  }

  /** The round trip that nearly all keep under, ms; null before there is one. */
  roundTripMs(): number | null {
    return this.#roundTripMs
  }
}
