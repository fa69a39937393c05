import type { Agenda } from './agenda.ts'
import type { Chance, Span } from './chance.ts'

/** One direction of a path. Lengths in ms. */
export interface Way {
  readonly baseMs: number
  readonly jitter: 'none' | 'uniform' | 'exponential' | 'bursty'
  readonly jitterMs: number
  /** How often a packet is lost, and how long TCP then holds up all that follows. */
  readonly lossShare: number
  readonly lossMs: Span
}

export interface Path {
  readonly up: Way
  readonly down: Way
  /** Of what is fanned out, some is lost, told twice, or overtaken: what numbering must heal. */
  readonly unruly: boolean
}

/** Bursts: so often, for so long. */
const BURST_EVERY_MS = 4_000
const BURST_MS = 700

/** One direction of a live connection: keeps the order, loses nothing until it is cut. */
export class Link<T> {
  readonly #agenda: Agenda
  readonly #chance: Chance
  readonly #way: Way
  readonly #deliver: (message: T) => void
  #lastAt = 0
  #burstPhaseMs: number
  #cut = false

  constructor(agenda: Agenda, chance: Chance, way: Way, deliver: (message: T) => void) {
    this.#agenda = agenda
    this.#chance = chance
    this.#way = way
    this.#deliver = deliver
    this.#burstPhaseMs = chance.within([0, BURST_EVERY_MS])
  }

  send(message: T): void {
    if (this.#cut) return
    const at = Math.max(this.#lastAt, this.#agenda.now + this.#delayMs())
    this.#lastAt = at
    this.#arrive(message, at)
  }

  /** As `send`, but the message may be lost, told twice, or be overtaken. */
  sendUnruly(message: T): void {
    if (this.#cut || this.#chance.happens(0.15)) return
    const times = this.#chance.happens(0.15) ? 2 : 1
    for (let time = 0; time < times; time += 1) {
      this.#arrive(message, this.#agenda.now + this.#delayMs() + this.#chance.within([0, 300]))
    }
  }

  /** Whatever is on its way never arrives. */
  cut(): void {
    this.#cut = true
  }

  #arrive(message: T, at: number): void {
    this.#agenda.after(at - this.#agenda.now, () => {
      if (!this.#cut) this.#deliver(message)
    })
  }

  #delayMs(): number {
    const { baseMs, lossShare, lossMs } = this.#way
    const lostMs = this.#chance.happens(lossShare) ? this.#chance.within(lossMs) : 0
    return baseMs + this.#jitterMs() + lostMs
  }

  #jitterMs(): number {
    const { jitter, jitterMs } = this.#way
    switch (jitter) {
      case 'none':
        return 0
      case 'uniform':
        return this.#chance.within([0, jitterMs])
      case 'exponential':
        return this.#chance.exponential(jitterMs / 3)
      case 'bursty': {
        const phaseMs = (this.#agenda.now + this.#burstPhaseMs) % BURST_EVERY_MS
        return this.#chance.within([0, phaseMs < BURST_MS ? jitterMs * 3 : jitterMs / 5])
      }
    }
  }
}
