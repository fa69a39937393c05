// The build without HLS, sound of other systems and a face of its own: 173 kB instead of 241, in a chunk of its own.
import shaka from 'shaka-player/dist/shaka-player.dash-es2021.js'
import type { Reading } from '#core/follower.ts'
import type { Profile } from '#core/profiles.ts'
import type { Fault, Film, LiveEdge, MakeEngine } from '#player/engine.ts'
import { VideoEngine } from '#player/video-engine.ts'
import { dash as profiles } from './profile.ts'

/** A film described by a DASH manifest: Shaka Player fetches its pieces and joins them. */
class DashEngine extends VideoEngine {
  #shaka: shaka.Player | null = null

  override get profile(): Profile {
    return this.#shaka?.isLive() ? profiles.dashLive : super.profile
  }

  override get live(): LiveEdge | null {
    if (!this.#shaka?.isLive()) return null
    const { liveLatency } = this.#shaka.getStats()
    return { edgeMs: this.#shaka.seekRange().end * 1_000, latencyMs: liveLatency > 0 ? liveLatency * 1_000 : null }
  }

  /** It waits for more by slowing its `<video>` down to nothing: who looks must not take that for a speed. */
  override read(): Reading | null {
    const reading = super.read()
    if (reading === null || this.#shaka === null) return reading
    const waits = this.#shaka.isBuffering()
    return {
      ...reading,
      ready: reading.ready && !waits,
      playerRate: reading.playerRate || this.#shaka.getPlaybackRate(),
    }
  }

  override load(film: Film, startMs: number): void {
    this.#end()
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
    player.addEventListener('buffering', () => this.tell())
    player.addEventListener('error', (event) => this.#broke(player, 'detail' in event ? event.detail : null))
    player
      .attach(this.element)
      .then(() => player.load(film.url, startMs > 0 ? startMs / 1_000 : null))
      .catch((reason: unknown) => this.#broke(player, reason))
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
  }
}

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

export const dash: MakeEngine = ({ video }) => new DashEngine(video)
