import { type Light, lightOf } from './light.ts'

/** How often the film's light is taken, ms. */
const EVERY_MS = 2_000
/** Telegram's word for weak Android devices, at the end of the user agent. */
const WEAK = /Telegram-Android\/.*; LOW\)/

/** The light that a playing film throws into the room; null where its picture may not be read. */
export class Lamp {
  #light = $state.raw<Light | null>(null)

  constructor(video: () => HTMLVideoElement | null) {
    $effect(() => {
      const film = video()
      if (!film || WEAK.test(navigator.userAgent)) return
      const look = () => {
        if (document.visibilityState === 'visible' && film.readyState >= 2) this.#light = lightOf(film)
      }
      look()
      const timer = setInterval(look, EVERY_MS)
      film.addEventListener('seeked', look)
      return () => {
        clearInterval(timer)
        film.removeEventListener('seeked', look)
      }
    })
  }

  get light(): Light | null {
    return this.#light
  }
}
