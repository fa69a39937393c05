/** The picture in a small window of its own, over other programs: where the browser has that. */
export class Pip {
  #on = $state(false)
  readonly #video: HTMLVideoElement

  constructor(video: HTMLVideoElement) {
    this.#video = video
    $effect(() => {
      const look = () => {
        this.#on = document.pictureInPictureElement === video
      }
      look()
      video.addEventListener('enterpictureinpicture', look)
      video.addEventListener('leavepictureinpicture', look)
      return () => {
        video.removeEventListener('enterpictureinpicture', look)
        video.removeEventListener('leavepictureinpicture', look)
        // Whoever leaves the room takes the picture along.
        if (document.pictureInPictureElement === video) void document.exitPictureInPicture().catch(() => {})
      }
    })
  }

  /** The browser has it, and nobody forbids it. */
  get possible(): boolean {
    return document.pictureInPictureEnabled === true && !this.#video.disablePictureInPicture
  }

  get on(): boolean {
    return this.#on
  }

  toggle = async (): Promise<void> => {
    try {
      if (this.#on) await document.exitPictureInPicture()
      else await this.#video.requestPictureInPicture()
    } catch {
      // Refused (no picture yet, or a policy): the film stays where it is.
    }
  }
}
