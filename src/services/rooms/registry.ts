import { lineOf, newest } from '#core/chat.ts'
import { standing } from '#core/playback.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { Actor, RoomState, SystemCommand } from '#core/state.ts'
import type { Batch, Bus } from '#ports/bus.ts'
import type { ChatStore } from '#ports/chat-store.ts'
import { type Clock, wakeIn } from '#ports/clock.ts'
import type { IdSource } from '#ports/id-source.ts'
import type { Log } from '#ports/log.ts'
import type { Metrics } from '#ports/metrics.ts'
import type { RoomStore } from '#ports/room-store.ts'
import type { Sequenced, Sequencer } from '#ports/sequencer.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { EpochMs, RoomId, UserId } from '#protocol/ids.ts'
import { FEED_KEPT } from '#protocol/limits.ts'
import type { Command, Event } from '#protocol/messages.ts'
import { RoomActor } from './actor.ts'
import { Keeper } from './keeper.ts'

/** A room that was alive this short a time ago, ms, goes on as if nothing had been: its viewers are coming back. */
const REVIVE_MS = 60_000
/** A room without anyone stays awake for this long, ms: who comes back finds it at once. */
const LINGER_MS = 60_000
/** How often awake rooms are marked as alive, and lingering ones looked at, ms. */
const ROUND_MS = 10_000

export interface RegistryDeps {
  readonly clock: Clock
  readonly ids: IdSource
  readonly log: Log
  readonly metrics: Metrics
  readonly rooms: RoomStore
  readonly chat: ChatStore
  readonly sequencer: Sequencer
  readonly bus: Bus
  readonly maxViewers: number
}

/** What the sockets of this instance must hear of its rooms. */
export interface RoomListener {
  /** Committed events, in order. */
  onBatch(room: RoomId, batch: Batch): void
  /** The room broke here; its viewers must come back to a fresh one. */
  onUnloaded(room: RoomId): void
}

/** The rooms that are awake on this instance: finds, wakes, keeps, and puts them to sleep. */
export class RoomRegistry {
  readonly #deps: RegistryDeps
  readonly #keeper: Keeper
  readonly #actors = new Map<RoomId, RoomActor>()
  readonly #waking = new Map<RoomId, Promise<Result<RoomActor, ErrorCode>>>()
  readonly #emptySince = new Map<RoomId, EpochMs>()
  #listener: RoomListener | null = null
  #cancelRound: () => void = () => {}

  constructor(deps: RegistryDeps) {
    this.#deps = deps
    this.#keeper = new Keeper(deps)
  }

  start(listener: RoomListener): void {
    this.#listener = listener
    this.#nextRound()
  }

