import type { RoomState } from '#core/state.ts'
import type { Bus } from '#ports/bus.ts'
import type { Awake, Base, Missed, Sequencer } from '#ports/sequencer.ts'
import type { RoomId, RunId } from '#protocol/ids.ts'
import type { Event } from '#protocol/messages.ts'

/** The sequencer of a single instance: compare-and-set in memory. It keeps no events: the one actor of a room does. */
export class LocalSequencer implements Sequencer {
  readonly #rooms = new Map<RoomId, Awake>()
  readonly #bus: Bus

  constructor(bus: Bus) {
    this.#bus = bus
  }

  async read(room: RoomId): Promise<Awake | null> {
    return this.#rooms.get(room) ?? null
  }

  async since(room: RoomId, base: Base): Promise<Missed | null> {
    const awake = this.#rooms.get(room)
    if (!awake) return null
    return standsAt(awake, base)
      ? { kind: 'events', batch: { run: base.run, firstSeq: base.seq + 1, events: [] } }
      : { kind: 'room', awake }
  }

  async open(room: RoomId, state: RoomState, run: RunId): Promise<Awake> {
    const awake = this.#rooms.get(room)
    if (awake) return awake
    const opened = { run, seq: 0, state, recent: [] }
    this.#rooms.set(room, opened)
    return opened
  }

  async commit(
    room: RoomId,
    base: Base,
    events: readonly Event[],
    state: RoomState,
  ): Promise<{ ok: true; seq: number } | { ok: false; missed: Missed | null }> {
    const current = this.#rooms.get(room)
    if (!current || !standsAt(current, base)) return { ok: false, missed: await this.since(room, base) }
    const seq = base.seq + events.length
    this.#rooms.set(room, { run: base.run, seq, state, recent: [] })
    await this.#bus.publish(room, { run: base.run, firstSeq: base.seq + 1, events })
    return { ok: true, seq }
  }

  async close(room: RoomId, base: Base): Promise<boolean> {
    const current = this.#rooms.get(room)
    return current !== undefined && standsAt(current, base) && this.#rooms.delete(room)
  }

  async keep(rooms: readonly RoomId[]): Promise<(Base | null)[]> {
    return rooms.map((room) => this.#rooms.get(room) ?? null)
  }
}

const standsAt = (current: Base, base: Base): boolean => current.run === base.run && current.seq === base.seq
