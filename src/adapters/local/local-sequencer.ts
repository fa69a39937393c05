import type { RoomState } from '#core/state.ts'
import type { Bus } from '#ports/bus.ts'
import type { Sequenced, Sequencer } from '#ports/sequencer.ts'
import type { RoomId, RunId } from '#protocol/ids.ts'
import type { Event } from '#protocol/messages.ts'

/** The sequencer of a single instance: compare-and-set in memory. */
export class LocalSequencer implements Sequencer {
  readonly #rooms = new Map<RoomId, Sequenced>()
  readonly #bus: Bus

  constructor(bus: Bus) {
    this.#bus = bus
  }

  async read(room: RoomId): Promise<Sequenced | null> {
    return this.#rooms.get(room) ?? null
  }

  async open(room: RoomId, state: RoomState, run: RunId): Promise<Sequenced> {
    const awake = this.#rooms.get(room)
    if (awake) return awake
    const opened = { run, seq: 0, state }
    this.#rooms.set(room, opened)
    return opened
  }

  async commit(
    room: RoomId,
    base: { run: RunId; seq: number },
    events: readonly Event[],
    state: RoomState,
  ): Promise<{ ok: true; seq: number } | { ok: false; current: Sequenced | null }> {
    const current = this.#rooms.get(room) ?? null
    if (!standsAt(current, base)) return { ok: false, current }
    const seq = base.seq + events.length
    this.#rooms.set(room, { run: base.run, seq, state })
    await this.#bus.publish(room, { run: base.run, firstSeq: base.seq + 1, events })
    return { ok: true, seq }
  }

  async close(room: RoomId, base: { run: RunId; seq: number }): Promise<boolean> {
    return standsAt(this.#rooms.get(room) ?? null, base) && this.#rooms.delete(room)
  }
}

const standsAt = (current: Sequenced | null, base: { run: RunId; seq: number }): boolean =>
  current !== null && current.run === base.run && current.seq === base.seq
