import type { Profile } from '#core/profiles.ts'
import type { Film, MakeEngine } from '#player/engine.ts'
import { type Commands, FramedEngine } from '#player/framed.ts'
import { messageOf, pageOf, type VkMessage } from './messages.ts'
import { vk as profiles } from './profile.ts'

/** How often it is spoken to until it answers, ms. */
const GREET_EVERY_MS = 500

class VkEngine extends FramedEngine {
  readonly leastPx = null
  readonly profile: Profile = profiles.vk
  protected override readonly movesTo = ['https://vkvideo.ru', 'https://vk.ru']
  #greeting: ReturnType<typeof setInterval> | undefined

  protected readonly commands: Commands = {
    play: () => this.post({ method: 'play' }),
    pause: () => this.post({ method: 'pause' }),
    seek: (time) => this.post({ method: 'seek', time }),
    volume: (volume) => this.post({ method: 'set_volume', volume }),
    muted: (muted) => this.post({ method: muted ? 'mute' : 'unmute' }),
  }

  override unload(): void {
    clearInterval(this.#greeting)
    super.unload()
  }

  protected pageOf({ ref }: Film, startMs: number): URL {
    return pageOf(ref, startMs)
  }

  protected override greet(): void {
    clearInterval(this.#greeting)
    const greet = () => this.post({ method: 'init' })
    greet()
    this.#greeting = setInterval(greet, GREET_EVERY_MS)
  }

  protected hear(data: unknown): void {
    const message = messageOf(data)
    if (message === null) return
    if (message.duration !== undefined && message.duration > 0) this.learnt({ durationMs: message.duration * 1_000 })
    this.#happened(message)
    // During an advertisement it is the advertisement's.
    if (message.time !== undefined && !this.ad) this.stoodAt(message.time * 1_000, performance.now())
  }

  #happened({ event, errorCode }: VkMessage): void {
    switch (event) {
      case 'inited':
        clearInterval(this.#greeting)
        return this.answered()
      case 'started':
      case 'resumed':
        return this.does('playing')
      case 'paused':
        return this.does('paused')
      case 'ended':
        return this.does('ended')
      case 'adStarted':
        this.learnt({ toldAd: true })
        return this.does('playing')
      case 'adCompleted':
        return this.learnt({ toldAd: false })
      case 'autoplaySoundProhibited':
        return this.refused()
      case 'error':
        return this.fail({ kind: 'unsupported', code: errorCode === undefined ? null : String(errorCode) })
    }
  }
}

export const vk: MakeEngine = () => new VkEngine()
