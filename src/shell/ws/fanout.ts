import type { Batch } from '#ports/bus.ts'
import { type Clock, wakeIn } from '#ports/clock.ts'
import type { ServerFrame } from '#protocol/frames.ts'
import type { RoomId } from '#protocol/ids.ts'
import type { Event } from '#protocol/messages.ts'

/** Events that are gathered at most. */
const GATHERED_MAX = 100

interface FanoutDeps {
  readonly clock: Clock
  /** Sends a text to every viewer of a room on this instance. */
  readonly publish: (room: RoomId, text: string) => void
  /** How long it may take until a room is told who has come and gone, ms. */
  readonly gatherMs: number
}

interface Gathered {
  readonly firstSeq: number
  readonly events: Event[]
  readonly cancel: () => void
}

/**
 * Tells a room's viewers what has happened: each frame is made once, for all. Comings and goings are told together with
 * those that follow at once: when a film begins everybody comes, and each would be told of each. All else is told now.
 */
export class Fanout {
  readonly #deps: FanoutDeps
  readonly #gathered = new Map<RoomId, Gathered>()

  constructor(deps: FanoutDeps) {
    this.#deps = deps
  }

  tell(room: RoomId, { firstSeq, events }: Batch): void {
    const gathered = this.#gathered.get(room)
    const waits = this.#deps.gatherMs > 0 && events.every(({ type }) => type.startsWith('members.'))
    if (gathered) gathered.events.push(...events)
    if (!waits || (gathered && gathered.events.length >= GATHERED_MAX)) {
      if (gathered) this.#flush(room)
      else this.#send(room, firstSeq, events)
    } else if (!gathered) {
      const cancel = wakeIn(this.#deps.clock, this.#deps.gatherMs, () => this.#flush(room))
      this.#gathered.set(room, { firstSeq, events: [...events], cancel })
    }
  }

  /** What is gathered for this room need not be told any more. */
  forget(room: RoomId): void {
    this.#gathered.get(room)?.cancel()
    this.#gathered.delete(room)
  }

  #flush(room: RoomId): void {
    const gathered = this.#gathered.get(room)
    if (!gathered) return
    this.forget(room)
    this.#send(room, gathered.firstSeq, gathered.events)
  }

  #send(room: RoomId, firstSeq: number, events: readonly Event[]): void {
    const now = this.#deps.clock.stamp()
    const [event] = events
    if (event === undefined) return
    const frame: ServerFrame =
      events.length === 1
        ? { t: 'event', seq: firstSeq, now, event }
        : { t: 'batch', firstSeq, now, events: [...events] }
    this.#deps.publish(room, JSON.stringify(frame))
  }
}
