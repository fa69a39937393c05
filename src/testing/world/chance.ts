/** A range to draw from, ends included. */
export type Span = readonly [least: number, most: number]

/** Chance from a seed: the same seed is the same world, on every machine. */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 up to, but never, 1. A counter with an odd step, its bits stirred by two multiplications. */
  next(): number {
    this.#state = (this.#state + 0x9e37_79b9) >>> 0
    let bits = this.#state
    bits = Math.imul(bits ^ (bits >>> 16), 0x21f0_aaad)
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a_2d97)
    return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32
  }

  within([least, most]: Span): number {
    return least + (most - least) * this.next()
  }

  whole(span: Span): number {
    return Math.floor(this.within([span[0], span[1] + 1]))
  }

  /** True in this share of cases. */
  happens(share: number): boolean {
    return this.next() < share
  }

  /** Mostly little, now and then much. */
  exponential(mean: number): number {
    return -Math.log(1 - this.next()) * mean
  }

  of<T>(choices: readonly T[]): T {
    const choice = choices[Math.floor(this.next() * choices.length)]
    if (choice === undefined) throw new Error('nothing to choose from')
    return choice
  }

  /** Chance of its own for a part of the world, so that a change in one part leaves the others as they were. */
  apart(): Chance {
    return new Chance(Math.floor(this.next() * 2 ** 32))
  }
}
