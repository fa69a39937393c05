import { err, ok, type Result } from '#core/result.ts'
import type { Fetched, Fetcher, FetchFailure, Wanted } from '#ports/fetcher.ts'
import { admitted, type Target } from './admission.ts'
import type { Destinations } from './allowed-hosts.ts'
import { connected } from './connect.ts'
import { type Answer, exchanged } from './exchange.ts'
import { type Bounds, Places } from './places.ts'

/** Longest time for all of it, ms: name, connection, headers, body and redirects together. Within five seconds we are back. */
export const TIMEOUT_MS = 4_800
/** One of several addresses gets so long to take the connection, ms, before the next is tried. */
const CONNECT_MS = 1_500
const ADDRESSES_TRIED = 3
const REDIRECTS_MAX = 3
const BOUNDS: Bounds = { atOnce: 24, atOncePerHost: 4, waiting: 100 }

/** All addresses of a name, as texts; none when it has none. May reject, and is not waited for beyond `signal`. */
export type Resolve = (name: string, signal: AbortSignal) => Promise<readonly string[]>

export interface SafeFetcherDeps {
  readonly resolve: Resolve
  readonly destinations: Destinations
  readonly userAgent: string
  readonly timeoutMs?: number
  readonly bounds?: Bounds
  /** Authorities to believe instead of those that are known. */
  readonly ca?: string
  /** Opens connections; another one in tests. */
  readonly connect?: typeof connected
}

/**
 * Fetches what strangers name, and never from inside: each address, first or redirected, is looked at before anything is
 * sent, names are resolved here, and the connection goes to the very address that was looked at.
 */
export class SafeFetcher implements Fetcher {
  readonly #deps: SafeFetcherDeps
  readonly #places: Places

  constructor(deps: SafeFetcherDeps) {
    this.#deps = deps
    this.#places = new Places(deps.bounds ?? BOUNDS)
  }

  async fetch(wanted: Wanted, signal?: AbortSignal): Promise<Result<Fetched, FetchFailure>> {
    const end = new AbortController()
    const giveUp = () => end.abort()
    const timer = setTimeout(giveUp, this.#deps.timeoutMs ?? TIMEOUT_MS)
    signal?.addEventListener('abort', giveUp, { once: true })
    if (signal?.aborted) giveUp()
    try {
      const done = await this.#follow(wanted, end.signal)
      return !done.ok && end.signal.aborted ? err('timeout') : done
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', giveUp)
      end.abort() // whatever is still open or waited for has no owner any more
    }
  }

  async #follow(wanted: Wanted, signal: AbortSignal): Promise<Result<Fetched, FetchFailure>> {
    let target = admitted(wanted.url, this.#deps.destinations)
    for (let hop = 0; target !== null; hop += 1) {
      const answer = await this.#ask(target, wanted, signal)
      if (!answer.ok) return answer
      const next = nextOf(answer.value)
      if (next === null) return ok({ ...answer.value, url: target.url.href })
      if (hop === REDIRECTS_MAX) return err('redirects')
      const { secure, url } = target
      target = admitted(next, this.#deps.destinations, url)
      // What was asked for in secret is not asked for in the open: anybody on the way could answer.
      if (secure && target?.secure === false) return err('forbidden')
    }
    return err('forbidden')
  }

  async #ask(target: Target, wanted: Wanted, signal: AbortSignal): Promise<Result<Answer, FetchFailure>> {
    const leave = await this.#places.take(target.host, signal)
    if (leave === null) return err('busy')
    try {
      const addresses = await this.#addressesOf(target, signal)
      if (!addresses.ok) return addresses
      const socket = await this.#connect(target, addresses.value, signal)
      if (!socket.ok) return socket
      const { userAgent } = this.#deps
      return await exchanged({ target, wanted, socket: socket.value, userAgent, signal })
    } finally {
      leave()
    }
  }

  /** Where to connect to. One address that may not be reached spoils them all: an honest name has no such. */
  async #addressesOf({ host, isAddress, port }: Target, signal: AbortSignal): Promise<Result<string[], FetchFailure>> {
    let addresses: readonly string[] = [host]
    if (!isAddress) {
      try {
        addresses = await beforeEnd(this.#deps.resolve(host, signal), signal)
      } catch {
        return err('unresolved')
      }
    }
    if (addresses.length === 0) return err('unresolved')
    const { destinations } = this.#deps
    if (!addresses.every((address) => destinations.mayReach(host, address, port))) return err('forbidden')
    // Where there is no IPv6, trying it first would cost everybody a second.
    return ok(addresses.toSorted((a, b) => Number(a.includes(':')) - Number(b.includes(':'))).slice(0, ADDRESSES_TRIED))
  }

  async #connect({ host, isAddress, port, secure }: Target, addresses: readonly string[], signal: AbortSignal) {
    const connect = this.#deps.connect ?? connected
    const secureFor = secure ? host : null
    for (const [index, address] of addresses.entries()) {
      const isLast = index === addresses.length - 1
      const patience = new AbortController()
      const giveUp = () => patience.abort()
      const timer = isLast ? undefined : setTimeout(giveUp, CONNECT_MS)
      signal.addEventListener('abort', giveUp, { once: true })
      try {
        if (signal.aborted) break
        return ok(await connect({ address, port, secureFor, isAddress, ca: this.#deps.ca, signal: patience.signal }))
      } catch {
        // Nobody there: perhaps at the next one.
      } finally {
        clearTimeout(timer)
        signal.removeEventListener('abort', giveUp)
      }
    }
    return err<FetchFailure>('unreachable')
  }
}

/** Where an answer sends us; null: it is the answer itself. */
const nextOf = ({ status, header }: Answer): string | null =>
  [301, 302, 303, 307, 308].includes(status) ? header('location') : null

/** Does not wait for `work` any longer than `signal`. */
function beforeEnd<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('took too long')), { once: true })
    work.then(resolve, reject)
  })
}
