import { err, ok, type Result } from '#core/result.ts'
import { decide, evolve, wakeAt } from '#core/room.ts'
import type { Actor, RoomState, SystemCommand } from '#core/state.ts'
import type { Batch, Bus } from '#ports/bus.ts'
import { type Clock, wakeIn } from '#ports/clock.ts'
import type { IdSource } from '#ports/id-source.ts'
import type { Sequenced, Sequencer } from '#ports/sequencer.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { RoomId, RunId } from '#protocol/ids.ts'
import { EVENTS_KEPT } from '#protocol/limits.ts'
import type { Command, Event } from '#protocol/messages.ts'

/** Commands that may wait for their turn; a room that is so far behind refuses more. */
const MAILBOX_MAX = 1_000
/** How often a command is decided again because another instance was faster. */
const COMMIT_TRIES = 8
/** When what time brings about could not be committed, it is tried again after this, ms. */
const TICK_RETRY_MS = 1_000

/** What an actor needs of the world. */
export interface ActorDeps {
  readonly clock: Clock
  readonly ids: IdSource
  readonly sequencer: Sequencer
  readonly bus: Bus
  readonly maxViewers: number
  /** The room has moved on; called for every batch, in order, whichever instance committed it. */
  readonly onBatch: (room: RoomId, batch: Batch) => void
  /** This instance committed these events: what must follow them is this instance's to do. */
  readonly onCommitted: (sequenced: Sequenced, events: readonly Event[]) => void
  /** The sequencer could not be asked; the room goes on as soon as it can. */
  readonly onFault: (room: RoomId, fault: unknown) => void
  /** `decide` or `evolve` threw. The room is not to be trusted any more. */
  readonly onBug: (room: RoomId, bug: unknown) => void
}

/**
 * One room on this instance: a mailbox, so that one command at a time is decided, committed and applied, and the
 * room's one timer. Any instance may run commands for a room; the sequencer decides who was first.
 */
export class RoomActor {
  readonly id: RoomId
  readonly #deps: ActorDeps
  readonly #unsubscribe: () => void
  #current: Sequenced
  #recent: Event[] = []
  #mailbox: Promise<unknown> = Promise.resolve()
  #waiting = 0
  #cancelWake: () => void = () => {}
  #ended = false

  constructor(opened: Sequenced, deps: ActorDeps) {
    this.id = opened.state.room.id
    this.#current = opened
    this.#deps = deps
    this.#unsubscribe = deps.bus.subscribe(this.id, (batch) => this.#apply(batch))
    this.#scheduleWake()
  }

  get current(): Sequenced {
    return this.#current
  }

  get state(): RoomState {
    return this.#current.state
  }

  /** No command waits or runs. */
  get idle(): boolean {
    return this.#waiting === 0
  }

  /** Decides and commits one command, in its turn. Answers the room after it, or why it was refused. */
  execute(command: Command | SystemCommand, actor: Actor): Promise<Result<Sequenced, ErrorCode>> {
    if (this.#ended) return Promise.resolve(err('unavailable'))
    if (this.#waiting >= MAILBOX_MAX) return Promise.resolve(err('slow_down'))
    this.#waiting += 1
    const turn = this.#mailbox
      .then(() => this.#run(command, actor))
      .finally(() => {
        this.#waiting -= 1
      })
    this.#mailbox = turn.catch(() => {})
    return turn
  }

  /** The events after `seq` of `run`; null when they are not all at hand, and a snapshot must serve. */
  since(run: RunId, seq: number): readonly Event[] | null {
    const missed = this.#current.seq - seq
    const kept = Math.min(this.#recent.length, EVENTS_KEPT)
    if (run !== this.#current.run || missed < 0 || missed > kept) return null
    return missed === 0 ? [] : this.#recent.slice(-missed)
  }

  /** Ends the actor here; the room itself goes on where it is sequenced. */
  end(): void {
    this.#ended = true
    this.#cancelWake()
    this.#unsubscribe()
  }

  async #run(command: Command | SystemCommand, actor: Actor): Promise<Result<Sequenced, ErrorCode>> {
    for (let tries = 0; tries < COMMIT_TRIES && !this.#ended; tries += 1) {
      const base = this.#current
      const next = this.#decide(base.state, command, actor)
      if (!next.ok) return next
      const { events, state } = next.value
      if (events.length === 0) return ok(base)
      const committed = await this.#deps.sequencer.commit(this.id, base, events, state)
      if (committed.ok) {
        const sequenced = { run: base.run, seq: committed.seq, state }
        this.#apply({ run: base.run, firstSeq: base.seq + 1, events })
        this.#deps.onCommitted(sequenced, events)
        return ok(sequenced)
      }
      const current = committed.current ?? (await this.#deps.sequencer.open(this.id, base.state, this.#deps.ids.run()))
      this.#adopt(current)
    }
    return err('unavailable')
  }

  #decide(state: RoomState, command: Command | SystemCommand, actor: Actor) {
    try {
      const { clock, ids, maxViewers } = this.#deps
      const decision = decide(state, command, actor, { now: clock.now(), newMediaId: () => ids.media(), maxViewers })
      if (!decision.ok) return decision
      return ok({ events: decision.value, state: decision.value.reduce<RoomState>(evolve, state) })
    } catch (bug) {
      this.#deps.onBug(this.id, bug)
      return err('internal' as const)
    }
  }

  /** Follows a committed batch, once: our own come back from the bus as well. A gap is closed from the sequencer. */
  #apply(batch: Batch): void {
    const { run, seq, state } = this.#current
    if (batch.run === run && batch.firstSeq <= seq) return
    if (batch.run !== run || batch.firstSeq !== seq + 1) {
      void this.#refresh()
      return
    }
    const next = batch.events.reduce<RoomState>(evolve, state)
    this.#current = { run, seq: seq + batch.events.length, state: next }
    this.#recent.push(...batch.events)
    // Cut in strides, so that not every event moves the whole list.
    if (this.#recent.length > 2 * EVENTS_KEPT) this.#recent.splice(0, this.#recent.length - EVENTS_KEPT)
    this.#scheduleWake()
    this.#deps.onBatch(this.id, batch)
  }

  /** Closes a gap from the sequencer. If that is away, the next command or batch tries again. */
  async #refresh(): Promise<void> {
    try {
      const current = await this.#deps.sequencer.read(this.id)
      if (current) this.#adopt(current)
    } catch (fault) {
      this.#deps.onFault(this.id, fault)
    }
  }

  /** Takes the room as others have made it. The events between are not known here, so viewers get a snapshot. */
  #adopt(current: Sequenced): void {
    if (current.run === this.#current.run && current.seq <= this.#current.seq) return
    this.#current = current
    this.#recent = []
    this.#scheduleWake()
  }

  #scheduleWake(): void {
    this.#cancelWake()
    const at = wakeAt(this.#current.state)
    if (at === null || this.#ended) return
    this.#cancelWake = this.#deps.clock.wakeAt(at, () => void this.#tick())
  }

  /** What time brings about. Tried again a little later when it cannot be committed now. */
  async #tick(): Promise<void> {
    try {
      const done = await this.execute({ type: 'room.tick' }, { kind: 'system' })
      if (done.ok || this.#ended) return
    } catch (fault) {
      this.#deps.onFault(this.id, fault)
    }
    this.#cancelWake = wakeIn(this.#deps.clock, TICK_RETRY_MS, () => void this.#tick())
  }
}
