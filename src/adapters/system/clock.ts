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

/** A clock this far behind its reference, ms, steps; a smaller difference is made good little by little. */
const STEP_MS = 1_000
/** How fast a difference is made good, ms per ms. Far below 1, so that the clock never stands still or goes back. */
const SLEW = 0.02

/** What a clock is led by. Pure, so that it can be tried without waiting. */
export interface Steering {
  /** Added to the system's clock, ms, as of `since` on that clock. */
  readonly offset: number
  readonly since: number
  /** Where the offset is going, ms. */
  readonly target: number
}

/** The offset at `now` on the system's clock, ms: on its way from where it was to its target. */
export function offsetAt({ offset, since, target }: Steering, now: number): number {
  const left = target - offset
  const made = Math.min(Math.abs(left), Math.max(0, now - since) * SLEW)
  return offset + Math.sign(left) * made
}

/** Led to another target. Forward over a gap at once; back never at once, since a room's time must not go back. */
export function steered(steering: Steering, target: number, now: number): Steering {
  const offset = offsetAt(steering, now)
  return { offset: target - offset > STEP_MS ? target : offset, since: now, target }
}

/** The system's clock, led to a reference that several machines share. Its stamps never decrease. */
export class SteeredClock extends SystemClock {
  #steering: Steering | null = null

  override stamp(): number {
    const system = super.stamp()
    return this.#steering === null ? system : system + offsetAt(this.#steering, system)
  }

  /** The reference showed `reference` when the system's clock showed `system`, both ms. The first time, it is set. */
  lead(reference: number, system: number): void {
    const target = reference - system
    this.#steering = this.#steering
      ? steered(this.#steering, target, super.stamp())
      : { offset: target, since: system, target }
  }

  /** The clock that is led, ms. */
  systemStamp = (): number => super.stamp()
}

/** The machine's own clock, ms since 1970. It jumps when it is set, so nothing is timed by it: `doctor` looks at it. */
export const wallClockMs = (): number => Date.now()
