import type { Telegram } from '../telegram/index.ts'

/**
 * The picture on the whole screen: Telegram's way inside Telegram, else the browser's; where neither answers, the page
 * does it with its own layout. Never the video's own full screen: Android's Mini Apps have none.
 */
export class FullScreen {
  #full = $state(false)
  /** The whole window, but not the whole screen. */
  theatre = $state(false)
  readonly #telegram: Telegram

  constructor(telegram: Telegram) {
    this.#telegram = telegram
    $effect(() => {
      const changed = () => {
        if (!document.fullscreenElement && !telegram.inside) this.#full = false
      }
      document.addEventListener('fullscreenchange', changed)
      return () => {
        document.removeEventListener('fullscreenchange', changed)
        this.leave()
      }
    })
  }

  get full(): boolean {
    return this.#full
  }

  enter(): void {
    this.#full = true
    if (this.#telegram.inside) void this.#telegram.fullscreen(true)
    else document.documentElement.requestFullscreen?.().catch(() => {}) // refused: our own layout is enough
  }

  leave(): void {
    this.theatre = false
    if (!this.#full) return
    this.#full = false
    if (this.#telegram.inside) void this.#telegram.fullscreen(false)
    else if (document.fullscreenElement) void document.exitFullscreen()
  }
}
