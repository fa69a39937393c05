import type { Description } from '#core/description.ts'
import { type LinkedFilm, readLink, titleOf } from '#core/media-url.ts'
import { ok, type Result } from '#core/result.ts'
import type { Cache } from '#ports/cache.ts'
import { type Clock, wakeIn } from '#ports/clock.ts'
import type { Fetched, Fetcher, Wanted } from '#ports/fetcher.ts'
import type { Log } from '#ports/log.ts'
import type { Lookup } from '#ports/lookup.ts'
import type { Metrics } from '#ports/metrics.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { EpochMs } from '#protocol/ids.ts'
import type { MediaKind, ResolvedMedia } from '#protocol/media.ts'
import { checkedFacts } from './facts.ts'

/** Longest time for all that one lookup asks, ms. */
const LOOKUP_MS = 5_000
/** What one lookup may ask of the outside. */
const QUESTIONS_MAX = 8
/** How long an answer is good, ms; of a broadcast, which may end; of none, which may come. */
const KEPT_MS = 6 * 3_600_000
const KEPT_LIVE_MS = 60_000
const KEPT_NOTHING_MS = 30_000
/** Lookups at once; above that a link tells what it tells. */
const LOOKUPS_MAX = 50

/** What is kept under a film: what its source said (null: nothing), and until when that is good. */
interface Kept {
  readonly facts: Description | null
  readonly until: EpochMs
}

interface ResolverDeps {
  readonly clock: Clock
  readonly cache: Cache
  readonly fetcher: Fetcher
  readonly log: Log
  readonly metrics: Pick<Metrics, 'lookedUp'>
  readonly lookups: Readonly<Record<string, Lookup>>
}

/** Finds out which film a link names: by its text, and by asking its source. */
export class MediaResolver {
  readonly #deps: ResolverDeps
  readonly #asking = new Map<string, Promise<Kept>>()

  constructor(deps: ResolverDeps) {
    this.#deps = deps
  }

  /** `unsupported_link` and its kin when no player of ours plays it; without its source's word, what the link tells. */
  async resolve(url: string): Promise<Result<ResolvedMedia, ErrorCode>> {
    const film = readLink(url)
    if (!film.ok) return film
    const facts = await this.factsOf(film.value)
    const { kind, ref, startMs, live } = film.value
    const title = facts?.title ?? titleOf(film.value)
    const byLink = { kind, url: film.value.url, posterUrl: null, durationMs: null, live }
    return ok({ ...(facts ?? byLink), ref, title, startMs, known: facts === null ? 'link' : 'source' })
  }

  /** What the source of a film says; null when it says nothing, or not in time. Never rejects. */
  async factsOf(film: LinkedFilm): Promise<Description | null> {
    const lookup = this.#deps.lookups[film.kind]
    if (lookup === undefined || !/^https?:/.test(film.url)) return null
    const key = `media:${film.kind}:${await digestOf(film.url)}`
    return (await this.#once(key, film, lookup)).facts
  }

  /** Whoever asks about a film that is being asked about waits for the same answer. */
  #once(key: string, film: LinkedFilm, lookup: Lookup): Promise<Kept> {
    const asking = this.#asking.get(key)
    if (asking !== undefined) return asking
    if (this.#asking.size >= LOOKUPS_MAX) {
      this.#deps.metrics.lookedUp(film.kind, 'busy', 0)
      return Promise.resolve(this.#kept(null))
    }
    const made = this.#fromCache(key, film, lookup).finally(() => this.#asking.delete(key))
    this.#asking.set(key, made)
    return made
  }

  async #fromCache(key: string, film: LinkedFilm, lookup: Lookup): Promise<Kept> {
    const { cache, clock } = this.#deps
    const load = async () => this.#kept(await this.#ask(film, lookup))
    const found = (await cache.through<Kept>(key, KEPT_MS, load)) ?? (await load())
    if (clock.now() < found.until) return found
    await cache.drop(key)
    return (await cache.through<Kept>(key, KEPT_MS, load)) ?? found
  }

  #kept(facts: Description | null): Kept {
    const ms = facts === null ? KEPT_NOTHING_MS : facts.live === true ? KEPT_LIVE_MS : KEPT_MS
    return { facts, until: (this.#deps.clock.now() + ms) as EpochMs } // brand: an instant plus a length of time
  }

  /** An answer that makes no sense, or does not come, is none: the room does without. */
  async #ask(film: LinkedFilm, lookup: Lookup): Promise<Description | null> {
    const { clock, log, metrics } = this.#deps
    const began = clock.stamp()
    const end = new AbortController()
    const { promise: late, resolve: giveUp } = Promise.withResolvers<null>()
    const cancel = wakeIn(clock, LOOKUP_MS, () => {
      end.abort()
      giveUp(null)
    })
    let facts: Description | null = null
    try {
      const said = await Promise.race([lookup(film, this.#outside(film.kind, end.signal)), late])
      if (said !== null) facts = checkedFacts(film, said)
    } catch (fault) {
      log.debug('lookup.failed', { kind: film.kind, err: fault })
    } finally {
      cancel()
      end.abort() // a lookup that has answered, or was given up, asks no more
    }
    metrics.lookedUp(film.kind, facts === null ? 'nothing' : 'found', (clock.stamp() - began) / 1_000)
    return facts
  }

  #outside(kind: MediaKind, signal: AbortSignal) {
    let questions = 0
    return async (wanted: Wanted): Promise<Fetched | null> => {
      questions += 1
      if (questions > QUESTIONS_MAX || signal.aborted) return null
      const fetched = await this.#deps.fetcher.fetch(wanted, signal)
      if (!fetched.ok) this.#deps.log.debug('lookup.refused', { kind, why: fetched.error })
      return fetched.ok ? fetched.value : null
    }
  }
}

/** Addresses are long, and Redis need not know them. */
async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return new Uint8Array(digest).toBase64({ alphabet: 'base64url', omitPadding: true })
}
