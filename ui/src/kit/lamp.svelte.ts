import { type Light, lightOf, posterLight } from './light.ts'
import { lowPower } from './power.ts'

/** How often the film's light is taken, ms. */
const EVERY_MS = 2_000

/** The light that a playing film throws into the room; that of its poster where the picture may not be read. */
export class Lamp {
  #light = $state.raw<Light | null>(null)

  constructor(video: () => HTMLVideoElement | null, title: () => string | null) {
    $effect(() => {
      const film = video()
      const name = title()
      if (!film || lowPower() || document.documentElement.dataset.filmLight === 'off') return
      const look = () => {
        if (document.visibilityState !== 'visible' || film.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return
        this.#light = lightOf(film) ?? (name === null ? null : posterLight(name))
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
