import { createContext } from 'svelte'
import type { RoomTexts } from '../../i18n/index.ts'
import type { PlayerStore } from '../../state/player.svelte.ts'
import type { RoomStore } from '../../state/room.svelte.ts'
import type { Toasts } from '../../state/toasts.svelte.ts'
import type { Telegram } from '../../telegram/index.ts'

/** A frame of a film of 24 in a second, ms; whose frames are shorter goes one or two on. */
const FRAME_MS = 42

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

  toggle = (): void => (this.#parts.player.playing ? this.pause() : this.play())

  play = (): void => {
    const { player } = this.#parts
    this.#allowed(() => {
      player.play()
      player.unblock() // inside the tap: what the browser would block is allowed now
    })
  }

  pause = (): void => void this.#allowed(() => this.#parts.player.pause())

  /** Answers whether it may. */
  seek = (positionMs: number): boolean => {
    const { player } = this.#parts
    return this.#allowed(() => player.seek(Math.min(Math.max(0, positionMs), player.durationMs ?? positionMs)))
  }

  /** To where a broadcast is live, and on from there. */
  goLive = (): void =>
    void this.#allowed(() => {
      const { player } = this.#parts
      player.goLive()
      if (!player.playing) player.play()
      player.unblock()
    })

  /** By so much from here, ms. Answers whether it may. */
  step = (byMs: number): boolean => this.seek(this.#parts.player.positionNow() + byMs)

  /** To a place that is a part of the film, 0 to 1. */
  seekPart = (part: number): void => {
    const { durationMs } = this.#parts.player
    if (durationMs !== null) this.seek(part * durationMs)
  }

  /** One frame, while the film stands: a film that runs has left it behind before anybody sees it. */
  frame = (frames: 1 | -1): void => {
    if (!this.#parts.player.playing) this.step(frames * FRAME_MS)
  }

  rate = (rate: number): boolean => this.#allowed(() => this.#parts.player.setRate(rate))

  toggleMuted = (): void => {
    const { player } = this.#parts
    if (player.blocked === 'sound') player.unblock()
    else player.setMuted(!player.muted)
  }

  louder = (by: number): void => {
    const { player } = this.#parts
    player.setVolume(Math.min(1, Math.max(0, Math.round((player.volume + by) * 100) / 100)))
  }

  /** Whom to ask; null when the host is not among the people here. */
  #hostName(): string | null {
    const { room } = this.#parts
    return room.members.find(({ id }) => id === room.room?.hostId)?.name ?? null
  }

  #allowed(action: () => void): boolean {
    const { room, player, texts, toasts, telegram } = this.#parts
    if (player.status === 'empty') return false
    // On my own line nobody but me is asked.
    if (!player.alone && !room.can('playback.play')) {
      toasts.show(texts.player.notAllowed(this.#hostName()))
      return false
    }
    telegram.haptic('light')
    action()
    return true
  }
}

export const [getActions, setActions] = createContext<PlaybackActions>()
