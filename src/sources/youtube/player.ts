import type { Profile } from '#core/profiles.ts'
import type { Fault, FaultKind, Film, MakeEngine } from '#player/engine.ts'
import { type Commands, type Doing, FramedEngine } from '#player/framed.ts'
import { ASKED_FOR, command, LISTENING, messageOf, pageOf, saidAt, type YouTubeInfo } from './messages.ts'
import { youtube as profiles } from './profile.ts'

/** How often it is spoken to until it answers, ms, as its own script does. */
const GREET_EVERY_MS = 250
/** A speed that is on no list, and how long it may take to be taken, ms. */
const PROBE_RATE = 1.05
const PROBE_MS = 600
/** An advertisement is shorter than the film by more than what a film's length is corrected by, ms. */
const SHORTER_MS = 2_000

const DOING: Record<number, Doing> = { [-1]: 'cued', 0: 'ended', 1: 'playing', 2: 'paused', 3: 'loading', 5: 'cued' }
const FAULTS: Record<number, FaultKind> = {
  2: 'not_found',
  5: 'unsupported',
  100: 'not_found',
  101: 'not_embeddable',
  150: 'not_embeddable',
  153: 'needs_identity',
}

/** Whether it takes any speed: found out once, and true of every film after it. */
let takesAnyRate: boolean | null = null

class YouTubeEngine extends FramedEngine {
  readonly leastPx = { width: 200, height: 200 }
  #greeting: ReturnType<typeof setInterval> | undefined
  #probe: ReturnType<typeof setTimeout> | undefined
  #longestMs = 0
  /** The speed that is wanted while another is tried. */
  #rate = 1

  protected readonly commands: Commands = {
    play: () => this.#command('playVideo'),
    pause: () => this.#command('pauseVideo'),
    seek: (toS) => this.#command('seekTo', toS, true),
    volume: (volume) => this.#command('setVolume', Math.round(volume * 100)),
    muted: (muted) => this.#command(muted ? 'mute' : 'unMute'),
    rate: (rate) => {
      this.#rate = rate
      if (this.#probe === undefined) this.#command('setPlaybackRate', rate)
    },
  }

  get profile(): Profile {
    return takesAnyRate === true ? profiles.youtubeFree : profiles.youtubeListed
  }

  override unload(): void {
    this.#stop()
    super.unload()
  }

  protected pageOf({ ref }: Film, startMs: number): URL {
    return pageOf(ref, startMs, location.origin)
  }

  protected override greet(): void {
    clearInterval(this.#greeting)
    const listening = () => this.post(LISTENING)
    listening()
    this.#greeting = setInterval(listening, GREET_EVERY_MS)
  }

  protected hear(data: unknown): void {
    const message = messageOf(data)
    switch (message?.event) {
      case 'readyToListen':
        return this.post(LISTENING)
      case 'initialDelivery':
        clearInterval(this.#greeting)
        for (const name of ASKED_FOR) this.#command('addEventListener', name)
        this.#informed(message.info)
        // It says `onReady` too; not to those who come late, though.
        if (typeof message.info.playerState === 'number') this.answered()
        return
      case 'infoDelivery':
        return this.#informed(message.info)
      case 'onReady':
        return this.answered()
      case 'onStateChange':
        return this.#does(message.info)
      case 'onPlaybackRateChange':
        return this.#hasRate(message.info)
      case 'onAutoplayBlocked':
        return this.refused()
      case 'onError':
        return this.fail(faultOf(message.info))
    }
  }

  #informed(info: YouTubeInfo): void {
    const { playerState, currentTime, duration, playbackRate, videoLoadedFraction } = info
    if (typeof playerState === 'number') this.#does(playerState)
    if (typeof playbackRate === 'number') this.#hasRate(playbackRate)
    if (info.videoData?.isLive) {
      const edgeMs = secondsToMs(info.progressState?.seekableEnd ?? duration)
      this.learnt({ live: { edgeMs, latencyMs: null, window: null } })
    }
    if (typeof duration === 'number' && duration > 0) this.#lasts(duration * 1_000)
    if (typeof videoLoadedFraction === 'number') this.learnt({ loadedToMs: videoLoadedFraction * this.#longestMs })
    if (typeof currentTime === 'number')
      this.stoodAt(currentTime * 1_000, saidAt(info.currentTimeLastUpdated_, performance.now(), wallNow()))
  }

  /** Of an advertisement it tells the length as if it were the film's. */
  #lasts(durationMs: number): void {
    const toldAd = this.live === null && durationMs < this.#longestMs - SHORTER_MS
    this.#longestMs = Math.max(this.#longestMs, durationMs)
    this.learnt(toldAd ? { toldAd } : { toldAd, durationMs })
  }

  #does(state: number): void {
    const doing = DOING[state]
    if (doing === undefined) return
    this.does(doing)
    if (doing === 'playing' && takesAnyRate === null && this.#probe === undefined) this.#tryRate()
  }

  /** It answers for a speed by telling it, or another from its list, or nothing. */
  #tryRate(): void {
    this.#command('setPlaybackRate', PROBE_RATE)
    this.#probe = setTimeout(() => this.#tried(false), PROBE_MS)
  }

  #tried(any: boolean): void {
    clearTimeout(this.#probe)
    this.#probe = undefined
    takesAnyRate = any
    this.#command('setPlaybackRate', this.#rate)
    this.changed()
  }

  #hasRate(rate: number): void {
    if (this.#probe === undefined) return this.learnt({ rate })
    if (rate === PROBE_RATE) this.#tried(true)
  }

  #command(func: string, ...args: readonly (boolean | number | string)[]): void {
    this.post(command(func, ...args))
  }

  #stop(): void {
    clearInterval(this.#greeting)
    clearTimeout(this.#probe)
    this.#probe = undefined
    this.#longestMs = 0
    this.#rate = 1
  }
}

/** The players' clock for what they say; ours is only laid beside it. */
const wallNow = (): number => Date.now()
const secondsToMs = (seconds: number | null | undefined): number | null =>
  seconds === null || seconds === undefined ? null : seconds * 1_000
const faultOf = (code: number): Fault => ({ kind: FAULTS[code] ?? 'unsupported', code: String(code) })

export const youtube: MakeEngine = () => new YouTubeEngine()
