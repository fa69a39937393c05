/** Work that is done one after another. Who asks for what is under way, or waits, shares it. */
export class OneAtATime {
  readonly #max: number
  readonly #waiting = new Map<string, Promise<unknown>>()
  #last: Promise<unknown> = Promise.resolve()

  /** `max`: how much may be under way and wait. */
  constructor(max: number) {
    this.#max = max
  }

  /** What the work under this name comes to; null when too much waits already. A name stands for one type of result. */
  async run<T>(name: string, work: () => Promise<T>): Promise<T | null> {
    const same = this.#waiting.get(name)
    if (same !== undefined) return (await same) as T // sound: by its name it is the same work
    if (this.#waiting.size >= this.#max) return null
    const done = this.#last.then(work)
    this.#last = done.catch(() => {}) // told to who asked for it; the next has its turn all the same
    this.#waiting.set(name, done)
    try {
      return await done
    } finally {
      this.#waiting.delete(name)
    }
  }
}
