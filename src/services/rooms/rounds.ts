import type { RoomState, Seated } from '#core/state.ts'
import { type Clock, wakeIn } from '#ports/clock.ts'
import type { Instances } from '#ports/instances.ts'
import type { Log } from '#ports/log.ts'
import type { Metrics } from '#ports/metrics.ts'
import type { RoomStore } from '#ports/room-store.ts'
import type { Base, Sequencer } from '#ports/sequencer.ts'
import { type EpochMs, instanceOf, type RoomId } from '#protocol/ids.ts'
import type { RoomActor } from './actor.ts'

/** A room without anyone here stays awake for this long, ms: who comes back finds it at once. */
const LINGER_MS = 60_000
/** Time between two rounds, ms. Well under the grace period: a seat that was lost is found before it is given up. */
const ROUND_MS = 10_000

interface RoundsDeps {
  readonly clock: Clock
  readonly instances: Instances
  readonly log: Log
  readonly metrics: Metrics
  readonly rooms: Pick<RoomStore, 'touch'>
  readonly sequencer: Sequencer
  readonly actors: () => readonly RoomActor[]
  /** The sockets of this instance in a room. */
  readonly seated: (room: RoomId) => readonly Seated[]
  /** This instance lets go of the room. */
  readonly drop: (actor: RoomActor) => void
  readonly onFault: (room: RoomId, fault: unknown) => void
}

/**
 * Looks after the awake rooms every ten seconds: marks those with people as alive, compares with where they stand
 * elsewhere and with the sockets there are, and lets go of those that nobody here needs any more.
 */
export class Rounds {
  readonly #deps: RoundsDeps
  /** Since when nobody here has needed the room. */
  readonly #idleSince = new WeakMap<RoomActor, EpochMs>()
  #cancel: () => void = () => {}

  constructor(deps: RoundsDeps) {
    this.#deps = deps
  }

  start(): void {
    this.#cancel = wakeIn(this.#deps.clock, ROUND_MS, () => {
      void this.#round()
      this.start()
    })
  }

  stop(): void {
    this.#cancel()
  }

  /** Tells the room which sockets there are. Nothing happens when it knows. */
  async reconcile(actor: RoomActor): Promise<void> {
    const { instances, onFault, seated } = this.#deps
    const [instance, here, alive] = [instances.mine, seated(actor.id), instances.alive()]
    try {
      await actor.execute({ type: 'members.reconcile', instance, here, alive }, { kind: 'system' })
    } catch (fault) {
      onFault(actor.id, fault) // the next round tries again
    }
  }

  async #round(): Promise<void> {
    const now = this.#deps.clock.now()
    const actors = this.#deps.actors()
    const bases = await this.#keepAwake(actors)
    const lively: RoomId[] = []
    for (const [index, actor] of actors.entries()) {
      actor.health.lookAfter()
      const base = bases?.[index]
      const asleep = base === null
      // Also one that nobody is in: it is shown in lists, as it stands here.
      if (base) void actor.compare(base)
      if (isLively(actor.state)) {
        // Where its viewers are it goes on; here it was for those who went there.
        if (this.#isIdle(actor, this.#isElsewhere(actor), now) && actor.idle) {
          this.#deps.drop(actor)
          continue
        }
        lively.push(actor.id)
        if (asleep) void actor.compare(null)
        void this.reconcile(actor)
      } else if (asleep) {
        if (actor.idle) this.#deps.drop(actor) // by another instance
      } else if (actor.state.room.closedAt !== null || this.#isIdle(actor, true, now)) {
        await this.#sleep(actor)
      }
    }
    await this.#touch(lively, now)
  }

  /** Whether nobody has needed the room here for long enough. */
  #isIdle(actor: RoomActor, unneeded: boolean, now: EpochMs): boolean {
    const since = this.#idleSince.get(actor)
    if (!unneeded) this.#idleSince.delete(actor)
    else if (since === undefined) this.#idleSince.set(actor, now)
    return unneeded && since !== undefined && now - since >= LINGER_MS
  }

  /** All its sockets are on other instances: those look after it. */
  #isElsewhere({ id, state }: RoomActor): boolean {
    const { instances, seated } = this.#deps
    if (seated(id).length > 0) return false
    return state.members.some(({ sessions }) => sessions.some(({ id }) => instanceOf(id) !== instances.mine))
  }

  /** Where each of these rooms stands (null: asleep); nothing when that cannot be asked now. */
  async #keepAwake(actors: readonly RoomActor[]): Promise<(Base | null)[] | null> {
    if (actors.length === 0) return []
    try {
      return await this.#deps.sequencer.keep(actors.map(({ id }) => id))
    } catch (fault) {
      this.#deps.metrics.fault('room.keep')
      this.#deps.log.error('room.keep_failed', { rooms: actors.length, err: fault })
      return null
    }
  }

  async #touch(rooms: readonly RoomId[], now: EpochMs): Promise<void> {
    if (rooms.length === 0) return
    try {
      await this.#deps.rooms.touch(rooms, now)
    } catch (fault) {
      this.#deps.metrics.fault('room.touch')
      this.#deps.log.error('room.touch_failed', { rooms: rooms.length, err: fault })
    }
  }

  async #sleep(actor: RoomActor): Promise<void> {
    const { current } = actor
    try {
      const closed = await this.#deps.sequencer.close(actor.id, current)
      // Somebody may have come meanwhile: then the room stays awake (and opens itself anew with its next event).
      if (closed && actor.idle && actor.current === current) this.#deps.drop(actor)
    } catch (fault) {
      this.#deps.onFault(actor.id, fault) // the next round tries again
    }
  }
}

/** Somebody has a seat in it. */
const isLively = ({ room, members }: RoomState): boolean => room.closedAt === null && members.length > 0
