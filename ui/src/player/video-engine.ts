import type { Reading } from '#core/follower.ts'
import { html5, type Profile } from '#core/profiles.ts'
import { SAMPLE_FILM_PATH } from '#protocol/media.ts'
import type { Abilities, Engine, Fault, Film, LiveEdge, Phase } from './engine.ts'
import { Listeners } from './listeners.ts'

/** Our own film begins in the dark; until it plays, its picture stands there. */
const SAMPLE_POSTER = '/stills/keeper.webp'
/** Events after which something is another than before. */
const TELLING = [
  'loadedmetadata',
  'durationchange',
  'resize',
  'canplay',
  'canplaythrough',
  'playing',
  'waiting',
  'seeked',
  'pause',
  'ended',
  'error',
] as const

/** The browser's own `<video>`: a plain file, or whatever a heir puts into it piece by piece. */
export class VideoEngine implements Engine {
  readonly element: HTMLVideoElement
  readonly leastPx = null
  readonly ad: boolean = false
  readonly #listeners = new Listeners()
  readonly subscribe = this.#listeners.add
  #phase: Phase = 'empty'
  #fault: Fault | null = null
  /** Counts the films: what was begun for one that has been left is not gone on with. */
  #turn = 0

  constructor(video: HTMLVideoElement) {
    this.element = video
  }

  get picture(): HTMLVideoElement {
    return this.element
  }

  get profile(): Profile {
    return html5
  }

  get abilities(): Abilities {
    const { element } = this
    return {
      overlays: true,
      pip: document.pictureInPictureEnabled === true && !element.disablePictureInPicture,
      volume: takesVolume(),
      rates: 'any',
    }
  }

  get phase(): Phase {
    return this.#phase
  }

  get fault(): Fault | null {
    return this.#fault
  }

  get live(): LiveEdge | null {
    const { duration, seekable } = this.element
    if (duration !== Number.POSITIVE_INFINITY) return null
    return {
      edgeMs: seekable.length > 0 ? seekable.end(seekable.length - 1) * 1_000 : null,
      latencyMs: null,
      window: null,
    }
  }

  get muted(): boolean {
    return this.element.muted
  }

  load(film: Film, startMs: number): void {
    this.begin()
    this.onceFree(() => this.open(film, startMs))
  }

  /** Puts the film into the `<video>`, which is free for it. */
  protected open(film: Film, startMs: number): void {
    this.element.poster = film.url === SAMPLE_FILM_PATH ? SAMPLE_POSTER : ''
    // The fragment makes the browser ask for the right bytes at once instead of from the beginning.
    this.element.src = startMs > 1_000 ? `${film.url}#t=${(startMs / 1_000).toFixed(2)}` : film.url
    this.element.load()
  }

  unload(): void {
    for (const name of TELLING) this.element.removeEventListener(name, this.#heard)
    this.#phase = 'empty'
    this.#turn += 1
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
    return this.#loadedAround(this.element.currentTime * 1_000).toMs
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

  setVolume(volume: number): void {
    this.element.volume = volume
  }

  setMuted(muted: boolean): void {
    this.element.muted = muted
  }

  /** Whoever had the `<video>` clears up for so long, and would take away what the next one puts there. */
  protected clearsUp(done: Promise<unknown>): void {
    const ended = done
      .catch(() => {})
      .then(() => void (leaving.get(this.element) === ended && leaving.delete(this.element)))
    leaving.set(this.element, ended)
  }

  /** At once when the `<video>` is free; else when it is, unless another film has come by then. */
  protected onceFree(open: () => void): void {
    const turn = this.#turn
    const busy = leaving.get(this.element)
    if (busy === undefined) open()
    else void busy.then(() => turn === this.#turn && open())
  }

  /** A film is about to come into the `<video>`. */
  protected begin(): void {
    this.#turn += 1
    this.#phase = 'loading'
    this.#fault = null
    for (const name of TELLING) this.element.addEventListener(name, this.#heard)
  }

  /** This film cannot be played. */
  protected fail(fault: Fault): void {
    this.#phase = 'failed'
    this.#fault = fault
    this.tell()
  }

  protected tell(): void {
    this.#listeners.tell('changed')
  }

  #heard = ({ type }: Event): void => {
    if (type === 'error') return this.fail(this.faultOf(this.element.error))
    // Also after an error: a heir may have mended what the video had complained of.
    if (type === 'canplay') {
      this.#phase = 'ready'
      this.#fault = null
    }
    this.tell()
  }

  /** What the `<video>` complains of. An address that answers nothing and one that answers no film look alike to it. */
  protected faultOf(error: MediaError | null): Fault {
    const code = error === null ? null : String(error.code)
    return { kind: error?.code === MediaError.MEDIA_ERR_NETWORK ? 'network' : 'unsupported', code }
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
}

/** The `<video>`s that somebody is still leaving. */
const leaving = new WeakMap<HTMLVideoElement, Promise<void>>()

let volumeTaken: boolean | null = null

/** Whether a page may set how loud it is: an iPhone leaves that to its buttons, and says so by keeping 1. */
function takesVolume(): boolean {
  if (volumeTaken === null) {
    const probe = document.createElement('video')
    probe.volume = 0.5
    volumeTaken = probe.volume === 0.5
  }
  return volumeTaken
}
