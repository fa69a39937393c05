/** Keeps what is read often. A value never outlives `drop`, whoever was loading it just then. */
export interface Cache {
  /**
   * The value under `key`, as JSON gives it back; else what `load` finds, which is kept for `ttlMs`. Nothing (null) is
   * not kept. A cache that is away only makes this slower: it rejects only as `load` does.
   */
  through<T>(key: string, ttlMs: number, load: () => Promise<T | null>): Promise<T | null>
  /** What is under `key` is no longer true. Never rejects; a cache that is away forgets it as soon as it can. */
  drop(key: string): Promise<void>
}
