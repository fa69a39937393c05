/** A finger that has moved less than this has not decided yet, px. */
const SLOP_PX = 10
/** Past this, px, letting go answers. */
export const ENOUGH_PX = 52
/** From there on the line follows more slowly, and no further than this. */
const BEYOND = 0.2
const MOST_PX = 76
/** A swipe is at least so much flatter than it is steep; anything steeper scrolls. */
const FLAT = 1.4

export interface Pull {
  readonly phase: 'undecided' | 'pulling' | 'refused'
  /** How far the line stands from its place, px, the way it is pulled. */
  readonly offset: number
  /** Letting go now answers. */
  readonly armed: boolean
}

const NOTHING: Pull = { phase: 'undecided', offset: 0, armed: false }

/**
 * Whether a finger pulls a line aside, and how far. `inwards` is the way that counts: -1 from right to left, 1 where one
 * reads from right to left. What was decided once stays: a scroll never becomes a swipe, nor the other way round.
 */
export class SwipeToReply {
  readonly #inwards: -1 | 1
  readonly #x: number
  readonly #y: number
  #pull = NOTHING

  constructor(x: number, y: number, inwards: -1 | 1) {
    this.#x = x
    this.#y = y
    this.#inwards = inwards
  }

  get pull(): Pull {
    return this.#pull
  }

  move(x: number, y: number): Pull {
    const along = (x - this.#x) * this.#inwards
    const across = Math.abs(y - this.#y)
    if (this.#pull.phase === 'undecided' && Math.max(Math.abs(along), across) >= SLOP_PX) {
      this.#pull = { ...NOTHING, phase: along > across * FLAT ? 'pulling' : 'refused' }
    }
    if (this.#pull.phase === 'pulling') {
      const far = Math.max(0, along - SLOP_PX)
      const offset = far <= ENOUGH_PX ? far : Math.min(MOST_PX, ENOUGH_PX + (far - ENOUGH_PX) * BEYOND)
      this.#pull = { phase: 'pulling', offset, armed: far >= ENOUGH_PX }
    }
    return this.#pull
  }
}
