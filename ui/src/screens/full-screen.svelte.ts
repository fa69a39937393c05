import { lying } from '../kit/media.ts'
import type { Telegram } from '../telegram/index.ts'

/**
 * The picture on the whole screen. Our own layout fills the window at once; Telegram (inside Telegram) or the browser is
 * asked to give the screen besides. Where neither answers, what is there already is enough, so nothing waits for them.
 * Never the video's own full screen: Android's Mini Apps have none.
 */
export class FullScreen {
  #full = $state(false)
  /** The browser has given the screen: then it takes it back by itself, too (Esc). */
  #granted = false
  readonly #telegram: Telegram

  constructor(telegram: Telegram) {
    this.#telegram = telegram
    $effect(() => {
      document.addEventListener('fullscreenchange', this.#changed)
      const off = telegram.onFullscreen((full) => {
        if (!full) this.#full = false
      })
      return () => {
        off()
        document.removeEventListener('fullscreenchange', this.#changed)
        this.leave()
      }
    })
    // Whoever watches on a phone lying on its side may lie on theirs.
    $effect(() => {
      if (!this.#full || !lying.current) return
      telegram.lockOrientation(true)
      return () => telegram.lockOrientation(false)
    })
  }

  get full(): boolean {
    return this.#full
  }

  enter(): void {
    if (this.#full) return
    this.#full = true
    if (this.#telegram.inside) void this.#telegram.fullscreen(true)
    else document.documentElement.requestFullscreen?.({ navigationUI: 'hide' }).catch(() => {}) // refused: see above
  }

  leave(): void {
    if (!this.#full) return
    this.#full = false
    if (this.#telegram.inside) void this.#telegram.fullscreen(false)
    else this.#giveBack()
  }

  #changed = (): void => {
    const whole = document.fullscreenElement === document.documentElement
    if (whole && !this.#full) return this.#giveBack() // it came when nobody wanted it any more
    if (!whole && this.#granted) this.#full = false
    this.#granted = whole
  }

  #giveBack(): void {
    if (document.fullscreenElement === document.documentElement) void document.exitFullscreen().catch(() => {})
  }
}
