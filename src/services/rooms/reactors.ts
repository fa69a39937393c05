import type { RoomState } from '#core/state.ts'
import type { Clock } from '#ports/clock.ts'
import type { Metrics } from '#ports/metrics.ts'
import type { Sequenced } from '#ports/sequencer.ts'
import type { Event } from '#protocol/messages.ts'
import type { Describer } from './describer.ts'
import { countHold } from './hold-count.ts'
import type { Keeper } from './keeper.ts'
import type { Visits } from './visits.ts'

interface ReactorsDeps {
  readonly clock: Clock
  readonly describer: Describer
  readonly keeper: Keeper
  readonly metrics: Metrics
  readonly visits: Visits
}

/** Events that change what is kept of a room's film. */
const KEPT: ReadonlySet<Event['type']> = new Set(['playback.changed', 'playback.measured', 'playback.described'])

/** What follows an event, after the fact: one that fails is logged, and the room plays on. */
export class Reactors {
  readonly #deps: ReactorsDeps

  constructor(deps: ReactorsDeps) {
    this.#deps = deps
  }

  react({ state }: Sequenced, events: readonly Event[], before: RoomState): void {
    const { clock, describer, keeper, metrics, visits } = this.#deps
    countHold(before.playback, events, metrics)
    for (const event of events) {
      if (event.type === 'members.joined') visits.add(state.room.id, event.member.id, clock.now())
      if (event.type === 'playback.changed' && event.cause === 'load' && event.playback.status !== 'idle')
        describer.describe(state.room.id, event.playback.media)
      if (event.type === 'members.disconnected') visits.add(state.room.id, event.userId, clock.now())
    }
    if (events.some(({ type }) => KEPT.has(type))) keeper.changed(state)
  }

  /** The server stops: all who are in these rooms were there until now. */
  async stop(states: readonly RoomState[]): Promise<void> {
    const { clock, keeper, visits } = this.#deps
    // A room that nobody is in was kept when it became so: to write it again would count as life.
    for (const state of states) if (state.members.length > 0) keeper.changed(state)
    await keeper.flush()
    const now = clock.now()
    for (const { room, members } of states) for (const member of members) visits.add(room.id, member.id, now)
    await visits.flush()
  }
}
