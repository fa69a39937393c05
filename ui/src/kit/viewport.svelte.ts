/** So much less height than the tallest seen at this width is a keyboard, px. */
const KEYBOARD_PX = 140

/**
 * What is left of the window above the keyboard: iOS lays the keyboard over the page and tells nobody else. While it is
 * watched, `--keyboard` says how much of the window's foot is hidden: what is fixed there stands on the keyboard.
 */
export class Viewport {
  #height = $state<number | null>(null)
  #top = $state(0)
  #tallest = $state(0)

  constructor() {
    $effect(() => {
      const view = window.visualViewport
      if (!view) return
      const { style } = document.documentElement
      let width = view.width
      const measure = () => {
        if (view.scale > 1.01) return // zoomed in by hand: not the layout's business
        if (view.width !== width) this.#tallest = 0
        width = view.width
        this.#height = view.height
        this.#top = view.offsetTop
        this.#tallest = Math.max(this.#tallest, view.height)
        const hidden = window.innerHeight - view.height - view.offsetTop
        style.setProperty('--keyboard', `${Math.max(0, Math.round(hidden))}px`)
      }
      measure()
      view.addEventListener('resize', measure)
      view.addEventListener('scroll', measure)
      return () => {
        view.removeEventListener('resize', measure)
        view.removeEventListener('scroll', measure)
        style.removeProperty('--keyboard')
      }
    })
  }

  /** Px; null until it is known. */
  get height(): number | null {
    return this.#height
  }

  /** How far iOS has pushed the page up to show a field, px: what is to be seen begins there. */
  get top(): number {
    return this.#top
  }

  get keyboard(): boolean {
    return this.#height !== null && this.#tallest - this.#height > KEYBOARD_PX
  }
}
