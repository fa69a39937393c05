import type { Agenda } from './agenda.ts'

/** The clock of a viewer's page: begins anywhere, runs a little wrong, is read in steps, and stands while the device sleeps. */
export class PageClock {
  readonly #agenda: Agenda
  readonly #grainMs: number
  readonly #crystal: number
  #shiftMs: number

  constructor(agenda: Agenda, clock: { startMs: number; crystal: number; grainMs: number }) {
    this.#agenda = agenda
    this.#grainMs = clock.grainMs
    this.#crystal = clock.crystal
    this.#shiftMs = clock.startMs
  }

  now(): number {
    return Math.floor(this.exact() / this.#grainMs) * this.#grainMs
  }

  /** What it would say if it could be read to the last digit. */
  exact(): number {
    return this.#agenda.now * (1 + this.#crystal) + this.#shiftMs
  }

  get grainMs(): number {
    return this.#grainMs
  }

  /** It has stood for so long, ms (or, negative, was set ahead). */
  stood(ms: number): void {
    this.#shiftMs -= ms
  }
}
