import type { RoomStore } from '../../state/room.svelte.ts'

/** A wait shorter than this, ms, is not worth a word. */
const NOTICED_MS = 500

/** Whether the room has waited for players long enough that people should be told. */
export class Holding {
  #noticed = $state(false)

  constructor(room: RoomStore) {
    // By its beginning: a hold that goes on for fewer people is the same hold.
    const since = $derived(room.hold && room.hold.why !== 'gather' ? room.hold.since : null)
    $effect(() => {
      if (since === null) return
      const timer = setTimeout(() => (this.#noticed = true), Math.max(0, since + NOTICED_MS - room.serverNow()))
      return () => {
        clearTimeout(timer)
        this.#noticed = false
      }
    })
  }

  get noticed(): boolean {
    return this.#noticed
  }
}
