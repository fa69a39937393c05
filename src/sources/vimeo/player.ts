import type { Profile } from '#core/profiles.ts'
import type { FaultKind, Film, MakeEngine } from '#player/engine.ts'
import { type Commands, type Doing, FramedEngine } from '#player/framed.ts'
import { ASKED_FOR, call, messageOf, pageOf, type VimeoMessage } from './messages.ts'
import { vimeo as profiles } from './profile.ts'

/** How often it is asked where it is, ms; an answer later than the next question is one to no question. */
const ASK_EVERY_MS = 250
const FAULTS: Record<string, FaultKind> = {
  NotFoundError: 'not_found',
  PasswordError: 'private',
  PrivacyError: 'private',
  NotPlayableError: 'unsupported',
  UnsupportedError: 'unsupported',
}
const DOING: Partial<Record<string, Doing>> = {
  play: 'loading',
  playing: 'playing',
  pause: 'paused',
  ended: 'ended',
  bufferstart: 'loading',
}

class VimeoEngine extends FramedEngine {
  readonly leastPx = null
  #asking: ReturnType<typeof setInterval> | undefined
  #askedAt: number | null = null
  #refusesRates = false
  #plays = false

  protected readonly commands: Commands = {
    play: () => this.post(call('play')),
    pause: () => this.post(call('pause')),
    seek: (toS) => this.post(call('setCurrentTime', toS)),
    volume: (volume) => this.post(call('setVolume', volume)),
    muted: (muted) => this.post(call('setMuted', muted)),
    rate: (rate) => {
      if (!this.#refusesRates) this.post(call('setPlaybackRate', rate))
    },
  }

  get profile(): Profile {
    return this.#refusesRates ? profiles.vimeoPlain : profiles.vimeo
  }

  override unload(): void {
    clearInterval(this.#asking)
    this.#askedAt = null
    this.#refusesRates = false
    this.#plays = false
    super.unload()
  }

  protected pageOf({ ref }: Film, startMs: number): URL {
    return pageOf(ref, startMs)
  }

  protected override greet(): void {
    this.post(call('ping'))
  }

  protected hear(data: unknown): void {
    const message = messageOf(data)
    if (message === null) return
    if ('method' in message) return this.#answer(message)
    switch (message.event) {
      case 'ready':
        return this.#introduce()
      case 'timeupdate':
        // The same word as of those who have only this one: that it is on its way.
        if (this.#plays) this.does('playing')
        if (message.data.duration !== undefined) this.learnt({ durationMs: message.data.duration * 1_000 })
        return
      case 'seeked':
        return this.stoodAt(message.data.seconds * 1_000, performance.now())
      case 'progress':
        return this.learnt({ loadedToMs: message.data.percent * message.data.duration * 1_000 })
      case 'playbackratechange':
        return this.learnt({ rate: message.data.playbackRate })
      case 'error':
        return this.#complains(message.data)
      case 'bufferend':
        return this.does(this.#plays ? 'playing' : 'paused')
      default:
        return this.#does(message.event)
    }
  }

  #introduce(): void {
    for (const name of ASKED_FOR) this.post(call('addEventListener', name))
    this.post(call('getDuration'))
    // Its owner may have forbidden speeds: asking for the one it has shows that and changes nothing.
    this.post(call('setPlaybackRate', 1))
    clearInterval(this.#asking)
    this.#asking = setInterval(() => this.#ask(), ASK_EVERY_MS)
    this.answered()
  }

  #does(event: string): void {
    const doing = DOING[event]
    if (doing === undefined) return
    if (event === 'play' || event === 'playing') this.#plays = true
    if (event === 'pause' || event === 'ended') this.#plays = false
    this.does(doing)
    this.#ask()
  }

  #ask(): void {
    this.#askedAt = performance.now()
    this.post(call('getCurrentTime'))
  }

  #answer(message: Extract<VimeoMessage, { method: string }>): void {
    if (message.method === 'ping') return this.#introduce()
    if (message.method === 'getDuration') return this.learnt({ durationMs: message.value * 1_000 })
    const now = performance.now()
    const askedAt = this.#askedAt
    if (askedAt === null) return
    this.#askedAt = null
    this.stoodAt(message.value * 1_000, (askedAt + now) / 2) // it looked somewhere on the way
  }

  #complains({ name, method }: { readonly name: string; readonly method: string | null }): void {
    if (method === 'setPlaybackRate') {
      this.#refusesRates = true
      return this.changed()
    }
    if (name === 'NotAllowedError') return this.refused()
    const kind = FAULTS[name]
    if (kind !== undefined) this.fail({ kind, code: name })
  }
}

export const vimeo: MakeEngine = () => new VimeoEngine()
