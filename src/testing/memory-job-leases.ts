import type { Clock } from '#ports/clock.ts'
import type { JobLeases } from '#ports/job-leases.ts'

/** Leases in memory, by the clock that is handed in. */
export class MemoryJobLeases implements JobLeases {
  readonly #jobs = new Map<string, { holder: string | null; until: number; ranAt: number }>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async claim(job: string, holder: string, { everyMs, holdMs }: { everyMs: number; holdMs: number }): Promise<boolean> {
    const [now, had] = [this.#clock.now(), this.#jobs.get(job)]
    const free = had === undefined || (had.holder === null ? had.ranAt <= now - everyMs : had.until <= now)
    if (free) this.#jobs.set(job, { holder, until: now + holdMs, ranAt: now })
    return free
  }

  async renew(job: string, holder: string, holdMs: number): Promise<boolean> {
    const had = this.#jobs.get(job)
    if (had?.holder !== holder) return false
    had.until = this.#clock.now() + holdMs
    return true
  }

  async release(job: string, holder: string, done: boolean): Promise<void> {
    const had = this.#jobs.get(job)
    if (had?.holder !== holder) return
    had.until = this.#clock.now()
    if (done) had.holder = null
  }
}
