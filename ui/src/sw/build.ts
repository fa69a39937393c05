/** What one build consists of; written into the worker when the Mini App is built. */
export interface Build {
  /** The script that the page starts with. Its name holds a hash, so it tells builds apart. */
  readonly entry: string
  /** Hashed files fetched at once: what it takes to open, and to say that the server is away. */
  readonly shell: readonly string[]
  /** All other hashed files, kept from when they are first asked for. Nothing else is ever kept. */
  readonly later: readonly string[]
}
