import { untrack } from 'svelte'
import type { Playback } from '#protocol/playback.ts'
import type { PlayerStore } from '../../state/player.svelte.ts'
import type { RoomStore } from '../../state/room.svelte.ts'

/** The film that this tab has seen the curtain open for: who comes back in the middle has seen it. */
const KEY = 'watchparty.curtain'

function hasSeen(film: string): boolean {
  try {
    return sessionStorage.getItem(KEY) === film
  } catch {
    return false // denied: it opens again, which is no harm
  }
}

function remember(film: string): void {
  try {
    sessionStorage.setItem(KEY, film)
  } catch {
    // Denied: forgotten with the page.
  }
}

/** When a film begins that has not begun yet, by the room's clock; null while nobody has started it. */
function beginsAt(line: Playback | null): number | null {
  if (line === null || line.status === 'idle') return null
  if (line.status === 'playing') return line.anchorMs > 0 ? 0 : line.anchoredAt
  return line.positionMs > 0 ? 0 : null
}

/** The curtain before the picture: it opens once for each film, when it begins and there is something to see. */
export class Opening {
  #openedFor = $state<string | null>(null)
  #grand = $state(true)
  readonly #room: RoomStore
  readonly #player: PlayerStore

  constructor(room: RoomStore, player: PlayerStore) {
    this.#room = room
    this.#player = player
    const film = $derived(player.status === 'ready' ? room.film?.id : undefined)
    const at = $derived(beginsAt(player.playback))
    $effect(() => {
      if (film === undefined || at === null) return
      const waitMs = at - untrack(room.serverNow)
      if (waitMs <= 0) return untrack(() => this.#open(film))
      const timer = setTimeout(() => this.#open(film), waitMs)
      return () => clearTimeout(timer)
    })
  }

  get open(): boolean {
    return this.#room.film !== null && this.#openedFor === this.#room.film.id
  }

  /** It parts as for a beginning; else it only fades away. */
  get grand(): boolean {
    return this.#grand
  }

  /** Nobody has started the film. Whoever does need not wait until it has come: the room holds for it. */
  get awaited(): boolean {
    return !this.open && !this.#player.playing
  }

  #open(film: string): void {
    if (this.#openedFor === film) return
    this.#grand = !hasSeen(film)
    this.#openedFor = film
    remember(film)
  }
}
