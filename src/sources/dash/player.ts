// The build without HLS, sound of other systems and a face of its own: 173 kB instead of 241, in a chunk of its own.
import shaka from 'shaka-player/dist/shaka-player.dash-es2021.js'
import { airPlaceMs } from '#core/broadcast.ts'
import type { Reading } from '#core/follower.ts'
import type { Profile } from '#core/profiles.ts'
import type { Choices, Fault, Film, LiveEdge, MakeEngine, Parts } from '#player/engine.ts'
import { heightsOf, StreamEngine } from '#player/stream-engine.ts'
import { dash as profiles } from './profile.ts'

/** A film described by a DASH manifest: Shaka Player fetches its pieces and joins them. */
class DashEngine extends StreamEngine {
  #shaka: shaka.Player | null = null
  #aired = false
  /** The date of its first moment, ms; null of what is no broadcast. */
  #began: number | null = null
  #known = false
  #capPx: number | null = null
  readonly #heightCapPx: Parts['heightCapPx']

  constructor({ video, heightCapPx }: Parts) {
    super(video)
    this.#heightCapPx = heightCapPx
  }

  override get profile(): Profile {
    return this.#shaka?.isLive() ? profiles.dashLive : super.profile
  }

  override get live(): LiveEdge | null {
    if (!this.#shaka?.isLive()) return null
    const { liveLatency } = this.#shaka.getStats()
    const { start, end } = this.#shaka.seekRange()
    const [fromMs, edgeMs] = [this.placeAt(start), this.placeAt(end)]
    // Its edge is where it would play, with the delay that the manifest asks for already behind it.
    const window = this.#began === null ? null : { fromMs, edgeMs, delayMs: DELAY_MS }
    return { edgeMs, latencyMs: liveLatency > 0 ? liveLatency * 1_000 : null, window }
  }

  override seek(toMs: number): void {
    this.#date(toMs)
    super.seek(toMs)
  }

  get choices(): Choices | null {
    if (this.#shaka === null) return null
    const sounds = this.#shaka.getAudioTracks()
    const heard = sounds.findIndex(({ active }) => active)
    return {
      heightsPx: heightsOf(this.#shaka.getVariantTracks().map(({ height }) => height ?? 0)),
      heightPx: this.#shaka.getVariantTracks().find(({ active }) => active)?.height ?? null,
      capPx: this.#capPx,
      sounds: sounds.map(({ label, language }, nth) => ({
        id: String(nth),
        label,
        language: language === UNDETERMINED ? null : language,
      })),
      sound: heard === -1 ? null : String(heard),
    }
  }

  capHeight(px: number | null): void {
    this.#capPx = px
    // First: a bound makes it choose by itself, and then it keeps what it has loaded.
    if (this.#known && this.#shaka !== null) anew(this.#shaka, px)
    this.#shaka?.configure({ abr: { restrictions: { maxHeight: px ?? Number.POSITIVE_INFINITY } } })
    this.tell()
  }

  chooseSound(id: string): void {
    const sound = this.#shaka?.getAudioTracks()[Number(id)]
    if (sound !== undefined) this.#shaka?.selectAudioTrack(sound)
  }

  /** It waits for more by slowing its `<video>` down to nothing: who looks must not take that for a speed. */
  override read(): Reading | null {
    const reading = super.read()
    if (reading === null || this.#shaka === null) return reading
    // What is read before it is known which moment is which means nothing.
    if (!this.#known) return null
    const waits = this.#shaka.isBuffering()
    return {
      ...reading,
      ready: reading.ready && !waits,
      playerRate: reading.playerRate || this.#shaka.getPlaybackRate(),
    }
  }

  override load(film: Film, startMs: number): void {
    this.#end()
    this.#aired = film.live === true
    super.load(film, startMs)
  }

  override unload(): void {
    this.#end()
    super.unload()
  }

  protected override open(film: Film, startMs: number): void {
    this.element.poster = ''
    if (!shaka.Player.isBrowserSupported()) return this.fail({ kind: 'unsupported', code: null })
    const player = new shaka.Player()
    this.#shaka = player
    // Seconds of film ahead and behind: enough for a weak line, little enough for a phone's memory.
    player.configure({ streaming: { bufferingGoal: 30, bufferBehind: 30, rebufferingGoal: 1 } })
    this.capHeight(this.#heightCapPx())
    for (const name of ['buffering', 'adaptation', 'trackschanged', 'variantchanged', 'audiotrackschanged'])
      player.addEventListener(name, () => this.tell())
    player.addEventListener('error', (event) => this.#broke(player, 'detail' in event ? event.detail : null))
    player
      .attach(this.element)
      .then(() => player.load(film.url, startMs > 0 && !this.#aired ? startMs / 1_000 : null))
      .then(() => this.#shaka === player && this.#came(player, startMs))
      .catch((reason: unknown) => this.#broke(player, reason))
  }

  /** Its manifest has come: a broadcast says when its time began. */
  #came(player: shaka.Player, startMs: number): void {
    this.#began = player.isLive() ? (player.getPresentationStartTimeAsDate()?.getTime() ?? null) : null
    this.#known = true
    this.#date(startMs)
    this.tell()
  }

  #date(nearMs: number): void {
    const ms = this.element.currentTime * 1_000
    if (this.#began !== null) this.dated(ms, airPlaceMs(this.#began + ms, nearMs))
  }

  #broke(player: shaka.Player, reason: unknown): void {
    // Of a film that has been left it is no news that its loading was broken off.
    if (this.#shaka !== player) return
    this.#end()
    this.fail(faultOf(reason))
  }

  /** It lets go of the `<video>` in its own time. */
  #end(): void {
    if (this.#shaka !== null) this.clearsUp(this.#shaka.destroy())
    this.#shaka = null
    this.#began = null
    this.#known = false
  }
}

/** What is kept of what is loaded ahead, s, when it is loaded anew in another height: nobody must wait for it. */
const KEPT_S = 4
/** The share of what the line brings that a picture may take. */
const SHARE = 0.8

/** What is loaded ahead in another height is loaded anew: who chooses wants to see it. From there it adapts again. */
function anew(player: shaka.Player, capPx: number | null): void {
  const tracks = player.getVariantTracks()
  const now = tracks.find(({ active }) => active)
  const { estimatedBandwidth } = player.getStats()
  const fitting = tracks
    .filter(({ height, bandwidth, audioId }) => {
      if (height === null || audioId !== now?.audioId) return false
      return capPx === null ? bandwidth <= estimatedBandwidth * SHARE : height <= capPx
    })
    .sort((a, b) => b.bandwidth - a.bandwidth)[0]
  if (fitting !== undefined && fitting.id !== now?.id) player.selectVariantTrack(fitting, true, KEPT_S)
}

/** How far behind that edge its pieces are surely there, ms. */
const DELAY_MS = 2_000
/** What Shaka calls a language that the manifest does not name. */
const UNDETERMINED = 'und'

/** Shaka's categories of errors, and its code for an answer with a bad status, which comes with the status. */
const NETWORK = 1
const BAD_HTTP_STATUS = 1001

function faultOf(reason: unknown): Fault {
  if (!(reason instanceof shaka.util.Error)) return { kind: 'unsupported', code: null }
  const { category, code, data } = reason
  if (category !== NETWORK) return { kind: 'unsupported', code: String(code) }
  const status = code === BAD_HTTP_STATUS ? Number(data[1]) : null
  if (status === 404 || status === 410) return { kind: 'not_found', code: String(status) }
  if (status === 401 || status === 403) return { kind: 'private', code: String(status) }
  return { kind: 'network', code: String(status ?? code) }
}

export const dash: MakeEngine = (parts) => new DashEngine(parts)
