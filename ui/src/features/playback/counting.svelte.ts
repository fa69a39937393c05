import { untrack } from 'svelte'
import type { RoomStore } from '../../state/room.svelte.ts'
import { COUNTED_MS, countAt, nextCountMs } from './countdown.ts'

/** The number on the screen before the film begins; `onbeat` with each. */
export class Counting {
  #count = $state<number | null>(null)

  constructor(room: RoomStore, onbeat: () => void) {
    const beginsAt = $derived(room.playback?.status === 'playing' ? room.playback.anchoredAt : null)
    $effect(() => {
      const at = beginsAt
      if (at === null || at - room.serverNow() <= COUNTED_MS) return
      let timer: ReturnType<typeof setTimeout> | undefined
      // Each number from the room's own clock: a clock that is put right meanwhile puts the numbers right.
      const look = () => {
        const leftMs = at - room.serverNow()
        const count = countAt(leftMs)
        if (count !== null && count !== this.#count) onbeat()
        this.#count = count
        const inMs = nextCountMs(leftMs)
        if (inMs !== null) timer = setTimeout(look, inMs)
      }
      untrack(look)
      return () => {
        clearTimeout(timer)
        this.#count = null
      }
    })
  }

  get count(): number | null {
    return this.#count
  }
}
