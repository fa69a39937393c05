/** Controls fade this long after the last touch, ms. */
const FADE_AFTER_MS = 2_500

/** Awake while somebody is at the controls, and a little after. */
export class Fading {
  #awake = $state(true)
  #held = $state(false)
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    $effect(() => {
      this.stir()
      return () => clearTimeout(this.#timer)
    })
  }

  get awake(): boolean {
    return this.#awake || this.#held
  }

  stir = (): void => {
    this.#awake = true
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#awake = false
    }, FADE_AFTER_MS)
  }

  /** A thumb is being dragged: no fading under it. */
  hold = (held: boolean): void => {
    this.#held = held
    this.stir()
  }

  sleep = (): void => {
    clearTimeout(this.#timer)
    this.#awake = false
  }
}
