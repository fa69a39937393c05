/** How much may be fetched at once, and how many may wait for it. */
export interface Bounds {
  readonly atOnce: number
  readonly atOncePerHost: number
  readonly waiting: number
}

interface Waiting {
  readonly host: string
  readonly enter: () => void
}

/** A bounded number of places, of which a host gets a few: a slow site may not stand in the way of others. */
export class Places {
  readonly #bounds: Bounds
  readonly #taken = new Map<string, number>()
  readonly #queue: Waiting[] = []
  #all = 0

  constructor(bounds: Bounds) {
    this.#bounds = bounds
  }

  /** A place, when there is one; how to give it back. Null: too many wait already, or `signal` came first. */
  async take(host: string, signal: AbortSignal): Promise<(() => void) | null> {
    if (signal.aborted) return null
    if (!this.#isFree(host)) {
      if (this.#queue.length >= this.#bounds.waiting) return null
      if (!(await this.#wait(host, signal))) return null
    } else this.#enter(host)
    let left = false
    return () => {
      if (!left) this.#leave(host)
      left = true
    }
  }

  #wait(host: string, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const waiting = {
        host,
        enter: () => {
          signal.removeEventListener('abort', giveUp)
          this.#enter(host)
          resolve(true)
        },
      }
      const giveUp = () => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1)
        resolve(false)
      }
      signal.addEventListener('abort', giveUp, { once: true })
      this.#queue.push(waiting)
    })
  }

  #isFree = (host: string): boolean =>
    this.#all < this.#bounds.atOnce && (this.#taken.get(host) ?? 0) < this.#bounds.atOncePerHost

  #enter(host: string): void {
    this.#all += 1
    this.#taken.set(host, (this.#taken.get(host) ?? 0) + 1)
  }

  #leave(host: string): void {
    this.#all -= 1
    const left = (this.#taken.get(host) ?? 1) - 1
    if (left === 0) this.#taken.delete(host)
    else this.#taken.set(host, left)
    const next = this.#queue.findIndex((waiting) => this.#isFree(waiting.host))
    if (next >= 0) this.#queue.splice(next, 1)[0]?.enter()
  }
}
