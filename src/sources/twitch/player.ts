import type { Reading } from '#core/follower.ts'
import type { Profile } from '#core/profiles.ts'
import type { Fault, Film, MakeEngine } from '#player/engine.ts'
import { type Commands, type Doing, FramedEngine } from '#player/framed.ts'
import { command, messageOf, pageOf, type TwitchState } from './messages.ts'
import { twitch as profiles } from './profile.ts'

const DOING: Partial<Record<string, Doing>> = {
  Buffering: 'loading',
  Playing: 'playing',
  Idle: 'paused',
  Paused: 'paused',
  Ended: 'ended',
}

class TwitchEngine extends FramedEngine {
  readonly leastPx = { width: 400, height: 300 }
  readonly profile: Profile = profiles.twitchVideo
  #broadcast = false
  #played = false
  /** A broadcast cannot be sent anywhere: where the room believes it is it is, and its delay is told besides. */
  #line = { fromMs: 0, at: 0, moves: false }

  protected readonly commands: Commands = {
    play: () => this.post(command('play')),
    pause: () => this.post(command('pause')),
    seek: (toS) => {
      if (!this.#broadcast) this.post(command('seek', toS))
    },
    volume: (volume) => this.post(command('volume', volume)),
    muted: (muted) => this.post(command('muted', muted)),
  }

  override read(): Reading | null {
    const reading = super.read()
    if (reading === null || !this.#broadcast) return reading
    const mediaMs = this.positionMs
    return { ...reading, mediaMs, seeking: false, loadedFromMs: mediaMs, loadedToMs: mediaMs + 10_000 }
  }

  override get positionMs(): number {
    const { fromMs, at, moves } = this.#line
    return this.#broadcast ? fromMs + (moves ? performance.now() - at : 0) : super.positionMs
  }

  override seek(toMs: number): void {
    this.#draw(toMs, this.#line.moves)
    if (!this.#broadcast) super.seek(toMs)
  }

  override unload(): void {
    this.#played = false
    super.unload()
  }

  protected pageOf({ ref }: Film, startMs: number): URL | Fault {
    this.#broadcast = ref.startsWith('channel:')
    this.#draw(startMs, false)
    return pageOf(ref, startMs, location.hostname) ?? { kind: 'not_embeddable', code: 'clip' }
  }

  protected hear(data: unknown): void {
    const message = messageOf(data)
    switch (message?.eventName) {
      case 'UPDATE_STATE':
        return this.#informed(message.params)
      case 'ready':
        return this.answered()
      case 'playbackBlocked':
        return this.refused()
      case 'playing':
        return this.#does('playing')
      case 'pause':
        return this.#does('paused')
      case 'ended':
        return this.#does('ended')
      case 'offline':
        if (this.#broadcast) this.fail({ kind: 'not_found', code: 'offline' })
        return
      case 'error':
        return this.fail({ kind: 'unsupported', code: codeOf(message.params) })
    }
  }

  #informed({ playback, currentTime, duration, stats }: TwitchState): void {
    const doing = DOING[playback ?? '']
    if (doing !== undefined) this.#does(doing)
    const { bufferSize, hlsLatencyBroadcaster } = stats?.videoStats ?? {}
    if (this.#broadcast) {
      const latencyMs = typeof hlsLatencyBroadcaster === 'number' ? hlsLatencyBroadcaster * 1_000 : null
      return this.learnt({ live: { edgeMs: null, latencyMs, window: null } })
    }
    if (typeof duration === 'number' && duration > 0) this.learnt({ durationMs: duration * 1_000 })
    if (typeof currentTime !== 'number') return
    this.stoodAt(currentTime * 1_000, performance.now())
    if (typeof bufferSize === 'number') this.learnt({ loadedToMs: (currentTime + bufferSize) * 1_000 })
  }

  #does(doing: Doing): void {
    if (doing === 'playing') this.#played = true
    // Idle is also a player that has not begun.
    if (doing === 'paused' && !this.#played) return
    this.#draw(this.positionMs, doing === 'playing')
    this.does(doing)
  }

  #draw(fromMs: number, moves: boolean): void {
    this.#line = { fromMs, at: performance.now(), moves }
  }
}

function codeOf(params: unknown): string | null {
  const code = typeof params === 'object' && params !== null && 'code' in params ? params.code : null
  return typeof code === 'number' || typeof code === 'string' ? String(code) : null
}

export const twitch: MakeEngine = () => new TwitchEngine()
