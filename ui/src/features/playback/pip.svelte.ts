import type { PlayerStore } from '../../state/player.svelte.ts'

/** The picture in a small window of its own, over other programs: where the browser has that. */
export class Pip {
  #on = $state(false)
  readonly #player: PlayerStore

  constructor(player: PlayerStore) {
    this.#player = player
    $effect(() => {
      const video = player.showing.picture
      if (video === null) return
      const look = () => {
        this.#on = document.pictureInPictureElement === video
      }
      look()
      video.addEventListener('enterpictureinpicture', look)
      video.addEventListener('leavepictureinpicture', look)
      return () => {
        video.removeEventListener('enterpictureinpicture', look)
        video.removeEventListener('leavepictureinpicture', look)
        this.#on = false
        // Whoever leaves the room takes the picture along.
        if (document.pictureInPictureElement === video) void document.exitPictureInPicture().catch(() => {})
      }
    })
  }

  /** The player can, and nobody forbids it. */
  get possible(): boolean {
    return this.#player.showing.abilities.pip
  }

  get on(): boolean {
    return this.#on
  }

  toggle = async (): Promise<void> => {
    try {
      if (this.#on) await document.exitPictureInPicture()
      else await this.#player.showing.picture?.requestPictureInPicture()
    } catch {
      // Refused (no picture yet, or a policy): the film stays where it is.
    }
  }
}
