import { LocalBus } from '#adapters/local/local-bus.ts'
import { LocalSequencer } from '#adapters/local/local-sequencer.ts'
import type { Batch, Follower, Notice } from '#ports/bus.ts'
import { OutsideFault } from '#ports/fault.ts'
import type { Base, Sequencer } from '#ports/sequencer.ts'
import type { InstanceId, RoomId } from '#protocol/ids.ts'
import type { Event } from '#protocol/messages.ts'
import type { Joint } from './party.ts'

/** Resolves when it is this one's turn. */
type Delay = () => Promise<void>

/** What several instances meet in, as they meet in Redis. Remembers every event that was ever committed. */
export class Exchange {
  readonly #bus = new LocalBus()
  sequencer: Sequencer = new LocalSequencer(this.#bus)
  readonly wires = new Set<Wires>()
  /** By run and number; whatever anybody is told must be what stands here. */
  readonly journal = new Map<string, Event>()

  /** From now on its events are remembered, and sent to every instance. */
  open(room: RoomId): void {
    this.#bus.subscribe(room, {
      gap: () => {},
      notice: () => {},
      deliver: (batch) => {
        for (const [index, event] of batch.events.entries()) {
          this.journal.set(`${batch.run}/${batch.firstSeq + index}`, event)
        }
        for (const wires of this.wires) wires.send(room, batch)
      },
    })
  }

  /** Sent to every instance, its own included. */
  notify(room: RoomId, notice: Notice): void {
    for (const wires of this.wires) wires.tell(room, notice)
  }

  /** As a server that keeps nothing on disk does when it is started again. */
  forget(): void {
    this.sequencer = new LocalSequencer(this.#bus)
    for (const wires of this.wires) wires.reconnected()
  }
}

/** How one instance reaches the exchange: slowly, and not always. */
export class Wires {
  readonly joint: Joint
  readonly #exchange: Exchange
  readonly #delay: Delay
  readonly #followers = new Map<RoomId, Set<Follower>>()
  #line: Promise<void> = Promise.resolve()
  #cut = false
  /** Batches that will be lost on their way. */
  losing = 0
  /** Answers that will be lost on their way, although what was asked has happened. */
  failing = 0

  constructor(mine: InstanceId, alive: () => ReadonlySet<InstanceId>, exchange: Exchange, delay: Delay) {
    this.#exchange = exchange
    this.#delay = delay
    exchange.wires.add(this)
    const ask =
      <A extends readonly unknown[], T>(work: (...args: A) => Promise<T>) =>
      (...args: A): Promise<T> =>
        this.#ask(() => work(...args))
    this.joint = {
      instances: { mine, alive },
      sequencer: {
        read: ask((room: RoomId) => exchange.sequencer.read(room)),
        since: ask((room: RoomId, base: Base) => exchange.sequencer.since(room, base)),
        open: ask((...args: Parameters<Sequencer['open']>) => exchange.sequencer.open(...args)),
        commit: ask((...args: Parameters<Sequencer['commit']>) => exchange.sequencer.commit(...args)),
        close: ask((room: RoomId, base: Base) => exchange.sequencer.close(room, base)),
        keep: ask((rooms: readonly RoomId[]) => exchange.sequencer.keep(rooms)),
      },
      bus: {
        publish: () => Promise.reject(new Error('the sequencer publishes')),
        notify: (room, notice) => this.#queue(() => exchange.notify(room, notice)),
        subscribe: (room, follower) => {
          const followers = this.#followers.get(room) ?? new Set()
          this.#followers.set(room, followers.add(follower))
          this.#queue(() => follower.gap())
          return () => followers.delete(follower)
        },
      },
    }
  }

  /** A batch on its way here. */
  send(room: RoomId, batch: Batch): void {
    this.#queue(() => {
      if (this.losing > 0) this.losing -= 1
      else for (const follower of this.#followers.get(room) ?? []) follower.deliver(batch)
    })
  }

  /** A notice on its way here. */
  tell(room: RoomId, notice: Notice): void {
    this.#queue(() => {
      for (const follower of this.#followers.get(room) ?? []) follower.notice(notice)
    })
  }

  reconnected(): void {
    this.#queue(() => {
      for (const followers of this.#followers.values()) for (const follower of followers) follower.gap()
    })
  }

  /** Nothing comes or goes any more. */
  cut(): void {
    this.#cut = true
    this.#exchange.wires.delete(this)
  }

  #queue(work: () => void): void {
    this.#line = this.#line.then(async () => {
      await this.#delay()
      if (!this.#cut) work()
    })
  }

  async #ask<T>(work: () => Promise<T>): Promise<T> {
    await this.#delay()
    if (this.#cut) return await new Promise<T>(() => {}) // a dead instance hears no answer
    const answer = await work()
    await this.#delay()
    if (this.#cut) return await new Promise<T>(() => {})
    if (this.failing === 0) return answer
    this.failing -= 1
    throw new OutsideFault('the answer was lost')
  }
}
