import type { Reading } from '#core/follower.ts'
import type { Film } from './engine.ts'
import { VideoEngine } from './video-engine.ts'

/** Nearer to the edge of a broadcast than this, ms, there is nothing to play yet. */
const EDGE_MS = 1_000
/** Dates that differ by less, ms, are the same. */
const ROUNDED_MS = 4

/** Pieces of film in our `<video>`, which may be a broadcast: its places are not the times that this `<video>` counts. */
export abstract class StreamEngine extends VideoEngine {
  /** A place in the film less the time of the `<video>`, ms. */
  #shiftMs = 0

  override get positionMs(): number {
    return this.placeAt(this.element.currentTime)
  }

  override get durationMs(): number | null {
    const durationMs = super.durationMs
    return durationMs === null ? null : durationMs + this.#shiftMs
  }

  override get bufferedMs(): number {
    return super.bufferedMs + this.#shiftMs
  }

  override read(): Reading | null {
    const reading = super.read()
    if (reading === null) return null
    const { mediaMs, loadedFromMs, loadedToMs } = reading
    const by = this.#shiftMs
    return { ...reading, mediaMs: mediaMs + by, loadedFromMs: loadedFromMs + by, loadedToMs: loadedToMs + by }
  }

  override load(film: Film, startMs: number): void {
    this.#shiftMs = 0
    super.load(film, startMs)
  }

  override seek(toMs: number): void {
    const { live } = this
    if (live?.window) {
      const { fromMs, edgeMs } = live.window
      super.seek(Math.max(fromMs, Math.min(toMs, edgeMs - EDGE_MS)) - this.#shiftMs)
    } else if (live) {
      // Which moment of it is which nobody can tell: where it is is where the room is.
      this.#shiftMs = toMs - this.element.currentTime * 1_000
    } else super.seek(toMs - this.#shiftMs)
  }

  /** The place that the `<video>` has at `seconds`, ms. */
  protected placeAt(seconds: number): number {
    return seconds * 1_000 + this.#shiftMs
  }

  /** Of a broadcast: the moment that the `<video>` has at `ms` has this place for all its players. */
  protected dated(ms: number, placeMs: number): void {
    const shiftMs = placeMs - ms
    // Dates are rounded, and pieces a little longer or shorter than they say: that is no other moment.
    if (Math.abs(shiftMs - this.#shiftMs) > ROUNDED_MS) this.#shiftMs = shiftMs
  }
}

/** The heights of pictures that there are to choose from, px: each once, tallest first. Sound alone has none. */
export const heightsOf = (heights: readonly number[]): number[] =>
  [...new Set(heights.filter((px) => px > 0))].sort((a, b) => b - a)
