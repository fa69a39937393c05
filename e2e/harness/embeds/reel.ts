/** A film without pictures: what the stand-ins for platforms' players play. Its true place is known at every instant. */

export type State = 'ad' | 'buffering' | 'cued' | 'ended' | 'paused' | 'playing'

/** How a stand-in behaves, by the number of its film. */
export interface Behaviour {
  readonly seconds: number
  /** Shows an advertisement first, for so long, ms. */
  readonly adMs: number
  /** Runs dry at this second, for so long, ms. */
  readonly dryAtS: number | null
  readonly dryMs: number
  /** Plays with sound only after a finger was in its frame. */
  readonly wantsTap: boolean
  /** The other way to take speeds than its usual one. */
  readonly otherRates: boolean
  /** Refuses the film with this code. */
  readonly error: number | null
}

const PLAIN: Behaviour = {
  seconds: 60,
  adMs: 0,
  dryAtS: null,
  dryMs: 0,
  wantsTap: false,
  otherRates: false,
  error: null,
}

/** 1 plain, 2 another, 3 runs dry, 4 wants a tap, 5 an advertisement first, 6 other speeds, 8 short; 9xxx the error xxx. */
export function behaviourOf(film: number): Behaviour {
  if (film >= 9_000) return { ...PLAIN, error: film - 9_000 }
  switch (film) {
    case 2:
      return { ...PLAIN, seconds: 90 }
    case 3:
      return { ...PLAIN, dryAtS: 2, dryMs: 1_500 }
    case 4:
      return { ...PLAIN, wantsTap: true }
    case 5:
      return { ...PLAIN, adMs: 2_500 }
    case 6:
      return { ...PLAIN, otherRates: true }
    case 8:
      return { ...PLAIN, seconds: 3 }
    default:
      return PLAIN
  }
}

/** From being told to doing, ms: a start, a seek. */
const START_MS = 140
const SEEK_MS = 180

interface Piece {
  /** By the machine's clock, ms. */
  readonly at: number
  readonly s: number
  readonly rate: number
}

export class Reel {
  readonly behaviour: Behaviour
  state: State = 'cued'
  rate = 1
  muted = false
  volume = 1
  /** It has begun, refused to, moved, or stopped. */
  onState: () => void = () => {}
  onSeeked: () => void = () => {}
  onRefused: () => void = () => {}
  readonly #pieces: Piece[]
  #touched = false
  #wants = false
  #ranDry = false
  #adDone: boolean
  #timers = new Set<ReturnType<typeof setTimeout>>()

  constructor(film: number, startS: number) {
    this.behaviour = behaviourOf(film)
    this.#adDone = this.behaviour.adMs === 0
    this.#pieces = [{ at: clock(), s: startS, rate: 0 }]
    addEventListener('pointerdown', () => {
      this.#touched = true
    })
    setInterval(() => this.#watch(), 20)
  }

  get seconds(): number {
    return this.behaviour.seconds
  }

  /** Where it was at this instant, s. */
  truthAt(at: number): number {
    const piece = this.#pieces.findLast((one) => one.at <= at) ?? this.#pieces[0]
    if (piece === undefined) return 0
    return Math.min(this.seconds, piece.s + (piece.rate * Math.max(0, at - piece.at)) / 1_000)
  }

  get nowS(): number {
    return this.truthAt(clock())
  }

  play(): void {
    this.#wants = true
    if (this.state === 'playing' || this.state === 'ad') return
    if (this.behaviour.wantsTap && !this.muted && !this.#touched) {
      this.#wants = false
      return this.onRefused()
    }
    this.#become('buffering')
    this.#later(START_MS, () => this.#wants && this.#roll())
  }

  pause(): void {
    this.#wants = false
    if (this.state === 'cued' || this.state === 'ended') return
    this.#cancel()
    this.#move(this.nowS, 0)
    this.#become('paused')
  }

  seek(toS: number): void {
    const before = this.state
    this.#cancel()
    this.#move(Math.min(Math.max(0, toS), this.seconds), 0)
    if (before !== 'cued' && before !== 'paused') this.#become('buffering')
    this.#later(SEEK_MS, () => {
      this.onSeeked()
      if (this.#wants) this.#roll()
    })
  }

  setRate(rate: number): void {
    this.rate = rate
    if (this.state === 'playing') this.#move(this.nowS, rate)
  }

  #roll(): void {
    if (!this.#adDone) {
      this.#become('ad')
      this.#later(this.behaviour.adMs, () => {
        this.#adDone = true
        this.#roll()
      })
      return
    }
    this.#move(this.nowS, this.rate)
    this.#become('playing')
  }

  #watch(): void {
    if (this.state !== 'playing') return
    const { dryAtS, dryMs } = this.behaviour
    if (this.nowS >= this.seconds) {
      this.#move(this.seconds, 0)
      this.#wants = false
      this.#become('ended')
    } else if (dryAtS !== null && !this.#ranDry && this.nowS >= dryAtS) {
      this.#ranDry = true
      this.#move(this.nowS, 0)
      this.#become('buffering')
      this.#later(dryMs, () => this.#wants && this.#roll())
    }
  }

  #move(s: number, rate: number): void {
    this.#pieces.push({ at: clock(), s, rate })
  }

  #become(state: State): void {
    if (state === this.state) return
    this.state = state
    this.onState()
  }

  #later(ms: number, what: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      what()
    }, ms)
    this.#timers.add(timer)
  }

  #cancel(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }
}

/** The machine's clock, the same in every page on it, ms. */
export const clock = (): number => performance.timeOrigin + performance.now()

/** Lets the test ask for the truth. */
export function show(reel: Reel): void {
  Object.assign(globalThis, { reel })
  document.body.style.background = '#234'
}

/** Who embeds us may be told. */
export const tell = (message: unknown): void => parent.postMessage(message, '*')
