import { COLD, type Heat, heated, heatedBy } from '#core/heat.ts'
import { FULL, take } from '#core/token-bucket.ts'
import { FRAME_RATES } from '#protocol/frame-rates.ts'
import type { ClientFrame } from '#protocol/frames.ts'
import type { UserId } from '#protocol/ids.ts'
import type { Reaction, ReactionBurst } from '#protocol/reactions.ts'
import { AIR_MS, type Air, CLEAR, type Flying, landed, withBurst, withMine } from './air.ts'

/** What the reactions must know of the room. */
interface Scene {
  readonly me: UserId | null
  /** Counts the room's films. */
  readonly epoch: number
  /** Where the film stands, ms; null without one. */
  readonly positionMs: number | null
  /** The film's length, ms, if it is known. */
  readonly lengthMs: number | null
}

/** What people react to what they see: mine at once, the others' as the room tells them. */
export class Reactions {
  #air = $state.raw<Air>(CLEAR)
  #heat = $state.raw<{ readonly epoch: number; readonly of: Heat }>({ epoch: -1, of: COLD })
  #bucket = FULL
  #landing: ReturnType<typeof setTimeout> | null = null
  readonly #send: (frame: ClientFrame) => boolean
  readonly #scene: () => Scene

  /** `send` answers whether the frame went out. */
  constructor(send: (frame: ClientFrame) => boolean, scene: () => Scene) {
    this.#send = send
    this.#scene = scene
  }

  /** In the air now, oldest first, `AIR_MAX` at most; each for `AIR_MS`. */
  get flying(): readonly Flying[] {
    return this.#air.flying
  }

  /** How often people reacted along the film that the room plays, since I came. */
  get heat(): Heat {
    return this.#heat.epoch === this.#scene().epoch ? this.#heat.of : COLD
  }

  /** I react. Answers whether it was taken: not without a connection, nor when I tap faster than the room hears. */
  react(what: Reaction): boolean {
    const now = performance.now()
    const bucket = take(this.#bucket, FRAME_RATES.react, now)
    if (bucket === null || !this.#send({ t: 'react', what })) return false
    this.#bucket = bucket
    const { me, positionMs } = this.#scene()
    this.#fly(withMine(this.#air, { what, userId: me, positionMs }, now))
    if (positionMs !== null) this.#warm(heated(this.heat, positionMs, 1))
    return true
  }

  /** The room tells of a burst. */
  heard(burst: ReactionBurst): void {
    const { me, lengthMs } = this.#scene()
    if (me === null) return
    const { air, rest } = withBurst(this.#air, burst, me, performance.now())
    this.#fly(air)
    this.#warm(heatedBy(this.heat, rest, lengthMs))
  }

  stop(): void {
    if (this.#landing !== null) clearTimeout(this.#landing)
    this.#landing = null
  }

  #warm(of: Heat): void {
    this.#heat = { epoch: this.#scene().epoch, of }
  }

  #fly(air: Air): void {
    this.#air = air
    if (air.flying.length > 0) this.#landing ??= setTimeout(() => this.#land(), AIR_MS)
  }

  /** Whatever has had its time goes; the timer is set for the next. */
  #land(): void {
    this.#landing = null
    const now = performance.now()
    this.#air = landed(this.#air, now)
    const [next] = this.#air.flying
    if (next) this.#landing = setTimeout(() => this.#land(), Math.max(0, next.until - now))
  }
}
