/** Longest time for which a refusal is believed, ms: who has changed networks since has other limits. */
const QUIET_MAX_MS = 10_000

/** The kind of a request: its route without ids and query, so that there are only as many kinds as routes. */
export const kindOf = (method: string, path: string): string =>
  `${method} ${path.replace(/\?.*$/, '').replace(/\/[0-9a-z]{13}(?=\/|$)/g, '/:id')}`

/** Remembers which requests the server has asked us to wait with, so that nothing of ours knocks in vain. */
export class Quiet {
  readonly #until = new Map<string, number>()

  /** Whether this kind would only be refused again at `now` (ms of any clock that does not step back). */
  holds(kind: string, now: number): boolean {
    return now < (this.#until.get(kind) ?? 0)
  }

  /** `retryAfter`: the header, in seconds; a second when there is none. */
  refused(kind: string, retryAfter: string | null, now: number): void {
    const waitMs = Number(retryAfter ?? 1) * 1_000
    this.#until.set(kind, now + (waitMs > 0 ? Math.min(waitMs, QUIET_MAX_MS) : 1_000))
  }
}
