import type { Clock } from '#ports/clock.ts'
import type { Log } from '#ports/log.ts'
import type { Metrics } from '#ports/metrics.ts'
import type { RoomStore } from '#ports/room-store.ts'
import type { Sequenced } from '#ports/sequencer.ts'
import type { RoomId, UserId } from '#protocol/ids.ts'
import type { Event } from '#protocol/messages.ts'
import type { Keeper } from './keeper.ts'

interface ReactorsDeps {
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly rooms: RoomStore
  readonly keeper: Keeper
}

/** What follows an event, after the fact: one that fails is logged, and the room plays on. */
export class Reactors {
  readonly #deps: ReactorsDeps

  constructor(deps: ReactorsDeps) {
    this.#deps = deps
  }

  react({ state }: Sequenced, events: readonly Event[]): void {
    for (const event of events) {
      if (event.type === 'members.joined') this.#saw(state.room.id, event.member.id)
      if (event.type === 'members.disconnected') this.#saw(state.room.id, event.userId)
    }
    if (events.some(({ type }) => type === 'playback.changed' || type === 'playback.measured')) {
      this.#deps.keeper.changed(state)
    }
  }

  /** Remembers that all who are in these rooms were there now. */
  async sawAll(states: readonly Sequenced['state'][]): Promise<void> {
    const now = this.#deps.clock.now()
    const present = states.flatMap(({ room, members }) => members.map((member) => ({ id: room.id, user: member.id })))
    await Promise.allSettled(present.map(({ id, user }) => this.#deps.rooms.saw(id, user, now)))
  }

  #saw(room: RoomId, user: UserId): void {
    this.#deps.rooms.saw(room, user, this.#deps.clock.now()).catch((fault) => {
      this.#deps.metrics.fault('members.save')
      this.#deps.log.error('members.save_failed', { room, err: fault })
    })
  }
}
