import { untrack } from 'svelte'
import { stillOf } from '../../kit/light.ts'
import type { PlayerStore } from '../../state/player.svelte.ts'
import type { RoomStore } from '../../state/room.svelte.ts'
import type { PlaybackActions } from './actions.ts'

/** A frame this far into the film, ms, is likelier to show something than the first. */
const STILL_AFTER_MS = 3_000
const STEP_MS = 10_000

/**
 * The film on a lock screen, a headset, a keyboard with media keys and the small window: told what plays, and asked for
 * by the very actions of the room's own controls, so with the same rights.
 */
export class MediaKeys {
  #still = $state.raw<{ readonly film: string; readonly src: string } | null>(null)

  constructor(room: RoomStore, player: PlayerStore, actions: PlaybackActions) {
    const session = 'mediaSession' in navigator ? navigator.mediaSession : null
    if (!session) return
    const late = $derived(player.status === 'ready' && player.positionMs > STILL_AFTER_MS)
    $effect(() => {
      const film = room.film?.id
      if (!film || !late || untrack(() => this.#still?.film) === film) return
      const src = player.showing.picture && stillOf(player.showing.picture)
      if (src) this.#still = { film, src }
    })
    $effect(() => {
      session.metadata = this.#metadata(room)
    })
    $effect(() => {
      session.playbackState = player.status === 'empty' ? 'none' : player.playing ? 'playing' : 'paused'
    })
    $effect(() => {
      const { playback, durationMs, rate } = player
      // Read once: from here on the browser moves the position by itself.
      if (playback && durationMs !== null) untrack(() => tellPosition(session, player.positionNow(), durationMs, rate))
    })
    $effect(() => {
      const handlers: Partial<Record<MediaSessionAction, MediaSessionActionHandler>> = {
        play: actions.play,
        pause: actions.pause,
        seekbackward: ({ seekOffset }) => void actions.step(-(seekOffset ? seekOffset * 1_000 : STEP_MS)),
        seekforward: ({ seekOffset }) => void actions.step(seekOffset ? seekOffset * 1_000 : STEP_MS),
        seekto: ({ seekTime }) => void (seekTime !== undefined && actions.seek(seekTime * 1_000)),
      }
      for (const [action, handler] of Object.entries(handlers)) setHandler(session, action, handler)
      return () => {
        for (const action of Object.keys(handlers)) setHandler(session, action, null)
        session.metadata = null
        session.playbackState = 'none'
      }
    })
  }

  #metadata(room: RoomStore): MediaMetadata | null {
    const { film } = room
    if (!film) return null
    const artwork = this.#still?.film === film.id ? [{ src: this.#still.src, type: 'image/jpeg' }] : []
    return new MediaMetadata({ title: film.title, artist: room.room?.title ?? '', artwork })
  }
}

function setHandler(session: MediaSession, action: string, handler: MediaSessionActionHandler | null): void {
  try {
    session.setActionHandler(action as MediaSessionAction, handler) // sound: a key of the table above
  } catch {
    // A browser that does not know this one knows the others.
  }
}

function tellPosition(session: MediaSession, positionMs: number, durationMs: number, rate: number): void {
  try {
    const position = Math.min(positionMs, durationMs) / 1_000
    session.setPositionState({ duration: durationMs / 1_000, position, playbackRate: rate })
  } catch {
    // An old browser without it, or one that minds the numbers: it shows none.
  }
}
