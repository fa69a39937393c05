import { createSubscriber } from 'svelte/reactivity'

/** A clock whose readers are brought up to date while there are any. */
export class Ticking {
  readonly #read: () => number
  readonly #subscribe: () => void

  constructor(read: () => number, everyMs: number) {
    this.#read = read
    this.#subscribe = createSubscriber((update) => {
      const timer = setInterval(update, everyMs)
      return () => clearInterval(timer)
    })
  }

  get now(): number {
    this.#subscribe()
    return this.#read()
  }
}
