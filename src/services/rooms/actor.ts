import { awaitedFor } from '#core/hold.ts'
import { isExcused } from '#core/lead.ts'
import { mediaItem } from '#core/media-url.ts'
import { err, ok, type Result } from '#core/result.ts'
import { decide, evolve, wakeAt } from '#core/room.ts'
import type { Actor, Context, RoomState, SystemCommand } from '#core/state.ts'
import type { Batch, Bus, Notice, PlayerHealth } from '#ports/bus.ts'
import { type Clock, wakeIn } from '#ports/clock.ts'
import type { IdSource } from '#ports/id-source.ts'
import type { Instances } from '#ports/instances.ts'
import type { Metrics } from '#ports/metrics.ts'
import type { Awake, Base, Missed, Sequenced, Sequencer } from '#ports/sequencer.ts'
import type { ChatLine } from '#protocol/chat.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { EpochMs, RoomId, RunId, UserId } from '#protocol/ids.ts'
import { EVENTS_KEPT } from '#protocol/limits.ts'
import type { Command, Event } from '#protocol/messages.ts'
import type { ReactionBurst } from '#protocol/reactions.ts'
import { RoomHealth } from './health.ts'
import { RoomReactions } from './reactions.ts'

/** Commands that may wait for their turn; a room that is so far behind refuses more. */
const MAILBOX_MAX = 1_000
/** How often a command is decided again because another instance was faster. */
const COMMIT_TRIES = 16
/** When what time brings about could not be committed, it is tried again after this, ms. */
const TICK_RETRY_MS = 1_000

type Executed = Promise<Result<Sequenced, ErrorCode>>

/** What an actor needs of the world. */
export interface ActorDeps {
  readonly clock: Clock
  readonly ids: IdSource
  readonly sequencer: Sequencer
  readonly bus: Bus
  readonly instances: Instances
  readonly metrics: Metrics
  readonly maxViewers: number
  /** The room has moved on; called for every batch, in order, whichever instance committed it. */
  readonly onBatch: (room: RoomId, batch: Batch) => void
  /** The room is another than its events so far tell: what its viewers know is void. */
  readonly onReplaced: (sequenced: Sequenced) => void
  /** This instance committed these events after `before`: what must follow them is this instance's to do. */
  readonly onCommitted: (sequenced: Sequenced, events: readonly Event[], before: RoomState) => void
  /** What is known of how this person's players are doing has changed. */
  readonly onHealth: (room: RoomId, userId: UserId) => void
  /** This is what people have reacted since it was last called. */
  readonly onReactions: (room: RoomId, burst: ReactionBurst) => void
  /** The sequencer has lost the room: the room as known here, with what the store knows better. */
  readonly recover: (state: RoomState) => Promise<RoomState>
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
  /** How its players are doing. */
  readonly health: RoomHealth
  /** What its viewers react. */
  readonly reactions: RoomReactions
  readonly #deps: ActorDeps
  readonly #unsubscribe: () => void
  #current: Sequenced
  #recent: Event[]
  #mailbox: Promise<unknown> = Promise.resolve()
  #waiting = 0
  #refreshing: Promise<void> | null = null
  #stale = false
  #cancelWake: () => void = () => {}
  #wakesAt: EpochMs | null = null
  /** What is being committed, and the room after it: the bus brings it back before the answer, or just after. */
  #committing: { events: readonly Event[]; state: RoomState } | null = null
  #ended = false

