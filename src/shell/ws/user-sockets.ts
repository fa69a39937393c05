import type { UserId } from '#protocol/ids.ts'
import { Allowance } from './frame-limits.ts'

/** What somebody has used up is remembered for this long after their last socket, ms: by then every bucket is full. */
const REMEMBERED_MS = 60_000
/** So many people are remembered at most, about 4 MB; the first to go are the longest gone. */
const REMEMBERED_MAX = 10_000

/**
 * How many sockets each person has here, and what they may still send over all of them.
 *
 * Coming back at once with another socket does not fill a bucket: what was used up is remembered for a minute.
 */
export class UserSockets {
  readonly #here = new Map<UserId, { open: number; readonly allowance: Allowance }>()
  /** In the order of their going. */
  readonly #gone = new Map<UserId, { readonly at: number; readonly allowance: Allowance }>()
  readonly #max: number

  constructor(max: number) {
    this.#max = max
  }

  /** How many people are known here. */
  get size(): number {
    return this.#here.size + this.#gone.size
  }

  /** Counts one more socket at `now` (ms), or says why not. */
  take(user: UserId, now: number): Allowance | 'slow_down' | 'too_many_sockets' {
    const known = this.#here.get(user) ?? { open: 0, allowance: this.#gone.get(user)?.allowance ?? new Allowance() }
    if (known.open >= this.#max) return 'too_many_sockets'
    if (!known.allowance.take('hello', now)) return 'slow_down'
    known.open += 1
    this.#here.set(user, known)
    this.#gone.delete(user)
    return known.allowance
  }

  release(user: UserId, now: number): void {
    const known = this.#here.get(user)
    if (known === undefined) return
    known.open -= 1
    if (known.open > 0) return
    this.#here.delete(user)
    this.#gone.set(user, { at: now, allowance: known.allowance })
    for (const [oldest, { at }] of this.#gone) {
      if (now - at < REMEMBERED_MS && this.#gone.size <= REMEMBERED_MAX) break
      this.#gone.delete(oldest)
    }
  }
}
