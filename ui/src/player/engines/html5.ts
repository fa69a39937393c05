import { type MediaItem, SAMPLE_FILM_PATH } from '#protocol/media.ts'
import type { Engine } from './engine.ts'

/** Our own film begins in the dark; until it plays, its picture stands there. */
const SAMPLE_POSTER = '/stills/keeper.webp'

/** A plain file in the browser's own `<video>`. */
export class Html5Engine implements Engine {
  readonly element: HTMLVideoElement

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
    const { buffered, currentTime } = this.element
    for (let i = 0; i < buffered.length; i += 1) {
      if (buffered.start(i) <= currentTime + 0.1 && currentTime <= buffered.end(i)) return buffered.end(i) * 1_000
    }
    return this.positionMs
  }

  get paused(): boolean {
    return this.element.paused
  }

  get seeking(): boolean {
    return this.element.seeking
  }

  get ready(): boolean {
    return this.element.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA || this.element.ended
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

  setRate(rate: number): void {
    this.element.playbackRate = rate
  }
}
