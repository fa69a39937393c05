import type { Engine } from '../player/engine.ts'
import { readPrefs, writePrefs } from './prefs.ts'

/** My sound, and what the browser forbids until somebody taps: to play at all, or to be heard. */
export class Blocking {
  #state = $state<'no' | 'play' | 'sound'>('no')
  #muted = $state(false)
  #volume = $state(1)
  #engine: Engine | null = null
  readonly #onAllowed: () => void

  /** `onAllowed`: what was refused may be tried again. */
  constructor(onAllowed: () => void) {
    const prefs = readPrefs()
    this.#onAllowed = onAllowed
    this.#muted = prefs.muted
    this.#volume = prefs.volume
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

  /** From now on this player sounds, and may be refused. What another one was refused it may be allowed. */
  take(engine: Engine | null): void {
    this.#engine = engine
    this.#state = 'no'
    engine?.setVolume(this.#volume)
    engine?.setMuted(this.#muted)
  }

  setVolume(volume: number): void {
    this.#volume = Math.min(1, Math.max(0, volume))
    this.#engine?.setVolume(this.#volume)
    writePrefs({ volume: this.#volume })
    if (this.#volume > 0 && this.#muted) this.setMuted(false)
  }

  setMuted(muted: boolean): void {
    this.#muted = muted
    this.#engine?.setMuted(muted)
    if (!muted && this.#state === 'sound') this.#state = 'no'
    writePrefs({ muted })
  }

  /** Inside a tap: what the browser had forbidden is allowed now. */
  unblock(): void {
    const wasMutedByBrowser = this.#state === 'sound'
    this.#state = 'no'
    if (wasMutedByBrowser || !this.#muted) this.setMuted(false)
    // Within the tap itself, or iOS does not count it; whoever follows the room puts it right where it should be.
    void this.#engine?.play().catch(() => {})
    this.#onAllowed()
  }

  /** The browser has refused to play. Muted is always allowed somewhere: try that first, and ask for a tap for the sound. */
  refused(): void {
    const engine = this.#engine
    if (engine === null) return
    if (engine.muted) {
      this.#state = 'play'
      return
    }
    engine.setMuted(true)
    engine.play().then(
      () => {
        if (engine !== this.#engine) return
        this.#state = 'sound'
        this.#onAllowed()
      },
      () => {
        engine.setMuted(this.#muted)
        if (engine === this.#engine) this.#state = 'play'
      },
    )
  }
}
