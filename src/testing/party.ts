import { LocalBus } from '#adapters/local/local-bus.ts'
import { LocalCache } from '#adapters/local/local-cache.ts'
import { LocalInstances } from '#adapters/local/local-instances.ts'
import { LocalSequencer } from '#adapters/local/local-sequencer.ts'
import type { Description } from '#core/description.ts'
import type { LinkedFilm } from '#core/media-url.ts'
import { evolve } from '#core/room.ts'
import type { RoomState, Seated } from '#core/state.ts'
import { keptOf } from '#core/timeline.ts'
import type { Batch, Bus } from '#ports/bus.ts'
import type { Instances } from '#ports/instances.ts'
import type { Sequenced, Sequencer } from '#ports/sequencer.ts'
import type { Health } from '#protocol/health.ts'
import { instanceOf, type RoomId, type UserId } from '#protocol/ids.ts'
import type { Profile } from '#protocol/members.ts'
import type { Command } from '#protocol/messages.ts'
import type { ReactionBurst } from '#protocol/reactions.ts'
import { RoomRegistry } from '#services/rooms/registry.ts'
import { CachedRoomStore } from '#services/rooms/room-cache.ts'
import { FakeClock } from './fake-clock.ts'
import { FakeIds } from './fake-ids.ts'
import { FakeLog } from './fake-log.ts'
import { FakeMetrics } from './fake-metrics.ts'
import { ann, annsRoom, at, health, person, ROOM_ID, seat, sessionId, system } from './made.ts'
import { MemoryChatStore, MemoryRoomStore } from './memory-stores.ts'
import { MemorySubtitleStore } from './memory-subtitle-store.ts'

/** Stores, clock and ids that outlive a server: starting a second party on the same house is a restart. */
export class House {
  readonly clock = new FakeClock()
  readonly ids = new FakeIds()
  readonly rooms = new MemoryRoomStore()
  /** What sources say of films. */
  factsOf: (film: LinkedFilm) => Promise<Description | null> = async () => null
  readonly chat = new MemoryChatStore()
  readonly subtitles = new MemorySubtitleStore()
}

/** How an instance is joined to others; without it, it is alone. */
export interface Joint {
  readonly bus: Bus
  readonly sequencer: Sequencer
  readonly instances: Instances
}

const alone = (): Joint => {
  const bus = new LocalBus()
  return { bus, sequencer: new LocalSequencer(bus), instances: new LocalInstances(instanceOf(sessionId(1))) }
}

/** A server's rooms with Ann's room in the store, and all that their viewers were told. */
export class Party {
  readonly house: House
  readonly log = new FakeLog()
  readonly metrics = new FakeMetrics()
  readonly registry: RoomRegistry
  readonly joint: Joint
  readonly rooms: CachedRoomStore
  readonly batches: { room: RoomId; batch: Batch }[] = []
  readonly replaced: Sequenced[] = []
  readonly unloaded: RoomId[] = []
  /** Of whom something else was heard of how their players are doing. */
  readonly healths: UserId[] = []
  /** What viewers here were told of reactions. */
  readonly bursts: ReactionBurst[] = []

  /** The sockets that are open here. `join` and `drop` keep the list. */
  seated: Seated[] = []

  constructor(house = new House(), maxViewers = 100, joint = alone()) {
    this.house = house
    this.joint = joint
    const { clock, ids, chat, subtitles } = house
    if (!house.rooms.rooms.has(ROOM_ID)) {
      const { room, playback } = annsRoom()
      house.rooms.rooms.set(ROOM_ID, { room, playback: keptOf(playback), aliveAt: at(0) })
    }
    this.rooms = new CachedRoomStore(house.rooms, new LocalCache(clock))
    const { log, metrics, rooms } = this
    const factsOf = (film: LinkedFilm) => house.factsOf(film)
    const parts = { clock, ids, log, metrics, rooms, chat, subtitles, maxViewers, factsOf }
    this.registry = new RoomRegistry({ ...parts, chatGroupMs: 0, ...joint })
    this.registry.start({
      seated: () => this.seated,
      onReplaced: (sequenced) => this.replaced.push(sequenced),
      onBatch: (room, batch) => this.batches.push({ room, batch }),
      onHealth: (_, userId) => this.healths.push(userId),
      onReactions: (_, burst) => this.bursts.push(burst),
      onUnloaded: (room) => this.unloaded.push(room),
    })
  }

  join = async (who: Profile = ann, n = 1) => {
    const session = seat(n)
    this.seated.push({ profile: who, session, live: false })
    const joined = await this.registry.execute(ROOM_ID, { type: 'members.connect', profile: who, session }, system)
    this.seated = this.seated.filter((taken) => taken.session.id !== session.id)
    if (joined.ok) this.seated.push({ profile: who, session, live: true })
    return joined
  }
  drop = (who: Profile = ann, session = 1, leaving = false) => {
    this.seated = this.seated.filter((taken) => taken.session.id !== sessionId(session))
    const command = { type: 'members.disconnect', userId: who.id, session: sessionId(session), leaving } as const
    return this.registry.execute(ROOM_ID, command, system)
  }
  /** A player says how it is doing: as made, but for what is given. */
  report = (who: Profile, told: Partial<Health> = {}, n = 1) =>
    this.registry.report(ROOM_ID, { userId: who.id, session: sessionId(n), health: health(told) })
  ask = (command: Command, who: Profile = ann) => this.registry.execute(ROOM_ID, command, person(who))

  get state(): RoomState {
    const state = this.registry.peek(ROOM_ID)
    if (!state) throw new Error('the room is asleep')
    return state
  }

  /** The room as a viewer has it who began with `snapshot` and heard every batch since. */
  viewOf = (snapshot: RoomState): RoomState =>
    this.batches.flatMap(({ batch }) => batch.events).reduce<RoomState>(evolve, snapshot)

  /** Lets whatever is ready run to its end: the fakes answer within microtasks. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 200; turn += 1) await Promise.resolve()
  }
}
