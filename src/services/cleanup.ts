import { unreachable } from '#core/result.ts'
import { AGEING, type Ageing, cutoffs, type Retention } from '#core/retention.ts'
import type { CleanupStore } from '#ports/cleanup-store.ts'
import { type Clock, wakeIn } from '#ports/clock.ts'
import type { Log } from '#ports/log.ts'
import type { Metrics } from '#ports/metrics.ts'
import type { EpochMs, RoomId } from '#protocol/ids.ts'
import type { Going } from './exclusive-job.ts'

/** Rows in one transaction. */
const BATCH_ROWS = 500
/** Between two batches, ms: whoever watches comes first. */
const PAUSE_MS = 50
/** Batches of one kind in one run, a quarter of a million rows; the next run goes on with the rest. */
export const BATCHES_MAX = 500

interface CleanupDeps {
  readonly clock: Clock
  readonly store: CleanupStore
  readonly retention: Retention
  readonly log: Log
  readonly metrics: Pick<Metrics, 'cleaned' | 'fault'>
  /** Rooms that are gone from the store: whatever is remembered of them is wrong now. */
  readonly onRoomsGone?: (rooms: readonly RoomId[]) => Promise<void> | void
}

/** How many of each have gone, or would. */
export type Cleaned = Readonly<Record<Ageing, number>>

/** What one run came to; not complete when something may be left. */
export interface Run {
  readonly cleaned: Cleaned
  readonly complete: boolean
}

/** Removes what is older than it may be. */
export class Cleanup {
  readonly #deps: CleanupDeps

  constructor(deps: CleanupDeps) {
    this.#deps = deps
  }

  /**
   * Removes batch after batch of all that is too old, as long as `going` says so and within the bounds of one run. One
   * kind that fails is logged, and the others go on. Ends at once, between two batches, when `stopped` fires.
   */
  async run(going: Going, stopped: AbortSignal): Promise<Run> {
    const { clock, log, metrics, retention } = this.#deps
    const before = cutoffs(retention, clock.now())
    const cleaned = { silentRooms: 0, closedRooms: 0, messages: 0, guests: 0 }
    let complete = true
    for (const kind of AGEING) {
      try {
        const all = await this.#removeAll(kind, before[kind], going, stopped, (count) => {
          cleaned[kind] += count
          metrics.cleaned(kind, count)
        })
        complete &&= all
      } catch (fault) {
        complete = false
        metrics.fault('cleanup')
        log.error('cleanup.failed', { kind, err: fault })
      }
    }
    log.info('cleanup.done', { ...cleaned, complete })
    return { cleaned, complete }
  }

  /** What `run` would begin with, without removing it. Guests who are free only when their rooms are gone do not count. */
  async count(): Promise<Cleaned> {
    const before = cutoffs(this.#deps.retention, this.#deps.clock.now())
    const counted = { silentRooms: 0, closedRooms: 0, messages: 0, guests: 0 }
    for (const kind of AGEING) {
      const cutoff = before[kind]
      if (cutoff !== null) counted[kind] = await this.#deps.store.count(kind, cutoff)
    }
    return counted
  }

  /** Answers whether nothing of this kind is left. */
  async #removeAll(
    kind: Ageing,
    before: EpochMs | null,
    going: Going,
    stopped: AbortSignal,
    gone: (count: number) => void,
  ): Promise<boolean> {
    if (before === null) return true
    for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
      if (stopped.aborted || !(await going.on())) return false
      const { count, rows } = await this.#removeSome(kind, before)
      if (rows === 0) return true
      gone(count)
      await this.#pause(stopped)
    }
    return false
  }

  async #removeSome(kind: Ageing, before: EpochMs): Promise<{ count: number; rows: number }> {
    const { store } = this.#deps
    switch (kind) {
      case 'silentRooms':
        return await this.#told(await store.removeSilentRooms(before, BATCH_ROWS))
      case 'closedRooms':
        return await this.#told(await store.removeClosedRooms(before, BATCH_ROWS))
      case 'messages':
        return alike(await store.removeMessages(before, BATCH_ROWS))
      case 'guests':
        return alike(await store.removeGuests(before, BATCH_ROWS))
      default:
        return unreachable(kind)
    }
  }

  async #told({ rooms, rows }: { rooms: readonly RoomId[]; rows: number }): Promise<{ count: number; rows: number }> {
    if (rooms.length > 0) {
      try {
        await this.#deps.onRoomsGone?.(rooms)
      } catch (fault) {
        // They are gone all the same: who could not be told finds out by asking for them.
        this.#deps.metrics.fault('cleanup.told')
        this.#deps.log.error('cleanup.told_failed', { rooms: rooms.length, err: fault })
      }
    }
    return { count: rooms.length, rows }
  }

  /** Resolves after the pause, or at once when it is to stop. */
  #pause(stopped: AbortSignal): Promise<void> {
    return new Promise((done) => {
      const over = () => {
        cancel()
        stopped.removeEventListener('abort', over)
        done()
      }
      const cancel = wakeIn(this.#deps.clock, PAUSE_MS, over)
      stopped.addEventListener('abort', over)
      if (stopped.aborted) over()
    })
  }
}

const alike = (count: number) => ({ count, rows: count })
