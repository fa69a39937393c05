import type { Reading } from '#core/follower.ts'
import { type MediaItem, SAMPLE_FILM_PATH } from '#protocol/media.ts'
import type { Engine } from './engine.ts'

/** Our own film begins in the dark; until it plays, its picture stands there. */
const SAMPLE_POSTER = '/stills/keeper.webp'

/** A plain file in the browser's own `<video>`. */
export class Html5Engine implements Engine {
  readonly element: HTMLVideoElement
  readonly kind = 'html5'

  constructor(video: HTMLVideoElement) {
    this.element = video
  }

  load({ url }: Pick<MediaItem, 'url'>, startMs: number): void {
    this.element.poster = url === SAMPLE_FILM_PATH ? SAMPLE_POSTER : ''
    // The fragment makes the browser ask for the right bytes at once instead of from the beginning.
    this.element.src = startMs > 1_000 ? `${url}#t=${(startMs / 1_000).toFixed(2)}` : url
    this.element.load()
  }

  unload(): void {
    this.element.removeAttribute('src')
    this.element.load()
  }

  get positionMs(): number {
    return this.element.currentTime * 1_000
  }

  get durationMs(): number | null {
    const { duration } = this.element
    return Number.isFinite(duration) && duration > 0 ? duration * 1_000 : null
  }

  get bufferedMs(): number {
    return this.#loadedAround(this.positionMs).toMs
  }

  read(): Reading | null {
    const { element } = this
    if (element.readyState === HTMLMediaElement.HAVE_NOTHING) return null
    const mediaMs = element.currentTime * 1_000
    const loaded = this.#loadedAround(mediaMs)
    return {
      mediaMs,
      paused: element.paused,
      seeking: element.seeking,
      ready: element.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA || element.ended,
      loadedFromMs: loaded.fromMs,
      loadedToMs: loaded.toMs,
      playerRate: element.playbackRate,
      ad: false,
      durationMs: this.durationMs,
    }
  }

  #loadedAround(positionMs: number): { fromMs: number; toMs: number } {
    const { buffered } = this.element
    for (let nth = 0; nth < buffered.length; nth += 1) {
      const fromMs = buffered.start(nth) * 1_000
      const toMs = buffered.end(nth) * 1_000
      if (fromMs <= positionMs + 100 && positionMs <= toMs) return { fromMs, toMs }
    }
    return { fromMs: positionMs, toMs: positionMs }
  }

  play(): Promise<void> {
    return this.element.play()
  }

  pause(): void {
    this.element.pause()
  }

  seek(toMs: number): void {
    this.element.currentTime = toMs / 1_000
  }

  setRate(rate: number, keepsPitch: boolean): void {
    this.element.preservesPitch = keepsPitch
    this.element.playbackRate = rate
  }
}
