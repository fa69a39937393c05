/** What the way back means now: the newest handler, for as long as it stands. */
export class Back {
  readonly #handlers: (() => void)[] = []
  /** Shows or hides Telegram's button; null until Telegram has been reached, and for ever where it draws none. */
  #show: ((visible: boolean) => void) | null = null
  #shown = false
  #told = false
  #drawn = $state(false)

  constructor(drawn: boolean) {
    this.#drawn = drawn
  }

  /** Whether Telegram draws a way back; where it does not, the screens do. */
  get drawn(): boolean {
    return this.#drawn
  }

  /** Telegram has been reached, or it turned out that it cannot be. */
  connect(show: ((visible: boolean) => void) | null): void {
    this.#show = show
    if (show === null) this.#drawn = false
    else this.#tell()
  }

  on(handler: () => void): () => void {
    this.#handlers.push(handler)
    this.#tell()
    return () => {
      const at = this.#handlers.lastIndexOf(handler)
      if (at >= 0) this.#handlers.splice(at, 1)
      this.#tell()
    }
  }

  press(): void {
    this.#handlers.at(-1)?.()
  }

  /** Once all that changes now has changed: from one screen to the next the button does not blink. */
  #tell(): void {
    if (this.#told) return
    this.#told = true
    queueMicrotask(() => {
      this.#told = false
      const visible = this.#handlers.length > 0
      if (this.#show === null || visible === this.#shown) return
      this.#shown = visible
      this.#show(visible)
    })
  }
}