  /** Stops every room here and writes what is not yet written. */
  async stop(): Promise<void> {
    this.#cancelRound()
    const actors = [...this.#actors.values()]
    for (const actor of actors) actor.end()
    this.#actors.clear()
    // A room that nobody is in was kept when it became so: to write it again would count as life.
    for (const { state } of actors) if (state.members.length > 0) this.#keeper.changed(state)
    await this.#keeper.flush()
    await this.#sawAll(actors)
  }

  /** The room if it is awake here. */
  peek(id: RoomId): RoomState | null {
    return this.#actors.get(id)?.state ?? null
  }

  /** The room, woken if it sleeps. `room_not_found` and `room_closed` tell why there is none. */
  find(id: RoomId): Promise<Result<RoomActor, ErrorCode>> {
    const actor = this.#actors.get(id)
    if (actor) return Promise.resolve(actor.state.room.closedAt === null ? ok(actor) : err('room_closed'))
    const waking =
      this.#waking.get(id) ??
      this.#wake(id).finally(() => {
        this.#waking.delete(id)
      })
    this.#waking.set(id, waking)
    return waking
  }

  /**
   * Carries out a command in its room and, where it must last, waits until it does.
   * `unavailable` after a message was said means: it may not be kept; sending it again is safe.
   */
  async execute(id: RoomId, command: Command | SystemCommand, actor: Actor): Promise<Result<Sequenced, ErrorCode>> {
    const began = this.#deps.clock.stamp()
    const done = await this.#try(id, command, actor)
    const outcome = done.ok ? 'ok' : done.error
    this.#deps.metrics.commandDone(command.type, outcome, (this.#deps.clock.stamp() - began) / 1_000)
    return done
  }

  /** A store or sequencer that is away is no reason to lose the room: whoever asked is told to try again. */
  async #try(id: RoomId, command: Command | SystemCommand, actor: Actor): Promise<Result<Sequenced, ErrorCode>> {
    try {
      const found = await this.find(id)
      const done = found.ok ? await found.value.execute(command, actor) : found
      return done.ok ? await this.#keep(id, command, done.value) : done
    } catch (fault) {
      this.#fault(id, fault)
      return err('unavailable')
    }
  }

  #fault(room: RoomId, fault: unknown): void {
    this.#deps.metrics.fault('room')
    this.#deps.log.error('room.failed', { room, err: fault })
  }

  async #keep(
    id: RoomId,
    command: Command | SystemCommand,
    sequenced: Sequenced,
  ): Promise<Result<Sequenced, ErrorCode>> {
    try {
      if (command.type === 'chat.say') {
        // Also when it was said before: the first attempt may have failed just here.
        const line = lineOf(sequenced.state, command.lineId)
        if (line) await this.#keeper.keepLine(id, line)
      }
      if (command.type === 'room.update' || command.type === 'room.close') await this.#keeper.save(sequenced.state)
      return ok(sequenced)
    } catch {
      return err('unavailable') // the keeper has logged and counted why
    }
  }

  async #wake(id: RoomId): Promise<Result<RoomActor, ErrorCode>> {
    const { sequencer, ids, clock, bus, maxViewers } = this.#deps
    let opened = await sequencer.read(id)
    if (opened === null) {
      const loaded = await this.#load(id)
      if (!loaded.ok) return loaded
      opened = await sequencer.open(id, loaded.value, ids.run())
    }
    if (opened.state.room.closedAt !== null) return err('room_closed')
    const actor = new RoomActor(opened, {
      clock,
      ids,
      sequencer,
      bus,
      maxViewers,
      onBatch: (room, batch) => this.#listener?.onBatch(room, batch),
      onCommitted: (sequenced, events) => this.#react(sequenced, events),
      onFault: (room, fault) => this.#fault(room, fault),
      onBug: (room, bug) => this.#unload(room, bug),
    })
    this.#actors.set(id, actor)
    this.#deps.metrics.roomsAwake(this.#actors.size)
    return ok(actor)
  }

  /** The room out of the store. After a short absence it plays on; after a long one it stands where it was. */
  async #load(id: RoomId): Promise<Result<RoomState, ErrorCode>> {
    const { rooms, chat, clock } = this.#deps
    const stored = await rooms.load(id)
    if (stored === null) return err('room_not_found')
    if (stored.room.closedAt !== null) return err('room_closed')
    const now = clock.now()
    const soon = now - stored.aliveAt < REVIVE_MS
    // Whoever was there when the room was put away was seen then, and not before. Making a room is not being in it.
    const since = Math.max(stored.aliveAt, stored.room.createdAt + 1) as EpochMs // brand: the later of two instants
    const [lines, recent] = await Promise.all([
      chat.page(id, FEED_KEPT, null),
      soon ? rooms.seenSince(id, since) : Promise.resolve([]),
    ])
    return ok({
      room: stored.room,
      playback: soon ? stored.playback : standing(stored.playback, stored.aliveAt),
      // Whoever was just here has a seat for the grace period, so that a restart is no departure.
      members: recent.map((profile) => ({ ...profile, joinedAt: now, sessions: [], goneAt: now })),
      feed: newest(lines.map((line) => ({ kind: 'line', line }))),
    })
  }

  /** What follows an event, after the fact: one that fails is logged, and the room plays on. */
  #react({ state }: Sequenced, events: readonly Event[]): void {
    for (const event of events) {
      if (event.type === 'members.joined') this.#saw(state.room.id, event.member.id)
      if (event.type === 'members.disconnected') this.#saw(state.room.id, event.userId)
    }
    if (events.some(({ type }) => type === 'playback.changed' || type === 'playback.measured')) {
      this.#keeper.changed(state)
    }
  }

  #saw(room: RoomId, user: UserId): void {
    this.#deps.rooms.saw(room, user, this.#deps.clock.now()).catch((fault) => {
      this.#deps.metrics.fault('members.save')
      this.#deps.log.error('members.save_failed', { room, err: fault })
    })
  }

  async #sawAll(actors: readonly RoomActor[]): Promise<void> {
    const now = this.#deps.clock.now()
    const present = actors.flatMap(({ id, state }) => state.members.map((member) => ({ id, user: member.id })))
    await Promise.allSettled(present.map(({ id, user }) => this.#deps.rooms.saw(id, user, now)))
  }

  #nextRound(): void {
    this.#cancelRound = wakeIn(this.#deps.clock, ROUND_MS, () => {
      void this.#round()
      this.#nextRound()
    })
  }

  /** Marks rooms with people as alive, in one statement, and lets rooms sleep that have long been empty. */
  async #round(): Promise<void> {
    const now = this.#deps.clock.now()
    const lively: RoomId[] = []
    for (const actor of this.#actors.values()) {
      if (actor.state.room.closedAt !== null) {
        await this.#sleep(actor) // nobody can come in or leave any more
      } else if (actor.state.members.length > 0) {
        this.#emptySince.delete(actor.id)
        lively.push(actor.id)
      } else if (now - (this.#emptySince.get(actor.id) ?? now) >= LINGER_MS) {
        await this.#sleep(actor)
      } else if (!this.#emptySince.has(actor.id)) {
        this.#emptySince.set(actor.id, now)
      }
    }
    if (lively.length === 0) return
    await this.#deps.rooms.touch(lively, now).catch((fault) => {
      this.#deps.metrics.fault('room.touch')
      this.#deps.log.error('room.touch_failed', { rooms: lively.length, err: fault })
    })
  }

  async #sleep(actor: RoomActor): Promise<void> {
    const { current } = actor
    try {
      const closed = await this.#deps.sequencer.close(actor.id, current)
      // Somebody may have come meanwhile: then the room stays awake (and opens itself anew with its next event).
      if (closed && actor.idle && actor.current === current) this.#drop(actor.id)
    } catch (fault) {
      this.#fault(actor.id, fault) // the next round tries again
    }
  }

  #unload(id: RoomId, bug: unknown): void {
    this.#deps.metrics.fault('room.bug')
    this.#deps.log.error('room.unloaded', { room: id, err: bug })
    const current = this.#actors.get(id)?.current
    this.#drop(id)
    if (current) this.#deps.sequencer.close(id, current).catch((fault) => this.#fault(id, fault))
    this.#listener?.onUnloaded(id)
  }

  #drop(id: RoomId): void {
    this.#actors.get(id)?.end()
    this.#actors.delete(id)
    this.#emptySince.delete(id)
    this.#deps.metrics.roomsAwake(this.#actors.size)
  }
}
