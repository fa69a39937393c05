import type { Clock } from '#ports/clock.ts'
import type { EpochMs } from '#protocol/ids.ts'

/** The longest delay a timer keeps, ms (about 25 days); a longer one would fire at once. */
const TIMER_MAX_MS = 2 ** 31 - 1

/** Counts on from the wall clock as it stood when the process started, so a clock that is set never moves us back. */
export class SystemClock implements Clock {
  now(): EpochMs {
    // The cast is sound: a whole, positive number of milliseconds is what EpochMs names.
    return Math.floor(this.stamp()) as EpochMs
  }

  stamp(): number {
    return performance.timeOrigin + performance.now()
  }

  wakeAt(at: EpochMs, wake: () => void): () => void {
    let timer: ReturnType<typeof setTimeout>
    // A timer may be early by a fraction of a millisecond, and cannot be longer than its limit: look again each time.
    const look = () => {
      const leftMs = at - this.stamp()
      if (leftMs <= 0) wake()
      else arm(leftMs)
    }
    const arm = (ms: number) => {
      timer = setTimeout(look, Math.min(Math.max(0, Math.ceil(ms)), TIMER_MAX_MS))
    }
    arm(at - this.stamp())
    return () => clearTimeout(timer)
  }
}

/** The machine's own clock, ms since 1970. It jumps when it is set, so nothing is timed by it: `doctor` looks at it. */
export const wallClockMs = (): number => Date.now()
