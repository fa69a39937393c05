// Not the light build: it leaves out sound that comes apart from the picture, and such a film would play in silence.
import Hls, { ErrorDetails, ErrorTypes, Events } from 'hls.js'
import { airPlaceMs } from '#core/broadcast.ts'
import type { Profile } from '#core/profiles.ts'
import type { Choices, Fault, Film, LiveEdge, MakeEngine, Parts } from '#player/engine.ts'
import { heightsOf, StreamEngine } from '#player/stream-engine.ts'
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
class HlsEngine extends StreamEngine {
  #hls: Hls | null = null
  #live = false
  /** The film is a broadcast, which may be over. */
  #aired = false
  /** Its pictures bear dates. */
  #dates = false
  #nearMs = 0
  #capPx: number | null = null
  readonly #heightCapPx: Parts['heightCapPx']

  constructor({ video, heightCapPx }: Parts) {
    super(video)
    this.#heightCapPx = heightCapPx
  }

  override get profile(): Profile {
    if (!Hls.isSupported()) return profiles.hlsNative
    return this.#live ? profiles.hlsLive : super.profile
  }

  override get live(): LiveEdge | null {
    if (this.#hls === null || !this.#live) return super.live
    const { latency, latestLevelDetails: details, targetLatency } = this.#hls
    const latencyMs = latency > 0 ? latency * 1_000 : null
    if (details === null) return { edgeMs: null, latencyMs, window: null }
    // Between two lists it goes on; a broadcast that has come to a stop does not.
    const edgeMs = this.placeAt(details.edge + Math.min(details.age, details.targetduration))
    const fromMs = this.placeAt(details.fragmentStart)
    const delayMs = (targetLatency ?? 3 * details.targetduration) * 1_000
    return { edgeMs, latencyMs, window: this.#dates ? { fromMs, edgeMs, delayMs } : null }
  }

  /** Of a broadcast hls.js says how long it has been so far. */
  override get durationMs(): number | null {
    return this.#live ? null : super.durationMs
  }

  get choices(): Choices | null {
    if (this.#hls === null) return null
    const { levels, audioTracks, audioTrack, currentLevel, loadLevel } = this.#hls
    return {
      heightsPx: heightsOf(levels.map(({ height }) => height)),
      heightPx: levels[currentLevel === -1 ? loadLevel : currentLevel]?.height || null,
      capPx: this.#capPx,
      sounds: audioTracks.map(({ id, name, lang }) => ({
        id: String(id),
        label: name || null,
        language: lang ?? null,
      })),
      sound: audioTrack === -1 ? null : String(audioTrack),
    }
  }

  capHeight(px: number | null): void {
    this.#capPx = px
    if (this.#hls === null) return
    this.#limit(this.#hls)
    // What is loaded ahead in another height is loaded anew: who chooses wants to see it.
    this.#hls.nextLevel = -1
    this.tell()
  }

  chooseSound(id: string): void {
    if (this.#hls !== null) this.#hls.audioTrack = Number(id)
  }

  override load(film: Film, startMs: number): void {
    this.#end()
    this.#aired = film.live === true
    this.#nearMs = startMs
    super.load(film, startMs)
  }

  protected override open(film: Film, startMs: number): void {
    // An iPhone before iOS 17.1 plays HLS by itself; what can do neither says so by the video's own `error`.
    if (!Hls.isSupported()) return super.open(film, startMs)
    this.element.poster = ''
    const hls = new Hls({
      enableWorker: false, // it would be a blob, which our pages may not run
      lowLatencyMode: false,
      liveDurationInfinity: true, // else a broadcast has a length for whoever looks at the video
      maxLiveSyncPlaybackRate: 1, // the speed is the room's
      // Of a broadcast it knows best where to begin; a place in one is no time of the video.
      startPosition: this.#aired || startMs === 0 ? -1 : startMs / 1_000,
      // Seconds of film ahead and behind: enough for a weak line, little enough for a phone's memory.
      maxBufferLength: 30,
      maxMaxBufferLength: 60,
      backBufferLength: 30,
    })
    this.#hls = hls
    this.#capPx = this.#heightCapPx()
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
      this.#aired ||= details.live
      this.#date(hls)
      if (this.#live === details.live) return
      this.#live = details.live
      this.tell()
    })
    hls.on(Events.LEVEL_UPDATED, () => this.#date(hls))
    hls.on(Events.FRAG_CHANGED, () => this.#date(hls))
    hls.on(Events.MANIFEST_PARSED, () => this.#limit(hls))
    for (const name of [Events.LEVEL_SWITCHED, Events.AUDIO_TRACKS_UPDATED, Events.AUDIO_TRACK_SWITCHED] as const)
      hls.on(name, () => this.tell())
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

  override seek(toMs: number): void {
    this.#nearMs = toMs
    if (this.#hls !== null) this.#date(this.#hls)
    super.seek(toMs)
  }

  /** Where it is, by the date of the piece that is played, or is the next to be. */
  #date({ latestLevelDetails: details }: Hls): void {
    if (!this.#aired || details === null) return
    const { currentTime } = this.element
    const dated = details.fragments.filter(({ programDateTime }) => programDateTime !== null)
    const piece = dated.findLast(({ start }) => start <= currentTime) ?? dated[0]
    this.#dates = piece !== undefined
    if (piece === undefined || piece.programDateTime === null) return
    this.dated(piece.start * 1_000, airPlaceMs(piece.programDateTime, this.#nearMs))
    this.#nearMs = this.positionMs
  }

  /** Levels are in the order of their bits: the last that is low enough, or the least of all. */
  #limit(hls: Hls): void {
    const cap = this.#capPx
    hls.autoLevelCapping =
      cap === null
        ? -1
        : Math.max(
            0,
            hls.levels.findLastIndex(({ height }) => height <= cap),
          )
  }

  #end(): void {
    this.#hls?.destroy()
    this.#hls = null
    this.#live = false
    this.#aired = false
    this.#dates = false
  }
}

function faultOf(type: ErrorTypes, details: ErrorDetails, status: number | undefined): Fault {
  const code = status === undefined || status === 0 ? details : String(status)
  if (type !== ErrorTypes.NETWORK_ERROR || details === ErrorDetails.MANIFEST_PARSING_ERROR)
    return { kind: 'unsupported', code }
  if (status === 404 || status === 410) return { kind: 'not_found', code }
  return { kind: status === 401 || status === 403 ? 'private' : 'network', code }
}

export const hls: MakeEngine = (parts) => new HlsEngine(parts)
