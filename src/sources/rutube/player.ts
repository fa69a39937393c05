import type { Profile } from '#core/profiles.ts'
import type { Fault, FaultKind, Film, MakeEngine } from '#player/engine.ts'
import { type Commands, type Doing, FramedEngine } from '#player/framed.ts'
import { command, messageOf, pageOf } from './messages.ts'
import { rutube as profiles } from './profile.ts'

/** `pause` today, `paused` of old. */
const DOING: Partial<Record<string, Doing>> = {
  playing: 'playing',
  pause: 'paused',
  paused: 'paused',
  buffering: 'loading',
  completed: 'ended',
  stopped: 'ended',
}
/** Advertisements that stand for the film; a banner or an overlay lies beside it. */
const ROLLS = /pre|mid|post|pause(?!banner)/i
const FAULTS: Record<string, FaultKind> = { 404: 'not_found', 403: 'private', 451: 'region' }

class RutubeEngine extends FramedEngine {
  readonly leastPx = null
  readonly profile: Profile = profiles.rutube

  protected readonly commands: Commands = {
    play: () => this.post(command('play')),
    pause: () => this.post(command('pause')),
    seek: (time) => this.post(command('setCurrentTime', { time })),
    volume: (volume) => this.post(command('setVolume', { volume })),
    muted: (muted) => this.post(command(muted ? 'mute' : 'unMute')),
  }

  protected pageOf({ ref }: Film, startMs: number): URL {
    return pageOf(ref, startMs)
  }

  protected hear(data: unknown): void {
    const message = messageOf(data)
    switch (message?.type) {
      case 'player:ready':
        return this.answered()
      case 'player:changeState': {
        const doing = DOING[message.data.state]
        return doing === undefined ? undefined : this.does(doing)
      }
      case 'player:playComplete':
        return this.does('ended')
      case 'player:durationChange':
        return this.learnt({ durationMs: message.data.duration * 1_000 })
      case 'player:currentTime':
        if (message.data.duration) this.learnt({ durationMs: message.data.duration * 1_000 })
        return this.stoodAt(message.data.time * 1_000, performance.now())
      case 'player:rollState': {
        if (!ROLLS.test(message.data.rollState)) return
        const toldAd = message.data.state === 'play'
        this.learnt({ toldAd })
        return toldAd ? this.does('playing') : undefined
      }
      case 'player:error':
        return this.fail(faultOf(message.data.code ?? message.data.type))
    }
  }
}

const faultOf = (code: number | string | undefined): Fault => ({
  kind: FAULTS[String(code)] ?? 'unsupported',
  code: code === undefined ? null : String(code),
})

export const rutube: MakeEngine = () => new RutubeEngine()
