import { createContext } from 'svelte'
import type { RoomTexts } from '../../i18n/index.ts'
import type { PlayerStore } from '../../state/player.svelte.ts'
import type { RoomStore } from '../../state/room.svelte.ts'
import type { Toasts } from '../../state/toasts.svelte.ts'
import type { Telegram } from '../../telegram/index.ts'

interface Parts {
  readonly texts: RoomTexts
  readonly room: RoomStore
  readonly player: PlayerStore
  readonly toasts: Toasts
  readonly telegram: Telegram
}

/** What the controls, the keys and the gestures do alike. Who may not control is told so, kindly. */
export class PlaybackActions {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  toggle = (): void => {
    const { player } = this.#parts
    this.#allowed(() => {
      if (player.playing) return player.pause()
      player.play()
      player.unblock() // inside the tap: what the browser would block is allowed now
    })
  }

  seek = (positionMs: number): void => {
    const { player } = this.#parts
    this.#allowed(() => player.seek(Math.min(Math.max(0, positionMs), player.durationMs ?? positionMs)))
  }

  /** By so much from here, ms. */
  step = (byMs: number): void => this.seek(this.#parts.player.positionNow() + byMs)

  rate = (rate: number): void => this.#allowed(() => this.#parts.player.setRate(rate))

  toggleMuted = (): void => {
    const { player } = this.#parts
    if (player.blocked === 'sound') player.unblock()
    else player.setMuted(!player.muted)
  }

  louder = (by: number): void => {
    const { player } = this.#parts
    player.setVolume(Math.min(1, Math.max(0, Math.round((player.volume + by) * 100) / 100)))
  }

  #allowed(action: () => void): void {
    const { room, player, texts, toasts, telegram } = this.#parts
    if (player.status === 'empty') return
    // On my own line nobody but me is asked.
    if (!player.alone && !room.can('playback.play')) return toasts.show(texts.player.notAllowed)
    telegram.haptic('light')
    action()
  }
}

export const [getActions, setActions] = createContext<PlaybackActions>()
