import { type Clock, wakeIn } from '#ports/clock.ts'
import type { Log } from '#ports/log.ts'
import type { Metrics } from '#ports/metrics.ts'

/** Something that is done again and again. */
export interface Job {
  readonly name: string
  /** From one end to the next beginning, ms, give or take `JITTER`. */
  readonly everyMs: number
  /** Ends soon after `stopped` fires. */
  run(stopped: AbortSignal): Promise<unknown>
}

/** The first run comes this long after the start at the earliest, ms: first those who watch come back. */
const FIRST_MS = 60_000
/** The first run is put off by up to this much more, ms, so that instances that start together do not ask together. */
const SPREAD_MS = 120_000
/** How much of its period a run may come earlier or later. */
const JITTER = 0.05

interface JobsDeps {
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  /** At least 0, less than 1. */
  readonly random: () => number
}

/** Does jobs in their time. A job never overlaps itself; one that fails is logged, and comes again. */
export class Jobs {
  readonly #deps: JobsDeps
  readonly #stopped = new AbortController()
  readonly #cancels = new Map<Job, () => void>()
  readonly #running = new Set<Promise<void>>()

  constructor(deps: JobsDeps) {
    this.#deps = deps
  }

  start(jobs: readonly Job[]): void {
    for (const job of jobs) this.#schedule(job, FIRST_MS + SPREAD_MS * this.#deps.random())
  }

  /** Begins nothing any more, and waits for what runs to end. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    for (const cancel of this.#cancels.values()) cancel()
    this.#cancels.clear()
    await Promise.all(this.#running)
  }

  #schedule(job: Job, inMs: number): void {
    const begin = () => {
      const running = this.#run(job).finally(() => this.#running.delete(running))
      this.#running.add(running)
    }
    this.#cancels.set(job, wakeIn(this.#deps.clock, Math.round(inMs), begin))
  }

  async #run(job: Job): Promise<void> {
    try {
      await job.run(this.#stopped.signal)
    } catch (fault) {
      this.#deps.metrics.fault('job')
      this.#deps.log.error('job.failed', { job: job.name, err: fault })
    }
    if (!this.#stopped.signal.aborted) this.#schedule(job, job.everyMs * (1 + JITTER * (2 * this.#deps.random() - 1)))
  }
}
