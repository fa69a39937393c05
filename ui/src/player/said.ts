import { type Reckoning, reckonedMs, sighted, stoodForMs, UNSEEN } from '#core/reckoning.ts'
import type { LiveEdge } from './engine.ts'

/** What a platform's player is doing, by its own word: `cued` shows its first picture, and has not played yet. */
export type Doing = 'cued' | 'loading' | 'playing' | 'paused' | 'ended'

/** A player that says it plays, and stands for so long, ms, shows something else. */
const AD_AFTER_MS = 1_500

/** All that a platform's player has said of a film. Times in ms of media, instants by the page's clock. */
export class Said {
  durationMs: number | null = null
  loadedToMs = 0
  rate = 1
  live: LiveEdge | null = null
  /** It says that it shows an advertisement. */
  toldAd = false
  #doing: Doing = 'cued'
  #reckoning: Reckoning = UNSEEN
  /** Where it is as long as it has not said so: where it was opened, or sent, or last seen. */
  #baseMs: number

  constructor(startMs: number) {
    this.#baseMs = Math.max(0, startMs)
  }

  get doing(): Doing {
    return this.#doing
  }

  get ad(): boolean {
    return this.toldAd || (this.#doing === 'playing' && stoodForMs(this.#reckoning) > AD_AFTER_MS)
  }

  placeMs(now: number): number {
    const { latest } = this.#reckoning
    // Before it plays, its own word for its place means nothing.
    if (this.#doing === 'cued' || latest === null) return this.#baseMs
    if (this.#doing === 'ended') return this.durationMs ?? latest.mediaMs
    return this.#doing === 'playing' && !this.toldAd
      ? (reckonedMs(this.#reckoning, now) ?? latest.mediaMs)
      : latest.mediaMs
  }

  does(doing: Doing, now: number): void {
    // A line from before would be off by the time it stood.
    if (doing === 'playing') this.goes(this.placeMs(now))
    this.#doing = doing
  }

  /** It is sent there, or begins to move there: until it says more, it is there. */
  goes(toMs: number): void {
    this.#baseMs = toMs
    this.#reckoning = UNSEEN
  }

  stood(mediaMs: number, at: number): void {
    this.#reckoning = sighted(this.#reckoning, { mediaMs, at }, this.rate)
  }
}
