import type { RoomStore } from '../../state/room.svelte.ts'
import { type Glide, glideOf } from './glide.ts'

/** How long it is told that somebody else has moved the film, ms. */
const TOLD_MS = 2_000

/** Who has just moved the film, and where to. */
export class Gliding {
  #shown = $state.raw<Glide | null>(null)

  constructor(room: RoomStore) {
    const since = room.serverNow()
    const newest = $derived(glideOf(room.feed, room.me, since))
    const at = $derived(newest?.at)
    $effect(() => {
      if (at === undefined) return
      this.#shown = newest
      const timer = setTimeout(() => {
        this.#shown = null
      }, TOLD_MS)
      return () => {
        clearTimeout(timer)
        this.#shown = null // also when I have moved it meanwhile
      }
    })
  }

  get shown(): Glide | null {
    return this.#shown
  }
}
