import { LocalBus } from '#adapters/local/local-bus.ts'
import { LocalSequencer } from '#adapters/local/local-sequencer.ts'
import { evolve } from '#core/room.ts'
import type { RoomState } from '#core/state.ts'
import type { Batch } from '#ports/bus.ts'
import type { RoomId } from '#protocol/ids.ts'
import type { Profile } from '#protocol/members.ts'
import type { Command } from '#protocol/messages.ts'
import { RoomRegistry } from '#services/rooms/registry.ts'
import { FakeClock } from './fake-clock.ts'
import { FakeIds } from './fake-ids.ts'
import { FakeLog } from './fake-log.ts'
import { FakeMetrics } from './fake-metrics.ts'
import { ann, annsRoom, at, person, ROOM_ID, sessionId, system } from './made.ts'
import { MemoryChatStore, MemoryRoomStore } from './memory-stores.ts'

/** Stores, clock and ids that outlive a server: starting a second party on the same house is a restart. */
export class House {
  readonly clock = new FakeClock()
  readonly ids = new FakeIds()
  readonly rooms = new MemoryRoomStore()
  readonly chat = new MemoryChatStore()
}

/** A server's rooms with Ann's room in the store, and all that their viewers were told. */
export class Party {
  readonly house: House
  readonly log = new FakeLog()
  readonly metrics = new FakeMetrics()
  readonly registry: RoomRegistry
  readonly sequencer: LocalSequencer
  readonly batches: { room: RoomId; batch: Batch }[] = []
  readonly unloaded: RoomId[] = []

  constructor(house = new House(), maxViewers = 100) {
    this.house = house
    const { clock, ids, rooms, chat } = house
    if (!rooms.rooms.has(ROOM_ID)) {
      const { room, playback } = annsRoom()
      rooms.rooms.set(ROOM_ID, { room, playback, aliveAt: at(0) })
    }
    const bus = new LocalBus()
    this.sequencer = new LocalSequencer(bus)
    const { log, metrics, sequencer } = this
    this.registry = new RoomRegistry({ clock, ids, log, metrics, rooms, chat, sequencer, bus, maxViewers })
    this.registry.start({
      onBatch: (room, batch) => this.batches.push({ room, batch }),
      onUnloaded: (room) => this.unloaded.push(room),
    })
  }

  join = (who: Profile = ann, session = 1) =>
    this.registry.execute(ROOM_ID, { type: 'members.connect', profile: who, session: sessionId(session) }, system)
  drop = (who: Profile = ann, session = 1, leaving = false) =>
    this.registry.execute(
      ROOM_ID,
      { type: 'members.disconnect', userId: who.id, session: sessionId(session), leaving },
      system,
    )
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
