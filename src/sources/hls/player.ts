// Not the light build: it leaves out sound that comes apart from the picture, and such a film would play in silence.
import Hls, { ErrorDetails, ErrorTypes, Events } from 'hls.js'
import type { Profile } from '#core/profiles.ts'
import type { Fault, Film, LiveEdge, MakeEngine } from '#player/engine.ts'
import { VideoEngine } from '#player/video-engine.ts'
import { hls as profiles } from './profile.ts'

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
class HlsEngine extends VideoEngine {
  #hls: Hls | null = null
  #live = false

  override get profile(): Profile {
    if (!Hls.isSupported()) return profiles.hlsNative
    return this.#live ? profiles.hlsLive : super.profile
  }

  override get live(): LiveEdge | null {
    if (this.#hls === null || !this.#live) return super.live
    const { latency, liveSyncPosition } = this.#hls
    const edge = this.#hls.latestLevelDetails?.edge ?? liveSyncPosition
    return { edgeMs: edge === null ? null : edge * 1_000, latencyMs: latency > 0 ? latency * 1_000 : null }
  }

  /** Of a broadcast hls.js says how long it has been so far. */
  override get durationMs(): number | null {
    return this.#live ? null : super.durationMs
  }

  override load(film: Film, startMs: number): void {
    this.#end()
    super.load(film, startMs)
  }

  protected override open(film: Film, startMs: number): void {
    // An iPhone before iOS 17.1 plays HLS by itself; what can do neither says so by the video's own `error`.
    if (!Hls.isSupported()) return super.open(film, startMs)
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
    hls.on(Events.LEVEL_LOADED, (_event, { details }) => {
      if (this.#live === details.live) return
      this.#live = details.live
      this.tell()
    })
    hls.on(Events.FRAG_BUFFERED, () => {
      restarts = 0
    })
    hls.on(Events.ERROR, (_event, { fatal, type, details, response }) => {
      if (!fatal) return
      const hopeless = NO_PLAYLIST.includes(details)
      if (!hopeless && type === ErrorTypes.NETWORK_ERROR && restarts < RESTARTS_MAX) {
        restarts += 1
        hls.startLoad()
      } else if (!hopeless && type === ErrorTypes.MEDIA_ERROR && !recovered) {
        recovered = true
        hls.recoverMediaError()
      } else if (this.#hls === hls) {
        this.#end()
        this.fail(faultOf(type, details, response?.code))
      }
    })
  }

  #end(): void {
    this.#hls?.destroy()
    this.#hls = null
    this.#live = false
  }
}

function faultOf(type: ErrorTypes, details: ErrorDetails, status: number | undefined): Fault {
  const code = status === undefined || status === 0 ? details : String(status)
  if (type !== ErrorTypes.NETWORK_ERROR || details === ErrorDetails.MANIFEST_PARSING_ERROR)
    return { kind: 'unsupported', code }
  if (status === 404 || status === 410) return { kind: 'not_found', code }
  return { kind: status === 401 || status === 403 ? 'private' : 'network', code }
}

export const hls: MakeEngine = ({ video }) => new HlsEngine(video)
