import { bothBursts, NO_REACTIONS, sizeOf, withReaction } from '#core/reactions.ts'
import type { Notice } from '#ports/bus.ts'
import { type Clock, wakeIn } from '#ports/clock.ts'
import type { Metrics } from '#ports/metrics.ts'
import type { InstanceId } from '#protocol/ids.ts'
import { REACTIONS_EVERY_MS } from '#protocol/limits.ts'
import type { ReactionBurst, ReactionSeen } from '#protocol/reactions.ts'

export interface RoomReactionsDeps {
  readonly clock: Clock
  readonly metrics: Metrics
  readonly mine: InstanceId
  /** Tells the other instances. */
  readonly notify: (notice: Notice) => void
  /** Tells the viewers here. */
  readonly onBurst: (burst: ReactionBurst) => void
}

/**
 * What the viewers of one room react, here and on the other instances. The first is told at once, whatever follows
 * together and not too often. Nothing of it is kept, and all of it may be lost.
 */
export class RoomReactions {
  readonly #deps: RoomReactionsDeps
  /** What the other instances have not been told, and what the viewers here have not. */
  #own = NO_REACTIONS
  #untold = NO_REACTIONS
  /** While it is set somebody has just been told. */
  #cancel: (() => void) | null = null

  constructor(deps: RoomReactionsDeps) {
    this.#deps = deps
  }

  /** A viewer of this instance reacts. */
  reacted(seen: ReactionSeen): void {
    this.#deps.metrics.reacted(seen.what)
    this.#own = withReaction(this.#own, seen)
    this.#untold = withReaction(this.#untold, seen)
    if (this.#cancel === null) this.#tell()
  }

  /** A word of another instance. */
  heard({ by, burst }: Extract<Notice, { about: 'reactions' }>): void {
    if (by === this.#deps.mine) return
    this.#untold = bothBursts(this.#untold, burst)
    if (this.#cancel === null) this.#tell()
  }

  /** The room is not looked after here any more. */
  end(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  #tell(): void {
    const { clock, mine, notify, onBurst } = this.#deps
    this.#cancel = null
    if (sizeOf(this.#untold) === 0) return
    const [burst, own] = [this.#untold, this.#own]
    this.#untold = NO_REACTIONS
    this.#own = NO_REACTIONS
    this.#cancel = wakeIn(clock, REACTIONS_EVERY_MS, () => this.#tell())
    if (sizeOf(own) > 0) notify({ about: 'reactions', by: mine, burst: own })
    onBurst(burst)
  }
}
