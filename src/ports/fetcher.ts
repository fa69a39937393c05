import type { Result } from '#core/result.ts'

/**
 * Why nothing was fetched: the address is none that may be asked (`forbidden`: also where it, or a redirect, leads
 * inside), its name is unknown, nobody answers, or not in time, the answer is no HTTP, too long, packed, or goes on and on
 * to other addresses, or too much is being fetched already.
 */
export type FetchFailure =
  | 'busy'
  | 'forbidden'
  | 'malformed'
  | 'oversized'
  | 'packed'
  | 'redirects'
  | 'timeout'
  | 'unreachable'
  | 'unresolved'

export interface Wanted {
  readonly url: string
  readonly method?: 'GET' | 'HEAD'
  /** Media types that are understood. */
  readonly accept?: string
  /** Value of a Range header: `bytes=0-65535`. Whoever asks must cope with an answer that has all of it. */
  readonly range?: string
  /** Bytes of the body that are taken at most. */
  readonly maxBytes: number
  /** What becomes of a longer body: its beginning is taken, or there is no answer. */
  readonly beyond: 'cut' | 'refuse'
}

export interface Fetched {
  readonly status: number
  /** Where the answer came from in the end, after redirects. */
  readonly url: string
  /** A header's value; null when there is none. */
  header(name: string): string | null
  readonly bytes: Uint8Array
}

/** HTTP to the outside, which can never reach the inside. Answers within its own time-out, whatever the other end does. */
export interface Fetcher {
  fetch(wanted: Wanted, signal?: AbortSignal): Promise<Result<Fetched, FetchFailure>>
}
