import type { EpochMs } from '#protocol/ids.ts'

/** The server's clock. It never steps back, whatever happens to the wall clock. */
export interface Clock {
  /** Now, whole ms since 1970. */
  now(): EpochMs
  /** The same instant with its fraction, ms: what goes on the wire for clients to measure by. */
  stamp(): number
  /** Calls `wake` once, at `at` or as soon as it has passed. Returns how to cancel. */
  wakeAt(at: EpochMs, wake: () => void): () => void
}

/** Calls `wake` once, `ms` from now. Returns how to cancel. */
export const wakeIn = (clock: Clock, ms: number, wake: () => void): (() => void) =>
  clock.wakeAt((clock.now() + ms) as EpochMs, wake) // brand: an instant plus a length of time
