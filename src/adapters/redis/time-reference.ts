import { wakeIn } from '#ports/clock.ts'
import type { Log } from '#ports/log.ts'
import type { SteeredClock } from '../system/clock.ts'
import type { RedisClient } from './client.ts'
import { faultOf } from './fault.ts'

/** Questions at a time: the one that was answered fastest says it best. */
const QUESTIONS = 5
const ASK_EVERY_MS = 5_000
/** An answer that took longer than this, ms, says too little. */
const SLOW_MS = 50

/**
 * Leads the clock to Redis's own: instances on several machines give a room one time, so that nothing moves when a
 * viewer changes from one to another. Half the round trip is what it can be wrong by.
 */
export class TimeReference {
  readonly #client: RedisClient
  readonly #clock: SteeredClock
  readonly #log: Log
  #cancel: () => void = () => {}

  constructor(client: RedisClient, clock: SteeredClock, log: Log) {
    this.#client = client
    this.#clock = clock
    this.#log = log
  }

  /** Sets the clock, and keeps it led. Rejects when Redis does not tell its time. */
  async start(): Promise<void> {
    await this.#ask(Number.POSITIVE_INFINITY)
    this.#schedule()
  }

  stop(): void {
    this.#cancel()
  }

  #schedule(): void {
    this.#cancel = wakeIn(this.#clock, ASK_EVERY_MS, () => {
      // While Redis is away the clock goes on by itself: crystals drift a millisecond in 20 seconds at worst.
      this.#ask(SLOW_MS).catch((error) => this.#log.debug('redis.time_failed', { error }))
      this.#schedule()
    })
  }

  async #ask(slowMs: number): Promise<void> {
    let best = { tookMs: slowMs, reference: 0, system: 0 }
    for (let question = 0; question < QUESTIONS; question += 1) {
      const sentAt = this.#clock.systemStamp()
      const [seconds, micros] = await this.#client.redis.time().catch((error) => {
        throw faultOf(error)
      })
      const tookMs = this.#clock.systemStamp() - sentAt
      if (tookMs < best.tookMs)
        best = { tookMs, reference: Number(seconds) * 1_000 + Number(micros) / 1_000, system: sentAt + tookMs / 2 }
    }
    if (best.tookMs < slowMs) this.#clock.lead(best.reference, best.system)
    else this.#log.debug('redis.time_slow')
  }
}
