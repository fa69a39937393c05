/** The server is asked for its build at most this often, ms, when the page comes back into sight. */
const LOOK_EVERY_MS = 10 * 60_000

/**
 * Whether there is another Mini App by now than the one that runs here: a server has said so, or the installed app's
 * worker has found it. Nobody is reloaded: who watches a film decides for themselves.
 */
export class Updates {
  #server = $state<string | null>(null)
  #found = $state(false)
  #put = $state(false)
  #lookedAt = performance.now()
  readonly #own: string | null

  /** `own`: the build of this page; null: nobody knows, so nothing is newer. */
  constructor(own: string | null) {
    this.#own = own
  }

  get available(): boolean {
    const differs = this.#own !== null && this.#server !== null && this.#server !== this.#own
    return (this.#found || differs) && !this.#put
  }

  /** The server has said which build it has; null: none, as in development. */
  heard(build: string | null): void {
    if (build !== null) this.#server = build
  }

  /** The installed app's worker has another build. */
  found = (): void => {
    this.#found = true
  }

  /** Not now: this page says no more of it. */
  putOff = (): void => {
    this.#put = true
  }

  /** Where no socket tells: asks when the page comes back into sight, as long as it lives. */
  watch(ask: () => Promise<string | null>): void {
    document.addEventListener('visibilitychange', () => {
      const now = performance.now()
      if (document.visibilityState === 'hidden' || now - this.#lookedAt < LOOK_EVERY_MS) return
      this.#lookedAt = now
      void ask().then((build) => this.heard(build))
    })
  }
}
