/** A player behind a frame that neither plays nor says why not for so long, ms, was not allowed to. */
const REFUSED_AFTER_MS = 8_000

/** Somebody waits for a film to begin: as `play()` of a `<video>` has it, whose player says so later and in its own way. */
export class Start {
  #waiting: { readonly promise: Promise<void>; done(): void; fail(why: DOMException): void } | null = null
  readonly #loads: () => boolean
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `loads`: whether it is on its way, and only slow. */
  constructor(loads: () => boolean) {
    this.#loads = loads
  }

  promise(plays: boolean): Promise<void> {
    if (plays) return Promise.resolve()
    if (this.#waiting === null) {
      let settle = { done: () => {}, fail: (_why: DOMException) => {} }
      const promise = new Promise<void>((done, fail) => {
        settle = { done, fail }
      })
      this.#waiting = { promise, ...settle }
      this.#wait()
      return promise
    }
    return this.#waiting.promise
  }

  done(): void {
    this.#take()?.done()
  }

  refuse(): void {
    this.#take()?.fail(new DOMException('a tap is wanted first', 'NotAllowedError'))
  }

  /** A pause, or another film, came first. */
  abort(): void {
    this.#take()?.fail(new DOMException('it is not wanted any more', 'AbortError'))
  }

  #wait(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => (this.#loads() ? this.#wait() : this.refuse()), REFUSED_AFTER_MS)
  }

  #take() {
    clearTimeout(this.#timer)
    const waiting = this.#waiting
    this.#waiting = null
    return waiting
  }
}
