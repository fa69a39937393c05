import { opening, openingAt } from '#core/drift.ts'
import { type Effect, type Follower, look, newFollower, resynced, type Situation } from '#core/follower.ts'
import { type Habits, habitsOf, hasLearned } from '#core/learning.ts'
import type { Health } from '#protocol/health.ts'
import type { UserId } from '#protocol/ids.ts'
import type { Playback } from '#protocol/playback.ts'
import type { Engine } from './engine.ts'

/** What a page knows besides its player. */
export interface Surroundings {
  readonly playback: Playback
  /** The room's clock, and how wrong it may be, ms; null while nothing may be steered by it. */
  readonly time: { readonly now: number; readonly boundMs: number } | null
  readonly roundTripMs: number | null
  readonly me: UserId | null
  /** The film cannot be played here. */
  readonly failed: boolean
  readonly alone: boolean
  /** There is not the room that its platform asks for: it must not play. */
  readonly cramped: boolean
  /** By how much this device's sound comes late, ms: its picture runs ahead by as much. */
  readonly deviceOffsetMs: number
}

interface LoopDeps {
  readonly surroundings: () => Surroundings
  /** The browser refused to play: it wants a tap first. */
  readonly onBlocked: () => void
  readonly onHealth: (health: Health) => void
  readonly onLearned: (habits: Habits) => void
  readonly tell: (what: 'ready' | 'stalled', epoch: number, version: number) => void
  readonly report: (health: Health) => void
  readonly askTime: () => void
}

/** Keeps an engine where the room is: looks, asks `core/follower` what to do, does it, and looks again when that is due. */
export class SyncLoop {
  readonly #engine: Engine
  readonly #deps: LoopDeps
  #timer: ReturnType<typeof setTimeout> | undefined
  #follower: Follower
  readonly #deafen: () => void
  #blocked = false
  #stopped = false

  constructor(engine: Engine, habits: Habits, deps: LoopDeps) {
    this.#engine = engine
    this.#deps = deps
    this.#follower = newFollower(habits)
    this.#deafen = engine.subscribe(this.look)
    document.addEventListener('visibilitychange', this.look)
    this.look()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    this.#deafen()
    document.removeEventListener('visibilitychange', this.look)
  }

  /** The film of this line is about to be opened: where, ms, so that it is ready when the room comes there. */
  open(playback: Playback): number {
    const { time, deviceOffsetMs } = this.#deps.surroundings()
    if (playback.status === 'idle' || time === null) return 0
    const toMs = openingAt(this.#follower.drift, playback, time.now + deviceOffsetMs)
    this.#follower = { ...this.#follower, drift: opening(this.#follower.drift, performance.now(), toMs) }
    return toMs
  }

  /** The tap has come: try again. */
  unblocked(): void {
    this.#blocked = false
    this.look()
  }

  /** Begins anew, as somebody who has just come back. */
  resync(): void {
    this.#deps.askTime()
    this.#follower = resynced(this.#follower)
    this.look()
  }

  look = (): void => {
    if (this.#stopped) return
    const before = this.#follower.drift
    const { follower, effects, againInMs } = look(this.#follower, this.#situation())
    this.#follower = follower
    for (const effect of effects) this.#do(effect)
    if (hasLearned(before, follower.drift)) this.#deps.onLearned(habitsOf(follower.drift))
    this.#deps.onHealth(follower.health)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.look, againInMs)
  }

  #situation(): Situation {
    const { time, deviceOffsetMs, cramped, ...known } = this.#deps.surroundings()
    // The clock and the player are read next to each other: what lies between is an error.
    const player = this.#engine.read()
    return {
      ...known,
      now: performance.now(),
      roomNow: time && time.now + deviceOffsetMs,
      boundMs: time?.boundMs ?? null,
      player,
      visible: document.visibilityState === 'visible',
      blocked: this.#blocked || cramped,
      profile: this.#engine.profile,
      liveDelayMs: this.#engine.live?.window?.delayMs,
    }
  }

  #do(effect: Effect): void {
    const { tell, report, askTime } = this.#deps
    switch (effect.do) {
      case 'seek':
        return this.#engine.seek(effect.toMs)
      case 'pause':
        return this.#engine.pause()
      case 'rate':
        return this.#engine.setRate(effect.rate, effect.keepsPitch)
      case 'play':
        if (!this.#blocked && !this.#deps.surroundings().cramped) this.#play()
        return
      case 'tell':
        return tell(effect.what, effect.epoch, effect.version)
      case 'report':
        return report(effect.health)
      case 'ask_time':
        return askTime()
    }
  }

  #play(): void {
    this.#engine.play().catch((reason: unknown) => {
      // AbortError: a pause or a new film came first, which is no refusal.
      if (!(reason instanceof DOMException) || reason.name !== 'NotAllowedError') return
      this.#blocked = true
      this.#deps.onBlocked()
    })
  }
}
