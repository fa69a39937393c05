import { type Clock, wakeIn } from '#ports/clock.ts'
import { RefusedFault } from '#ports/fault.ts'
import type { Log } from '#ports/log.ts'
import type { Metrics } from '#ports/metrics.ts'
import type { RoomStore, Visit } from '#ports/room-store.ts'
import type { EpochMs, RoomId, UserId } from '#protocol/ids.ts'

/** Who comes or goes is written this much later, ms, with all the others: many come at once, when a film begins. */
const GROUP_MS = 250
/** How long after a failed write the store is tried again, ms. */
const RETRY_MS = 1_000
/** Visits in one statement. */
const GROUP_MAX = 500
/** Visits that wait at most; those beyond are not remembered. */
const WAITING_MAX = 20_000

interface VisitsDeps {
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly rooms: Pick<RoomStore, 'saw'>
}

/** Writes down who was in which room, and when last. */
export class Visits {
  readonly #deps: VisitsDeps
  /** The last of each person in each room. */
  readonly #waiting = new Map<string, Visit>()
  #cancel: (() => void) | null = null
  #ended = false

  constructor(deps: VisitsDeps) {
    this.#deps = deps
  }

  add(room: RoomId, user: UserId, at: EpochMs): void {
    const key = `${room}/${user}`
    if (this.#waiting.size >= WAITING_MAX && !this.#waiting.has(key)) return this.#deps.metrics.fault('members.lost')
    this.#waiting.set(key, { room, user, at })
    this.#schedule(GROUP_MS)
  }

  /** The last try for all that waits. Resolves when it is over; what fails is logged. */
  async flush(): Promise<void> {
    this.#ended = true
    this.#cancel?.()
    await this.#write()
  }

  #schedule(ms: number): void {
    if (this.#ended || this.#cancel !== null) return
    this.#cancel = wakeIn(this.#deps.clock, ms, () => void this.#write())
  }

  async #write(): Promise<void> {
    while (this.#waiting.size > 0) {
      const group = [...this.#waiting.entries().take(GROUP_MAX)]
      try {
        await this.#put(group.map(([, visit]) => visit))
      } catch (fault) {
        this.#failed(group.length, fault)
        this.#cancel = null
        return this.#schedule(RETRY_MS)
      }
      // Whoever was seen again meanwhile waits again.
      for (const [key, visit] of group) if (this.#waiting.get(key) === visit) this.#waiting.delete(key)
    }
    this.#cancel = null
  }

  /** One that is refused (its room is gone) takes none of the others with it. */
  async #put(visits: readonly Visit[]): Promise<void> {
    try {
      await this.#deps.rooms.saw(visits)
    } catch (fault) {
      if (!(fault instanceof RefusedFault)) throw fault
      if (visits.length === 1) return this.#failed(1, fault)
      const half = Math.ceil(visits.length / 2)
      await this.#put(visits.slice(0, half))
      await this.#put(visits.slice(half))
    }
  }

  #failed(visits: number, fault: unknown): void {
    this.#deps.metrics.fault('members.save')
    this.#deps.log.error('members.save_failed', { visits, err: fault })
  }
}