  constructor({ recent, ...opened }: Awake, deps: ActorDeps) {
    this.id = opened.state.room.id
    this.#current = opened
    this.#recent = [...recent]
    this.#deps = deps
    const { mine } = deps.instances
    const notify = (notice: Notice) => deps.bus.notify(this.id, notice)
    this.health = new RoomHealth({ ...deps, mine, notify, onChange: (userId) => this.#heardOf(userId) })
    this.reactions = new RoomReactions({
      ...deps,
      mine,
      notify,
      onBurst: (burst) => deps.onReactions(this.id, burst),
    })
    this.#unsubscribe = deps.bus.subscribe(this.id, {
      deliver: (batch) => this.#apply(batch),
      notice: (notice) => (notice.about === 'reactions' ? this.reactions.heard(notice) : this.health.heard(notice)),
      gap: () => {
        this.health.ask()
        void this.refresh()
      },
    })
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

  /** Decides and commits one command, in its turn. Answers the room after it, or why it was refused. `older`: see `Context`. */
  execute(command: Command | SystemCommand, actor: Actor, older: ChatLine | null = null): Executed {
    if (this.#ended) return Promise.resolve(err('unavailable'))
    if (this.#waiting >= MAILBOX_MAX) return Promise.resolve(err('slow_down'))
    this.#waiting += 1
    const turn = this.#mailbox
      .then(() => this.#run(command, actor, older))
      .finally(() => {
        this.#waiting -= 1
      })
    this.#mailbox = turn.catch(() => {})
    return turn
  }

  /** A player of this instance says how it is doing. */
  report(told: PlayerHealth): void {
    this.health.reported(told)
  }

  /** The events after `seq` of `run`; null when they are not all at hand, and a snapshot must serve. */
  since(run: RunId, seq: number): readonly Event[] | null {
    const missed = this.#current.seq - seq
    const kept = Math.min(this.#recent.length, EVENTS_KEPT)
    if (run !== this.#current.run || missed < 0 || missed > kept) return null
    return missed === 0 ? [] : this.#recent.slice(-missed)
  }

  /** Fetches what this instance has missed. If the sequencer is away, the next command, batch or round tries again. */
  refresh(): Promise<void> {
    this.#stale = true
    this.#refreshing ??= this.#refreshAll().finally(() => {
      this.#refreshing = null
    })
    return this.#refreshing
  }

  /** Somebody else stands at `base` (null: the room is asleep there). Who is ahead of us knows what we have missed. */
  async compare(base: Base | null): Promise<void> {
    const { run, seq } = this.#current
    if (base === null || base.run !== run || base.seq > seq) await this.refresh()
  }

  /** Ends the actor here; the room itself goes on where it is sequenced. */
  end(): void {
    this.#ended = true
    this.#cancelWake()
    this.#unsubscribe()
    this.health.end()
    this.reactions.end()
  }

  async #run(command: Command | SystemCommand, actor: Actor, older: ChatLine | null): Executed {
    for (let tries = 0; tries < COMMIT_TRIES && !this.#ended; tries += 1) {
      const base = this.#current
      const next = this.#decide(base.state, command, actor, older)
      if (!next.ok) return next
      const { events, state } = next.value
      if (events.length === 0) return ok(base)
      this.#committing = { events, state }
      const committed = await this.#deps.sequencer.commit(this.id, base, events, state)
      if (committed.ok) {
        const sequenced = { run: base.run, seq: committed.seq, state }
        this.#apply({ run: base.run, firstSeq: base.seq + 1, events })
        this.#deps.onCommitted(sequenced, events, base.state)
        return ok(sequenced)
      }
      await this.#catchUp(committed.missed)
    }
    return err('unavailable')
  }

  #decide(state: RoomState, command: Command | SystemCommand, actor: Actor, older: ChatLine | null) {
    try {
      const { clock, ids, maxViewers } = this.#deps
      const { healthOf } = this.health
      const filmOf: Context['filmOf'] = (asked, addedBy) => mediaItem(asked, ids.media(), addedBy)
      const context = { now: clock.now(), filmOf, maxViewers, healthOf, older }
      const decision = decide(state, command, actor, context)
      if (!decision.ok) return decision
      return ok({ events: decision.value, state: decision.value.reduce<RoomState>(evolve, state) })
    } catch (bug) {
      this.#deps.onBug(this.id, bug)
      return err('internal' as const)
    }
  }

  /** Follows a committed batch, once: our own come back from the bus as well. A gap is closed from the sequencer. */
  #apply(batch: Batch): void {
    if (this.#ended) return
    const { run, seq, state } = this.#current
    if (batch.run === run && batch.firstSeq + batch.events.length - 1 <= seq) return
    if (batch.run !== run || batch.firstSeq > seq + 1) {
      void this.refresh()
      return
    }
    const events = batch.firstSeq === seq + 1 ? batch.events : batch.events.slice(seq + 1 - batch.firstSeq)
    const own = events === this.#committing?.events
    const next = own && this.#committing ? this.#committing.state : events.reduce<RoomState>(evolve, state)
    this.#current = { run, seq: seq + events.length, state: next }
    this.#recent.push(...events)
    // Cut in strides, so that not every event moves the whole list.
    if (this.#recent.length > 2 * EVENTS_KEPT) this.#recent.splice(0, this.#recent.length - EVENTS_KEPT)
    this.#scheduleWake()
    this.health.follow(events)
    this.#deps.onBatch(this.id, { run, firstSeq: seq + 1, events })
  }

  /** As often as it was asked for meanwhile: what is read while a batch is lost may not hold it. */
  async #refreshAll(): Promise<void> {
    try {
      while (this.#stale && !this.#ended) {
        this.#stale = false
        const missed = await this.#deps.sequencer.since(this.id, this.#current)
        // One that nobody is in may sleep; the next command wakes it.
        if (missed !== null || this.state.members.length > 0) await this.#catchUp(missed)
      }
    } catch (fault) {
      this.#deps.onFault(this.id, fault)
    }
  }

  /** Stands where the room does. One that the sequencer has lost is opened again, from what is known here. */
  async #catchUp(missed: Missed | null): Promise<void> {
    if (missed?.kind === 'events') return this.#apply(missed.batch)
    if (missed !== null) return this.#adopt(missed.awake)
    const state = await this.#deps.recover(this.#current.state)
    if (this.#ended) return
    this.#adopt(await this.#deps.sequencer.open(this.id, state, this.#deps.ids.run()))
  }

  /** Takes the room as others have made it. The events between are not known here, so viewers get it whole. */
  #adopt({ recent, ...current }: Awake): void {
    if (this.#ended || (current.run === this.#current.run && current.seq <= this.#current.seq)) return
    this.#current = current
    this.#recent = [...recent]
    this.#scheduleWake()
    this.health.keepOnly(current.state)
    this.#deps.onReplaced(current)
  }

  #scheduleWake(): void {
    const at = this.#ended ? null : wakeAt(this.#current.state)
    if (at === this.#wakesAt) return
    this.#wakesAt = at
    this.#cancelWake()
    if (at === null) return
    this.#cancelWake = this.#deps.clock.wakeAt(at, () => {
      this.#wakesAt = null
      void this.#tick()
    })
  }

  /** A room that waits for somebody in vain goes on at once. */
  #heardOf(userId: UserId): void {
    const health = this.health.healthOf(userId)
    if (health && isExcused(health) && awaitedFor(this.state.playback, userId) !== null) void this.#settle()
    this.#deps.onHealth(this.id, userId)
  }

  /** If it cannot be committed now, the hold ends in its own time. */
  async #settle(): Promise<void> {
    try {
      await this.execute({ type: 'room.tick' }, { kind: 'system' })
    } catch (fault) {
      this.#deps.onFault(this.id, fault)
    }
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
