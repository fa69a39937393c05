/** So much less height than the tallest seen at this width is a keyboard, px. */
const KEYBOARD_PX = 140

/** What is left of the window above the keyboard: iOS lays the keyboard over the page and tells nobody else. */
export class Viewport {
  #height = $state<number | null>(null)
  #tallest = $state(0)

  constructor() {
    $effect(() => {
      const view = window.visualViewport
      if (!view) return
      let width = view.width
      const measure = () => {
        if (view.scale > 1.01) return // zoomed in by hand: not the layout's business
        if (view.width !== width) this.#tallest = 0
        width = view.width
        this.#height = view.height
        this.#tallest = Math.max(this.#tallest, view.height)
      }
      measure()
      view.addEventListener('resize', measure)
      return () => view.removeEventListener('resize', measure)
    })
  }

  /** Px; null until it is known. */
  get height(): number | null {
    return this.#height
  }

  get keyboard(): boolean {
    return this.#height !== null && this.#tallest - this.#height > KEYBOARD_PX
  }
}
