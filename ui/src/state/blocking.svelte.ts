import { readPrefs, writePrefs } from './prefs.ts'

/** My sound, and what the browser forbids until somebody taps: to play at all, or to be heard. */
export class Blocking {
  #state = $state<'no' | 'play' | 'sound'>('no')
  #muted = $state(false)
  #volume = $state(1)
  readonly #video: HTMLVideoElement
  readonly #onAllowed: () => void

  /** `onAllowed`: what was refused may be tried again. */
  constructor(video: HTMLVideoElement, onAllowed: () => void) {
    const prefs = readPrefs()
    this.#video = video
    this.#onAllowed = onAllowed
    this.#muted = prefs.muted
    this.#volume = prefs.volume
    video.volume = prefs.volume
    video.muted = prefs.muted
  }

  get state(): 'no' | 'play' | 'sound' {
    return this.#state
  }
  get muted(): boolean {
    return this.#muted
  }
  get volume(): number {
    return this.#volume
  }

  setVolume(volume: number): void {
    this.#volume = Math.min(1, Math.max(0, volume))
    this.#video.volume = this.#volume
    writePrefs({ volume: this.#volume })
    if (this.#volume > 0 && this.#muted) this.setMuted(false)
  }

  setMuted(muted: boolean): void {
    this.#muted = muted
    this.#video.muted = muted
    if (!muted && this.#state === 'sound') this.#state = 'no'
    writePrefs({ muted })
  }

  /** Inside a tap: what the browser had forbidden is allowed now. */
  unblock(): void {
    const wasMutedByBrowser = this.#state === 'sound'
    this.#state = 'no'
    if (wasMutedByBrowser || !this.#muted) this.setMuted(false)
    // Within the tap itself, or iOS does not count it; whoever follows the room puts it right where it should be.
    void this.#video.play().catch(() => {})
    this.#onAllowed()
  }

  /** The browser has refused to play. Muted is always allowed somewhere: try that first, and ask for a tap for the sound. */
  refused(): void {
    if (this.#video.muted) {
      this.#state = 'play'
      return
    }
    this.#video.muted = true
    this.#video.play().then(
      () => {
        this.#state = 'sound'
        this.#onAllowed()
      },
      () => {
        this.#video.muted = this.#muted
        this.#state = 'play'
      },
    )
  }
}
