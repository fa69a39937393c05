import type { Cache } from '#ports/cache.ts'
import type { Clock } from '#ports/clock.ts'

/** Values kept at most; beyond that, the one that was used longest ago goes. */
const KEPT_MAX = 10_000

/** The cache of a single instance. Whoever asks for what is being loaded waits for the same answer. */
export class LocalCache implements Cache {
  readonly #clock: Clock
  readonly #keptMax: number
  /** In the order of their last use. */
  readonly #kept = new Map<string, { text: string; until: number }>()
  readonly #loading = new Map<string, Promise<unknown>>()

  constructor(clock: Clock, keptMax = KEPT_MAX) {
    this.#clock = clock
    this.#keptMax = keptMax
  }

  async through<T>(key: string, ttlMs: number, load: () => Promise<T | null>): Promise<T | null> {
    const kept = this.#kept.get(key)
    if (kept && this.#clock.stamp() < kept.until) {
      this.#kept.delete(key)
      this.#kept.set(key, kept)
      return JSON.parse(kept.text) as T // what was put in under this key, as JSON gives it back
    }
    // Sound: loads under one key give one kind of value.
    const loading = (this.#loading.get(key) as Promise<T | null> | undefined) ?? this.#load(key, ttlMs, load)
    return loading
  }

  async drop(key: string): Promise<void> {
    this.#kept.delete(key)
    this.#loading.delete(key) // whoever loads it now may have read what was true before
  }

  #load<T>(key: string, ttlMs: number, load: () => Promise<T | null>): Promise<T | null> {
    const loading = load()
      .then((value) => {
        if (value !== null && this.#loading.get(key) === loading) this.#keep(key, JSON.stringify(value), ttlMs)
        return value
      })
      .finally(() => {
        if (this.#loading.get(key) === loading) this.#loading.delete(key)
      })
    this.#loading.set(key, loading)
    return loading
  }

  #keep(key: string, text: string, ttlMs: number): void {
    this.#kept.delete(key)
    this.#kept.set(key, { text, until: this.#clock.stamp() + ttlMs })
    if (this.#kept.size <= this.#keptMax) return
    const oldest = this.#kept.keys().next()
    if (!oldest.done) this.#kept.delete(oldest.value)
  }
}
