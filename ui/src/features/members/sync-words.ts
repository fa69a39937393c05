import type { Texts } from '../../i18n/index.ts'
import type { PlayerStore } from '../../state/player.svelte.ts'
import type { RoomStore } from '../../state/room.svelte.ts'

export interface SyncWords {
  readonly dot: 'well' | 'waits' | 'lost' | 'still'
  readonly word: string
  /** The number behind the word, or who it is about. */
  readonly detail: string
}

/** How my player stands to the room, in words. */
export function syncWords(t: Texts, room: RoomStore, player: PlayerStore): SyncWords {
  const { state, driftMs } = player.sync
  const word = t.sync[state]
  switch (state) {
    case 'in_sync':
      return { dot: 'well', word, detail: driftMs === null ? t.sync.forAll : t.sync.ms(driftMs) }
    case 'catching_up':
      return { dot: 'waits', word, detail: driftMs === null ? t.sync.wait : t.sync.behind(driftMs) }
    case 'loading':
      return { dot: 'waits', word, detail: t.sync.wait }
    case 'paused':
      return { dot: 'still', word, detail: t.sync.forAll }
    case 'lost':
      return { dot: 'lost', word, detail: room.lostAtMs === null ? t.sync.wait : t.sync.since(room.lostAtMs) }
    case 'idle':
      return { dot: 'still', word, detail: t.sync.choose }
  }
}
