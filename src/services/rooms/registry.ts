import { lineOf } from '#core/chat.ts'
import type { Description } from '#core/description.ts'
import type { LinkedFilm } from '#core/media-url.ts'
import { memberOf } from '#core/members.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { Actor, RoomState, Seated, SystemCommand } from '#core/state.ts'
import { placeNow } from '#core/timeline.ts'
import type { Batch, Bus, PlayerHealth } from '#ports/bus.ts'
import type { ChatStore } from '#ports/chat-store.ts'
import type { Clock } from '#ports/clock.ts'
import type { IdSource } from '#ports/id-source.ts'
import type { Instances } from '#ports/instances.ts'
import type { Log } from '#ports/log.ts'
import type { Metrics } from '#ports/metrics.ts'
import type { RoomStore } from '#ports/room-store.ts'
import type { Awake, Sequenced, Sequencer } from '#ports/sequencer.ts'
import type { SubtitleStore } from '#ports/subtitle-store.ts'
import type { ChatLine } from '#protocol/chat.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { LineId, RoomId, UserId } from '#protocol/ids.ts'
import type { MediaItem } from '#protocol/media.ts'
import type { Command } from '#protocol/messages.ts'
import type { Reaction, ReactionBurst } from '#protocol/reactions.ts'
import { RoomActor } from './actor.ts'
import { Describer } from './describer.ts'
import type { RoomHealth } from './health.ts'
import { Keeper } from './keeper.ts'
import { RoomLoader } from './loader.ts'
import { Reactors } from './reactors.ts'
import { Rounds } from './rounds.ts'
import { Visits } from './visits.ts'

export interface RegistryDeps {
  readonly clock: Clock
  readonly ids: IdSource
  readonly instances: Instances
  readonly log: Log
  readonly metrics: Metrics
  readonly rooms: RoomStore
  readonly chat: ChatStore
  readonly subtitles: Pick<SubtitleStore, 'list'>
  /** How long a message may wait for others to be written with it, ms. */
  readonly chatGroupMs: number
  readonly sequencer: Sequencer
  readonly bus: Bus
  readonly maxViewers: number
  /** What the source of a film says; null: nothing. */
  readonly factsOf: (film: LinkedFilm) => Promise<Description | null>
}

/** What the sockets of this instance must hear of its rooms. */
export interface RoomListener {
  /** The sockets that are in this room, or on their way in. */
  seated(room: RoomId): readonly Seated[]
  /** Committed events, in order. */
  onBatch(room: RoomId, batch: Batch): void
  /** The room is another than its events so far tell: its viewers need it whole. */
  onReplaced(sequenced: Sequenced): void
  /** What is known of how this person's players are doing has changed. */
  onHealth(room: RoomId, userId: UserId): void
  /** What people have reacted since the last such word; here or elsewhere. */
  onReactions(room: RoomId, burst: ReactionBurst): void
  /** The room broke here; its viewers must come back to a fresh one. */
  onUnloaded(room: RoomId): void
}

/** The rooms that are awake on this instance: finds, wakes, keeps, and puts them to sleep. */
export class RoomRegistry {
  readonly #deps: RegistryDeps
  readonly #keeper: Keeper
  readonly #loader: RoomLoader
  readonly #describer: Describer
  readonly #reactors: Reactors
  readonly #actors = new Map<RoomId, RoomActor>()
  readonly #waking = new Map<RoomId, Promise<Result<RoomActor, ErrorCode>>>()
  readonly #rounds: Rounds
  #listener: RoomListener | null = null

