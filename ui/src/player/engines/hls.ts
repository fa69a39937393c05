// Not the light build: it leaves out sound that comes apart from the picture, and such a film would play in silence.
import Hls, { ErrorDetails, ErrorTypes, Events } from 'hls.js'
import type { MediaItem } from '#protocol/media.ts'
import { Html5Engine } from './html5.ts'

/** How often loading is begun anew after hls.js has given up, before a piece of film has come again. */
const RESTARTS_MAX = 3

/** Without a playlist there is nothing to load or to mend, and hls.js would wait for ever. */
const NO_PLAYLIST: readonly ErrorDetails[] = [
  ErrorDetails.MANIFEST_LOAD_ERROR,
  ErrorDetails.MANIFEST_LOAD_TIMEOUT,
  ErrorDetails.MANIFEST_PARSING_ERROR,
  ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR,
]

/** A film in pieces: hls.js fetches and joins them, or the browser does where it can and lets no page do it. */
export class HlsEngine extends Html5Engine {
  #hls: Hls | null = null

  override load(film: Pick<MediaItem, 'url'>, startMs: number): void {
    this.#end()
    // An iPhone before iOS 17.1 plays HLS by itself; what can do neither says so by the video's own `error`.
    if (!Hls.isSupported()) return super.load(film, startMs)
    this.element.poster = ''
    const hls = new Hls({
      enableWorker: false, // it would be a blob, which our pages may not run
      lowLatencyMode: false,
      maxLiveSyncPlaybackRate: 1, // the speed is the room's
      startPosition: startMs / 1_000,
      // Seconds of film ahead and behind: enough for a weak line, little enough for a phone's memory.
      maxBufferLength: 30,
      maxMaxBufferLength: 60,
      backBufferLength: 30,
    })
    this.#hls = hls
    this.#watch(hls)
    hls.loadSource(film.url)
    hls.attachMedia(this.element)
  }

  override unload(): void {
    this.#end()
    super.unload()
  }

  #watch(hls: Hls): void {
    let restarts = 0
    let recovered = false
    hls.on(Events.FRAG_BUFFERED, () => {
      restarts = 0
    })
    hls.on(Events.ERROR, (_event, { fatal, type, details }) => {
      if (!fatal) return
      const hopeless = NO_PLAYLIST.includes(details)
      if (!hopeless && type === ErrorTypes.NETWORK_ERROR && restarts < RESTARTS_MAX) {
        restarts += 1
        hls.startLoad()
      } else if (!hopeless && type === ErrorTypes.MEDIA_ERROR && !recovered) {
        recovered = true
        hls.recoverMediaError()
      } else this.#fail(hls)
    })
  }

  /** Told as a `<video>` tells that it cannot play its file: who watches the element knows one way to fail. */
  #fail(hls: Hls): void {
    if (this.#hls !== hls) return
    this.#end()
    this.element.dispatchEvent(new Event('error'))
  }

  #end(): void {
    this.#hls?.destroy()
    this.#hls = null
  }
}
