interface Entry {
  readonly at: number
  /** Of what happens at one instant, what was planned first happens first. */
  readonly order: number
  /** Null when it was called off. */
  act: (() => void) | null
}

/** Virtual time: what is planned happens in order, as fast as the machine can. Times in ms with fractions. */
export class Agenda {
  #now = 0
  #planned = 0
  readonly #heap: Entry[] = []

  get now(): number {
    return this.#now
  }

  /** Plans an act; answers how to call it off. */
  after(ms: number, act: () => void): () => void {
    const entry: Entry = { at: this.#now + Math.max(0, ms), order: this.#planned, act }
    this.#planned += 1
    this.#heap.push(entry)
    this.#rise(this.#heap.length - 1)
    return () => {
      entry.act = null
    }
  }

  /** Lets time pass until `at`. */
  runTo(at: number): void {
    for (;;) {
      const next = this.#heap[0]
      if (next === undefined || next.at > at) break
      this.#takeFirst()
      if (next.act === null) continue
      this.#now = next.at
      next.act()
    }
    this.#now = at
  }

  #takeFirst(): void {
    const last = this.#heap.pop()
    if (last === undefined || this.#heap.length === 0) return
    this.#heap[0] = last
    this.#sink()
  }

  #rise(from: number): void {
    let index = from
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!this.#swapped(parent, index)) return
      index = parent
    }
  }

  #sink(): void {
    let index = 0
    for (;;) {
      const left = 2 * index + 1
      const right = left + 1
      if (left >= this.#heap.length) return
      const least = right < this.#heap.length && this.#isBefore(right, left) ? right : left
      if (!this.#swapped(index, least)) return
      index = least
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a] as Entry, this.#heap[b] as Entry]
    return one.at < other.at || (one.at === other.at && one.order < other.order)
  }

  /** Puts the earlier of two on top; answers whether that changed anything. */
  #swapped(upper: number, lower: number): boolean {
    if (!this.#isBefore(lower, upper)) return false
    const entry = this.#heap[upper] as Entry
    this.#heap[upper] = this.#heap[lower] as Entry
    this.#heap[lower] = entry
    return true
  }
}