  constructor(deps: RegistryDeps) {
    this.#deps = deps
    this.#keeper = new Keeper(deps)
    this.#loader = new RoomLoader(deps)
    this.#describer = new Describer({
      ...deps,
      tell: (room, command) => this.execute(room, command, { kind: 'system' }),
    })
    const describer = this.#describer
    this.#reactors = new Reactors({ ...deps, describer, keeper: this.#keeper, visits: new Visits(deps) })
    this.#rounds = new Rounds({
      ...deps,
      actors: () => [...this.#actors.values()],
      seated: (room) => this.#listener?.seated(room) ?? [],
      drop: (actor) => this.#drop(actor.id),
      onFault: (room, fault) => this.#fault(room, fault),
    })
  }

  start(listener: RoomListener): void {
    this.#listener = listener
    this.#rounds.start()
  }

  /** Stops every room here and writes what is not yet written. */
  async stop(): Promise<void> {
    this.#rounds.stop()
    this.#describer.stop()
    const actors = [...this.#actors.values()]
    for (const actor of actors) actor.end()
    this.#actors.clear()
    await this.#reactors.stop(actors.map(({ state }) => state))
  }

  /** The room if it is awake here. */
  peek(id: RoomId): RoomState | null {
    return this.#actors.get(id)?.state ?? null
  }

  /** A player of this instance says how it is doing. Nobody waits for an answer. */
  report(id: RoomId, told: PlayerHealth): void {
    this.#actors.get(id)?.report(told)
  }

  /** A viewer of this instance reacts. Nobody waits for an answer; of who has no seat it is nothing. */
  react(id: RoomId, userId: UserId, what: Reaction): void {
    const actor = this.#actors.get(id)
    if (!actor || memberOf(actor.state, userId) === undefined) return
    const positionMs = placeNow(actor.state.playback, this.#deps.clock.now())
    actor.reactions.reacted({ userId, what, positionMs })
  }

  /** Asks the source of a film that a room has; the room is told what it says. Nobody waits for it. */
  describe = (id: RoomId, media: MediaItem): void => this.#describer.describe(id, media)

  /** How the players of a room are doing; null while it is not awake here. */
  healthIn(id: RoomId): RoomHealth | null {
    return this.#actors.get(id)?.health ?? null
  }

  /** Where an open room stands that is awake here; null when `find` must tell. */
  stands(id: RoomId): Sequenced | null {
    const current = this.#actors.get(id)?.current
    return current && current.state.room.closedAt === null ? current : null
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
    // Also when the room cannot be told now: the socket is gone.
    if (command.type === 'members.disconnect') this.healthIn(id)?.forget(command.userId, command.session)
    const done = await this.#try(id, command, actor)
    const outcome = done.ok ? 'ok' : done.error
    this.#deps.metrics.commandDone(command.type, outcome, (this.#deps.clock.stamp() - began) / 1_000)
    return done
  }

  /** A store or sequencer that is away is no reason to lose the room: whoever asked is told to try again. */
  async #try(id: RoomId, command: Command | SystemCommand, actor: Actor): Promise<Result<Sequenced, ErrorCode>> {
    try {
      const found = await this.find(id)
      if (!found.ok) return found
      const answers = command.type === 'chat.say' ? (command.replyTo ?? null) : null
      const older = answers === null ? null : await this.#older(found.value.state, answers)
      const done = await found.value.execute(command, actor, older)
      return done.ok ? await this.#keep(id, command, done.value) : done
    } catch (fault) {
      this.#fault(id, fault)
      return err('unavailable')
    }
  }

  /** A message that the room's feed has no more; null when it has it, or there is none in this room. */
  async #older(state: RoomState, id: LineId): Promise<ChatLine | null> {
    return lineOf(state, id) === undefined ? await this.#deps.chat.line(state.room.id, id) : null
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
    const { sequencer, ids } = this.#deps
    let opened = await sequencer.read(id)
    if (opened === null) {
      const loaded = await this.#loader.load(id)
      if (!loaded.ok) return loaded
      opened = await sequencer.open(id, loaded.value, ids.run())
    }
    if (opened.state.room.closedAt !== null) return err('room_closed')
    const actor = this.#actorOf(opened)
    this.#actors.set(id, actor)
    this.#deps.metrics.roomsAwake(this.#actors.size)
    void this.#rounds.reconcile(actor)
    return ok(actor)
  }

  #actorOf(opened: Awake): RoomActor {
    return new RoomActor(opened, {
      ...this.#deps,
      onBatch: (room, batch) => this.#listener?.onBatch(room, batch),
      onReplaced: (sequenced) => {
        this.#listener?.onReplaced(sequenced)
        const actor = this.#actors.get(sequenced.state.room.id)
        if (actor) void this.#rounds.reconcile(actor)
      },
      onCommitted: (sequenced, events, before) => this.#reactors.react(sequenced, events, before),
      onHealth: (room, userId) => this.#listener?.onHealth(room, userId),
      onReactions: (room, burst) => this.#listener?.onReactions(room, burst),
      recover: (state) => this.#recover(state),
      onFault: (room, fault) => this.#fault(room, fault),
      onBug: (room, bug) => this.#unload(room, bug),
    })
  }

  /** Better the room as it is known here than none. */
  async #recover(state: RoomState): Promise<RoomState> {
    this.#deps.log.warn('room.recovered', { room: state.room.id })
    try {
      return await this.#loader.recover(state)
    } catch (fault) {
      this.#fault(state.room.id, fault)
      return state
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
    this.#deps.metrics.roomsAwake(this.#actors.size)
  }
}
