/** How long a leap is shown, ms. */
const SHOWN_MS = 700

/** How far the taps on one side of the picture have gone. */
export class Leaping {
  #totalMs = $state<number | null>(null)
  /** Each tap is told anew, also when it says the same. */
  #taps = $state(0)
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    $effect(() => () => clearTimeout(this.#timer))
  }

  get totalMs(): number | null {
    return this.#totalMs
  }

  get taps(): number {
    return this.#taps
  }

  show(totalMs: number): void {
    this.#totalMs = totalMs
    this.#taps += 1
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#totalMs = null
    }, SHOWN_MS)
  }
}
