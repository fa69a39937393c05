import type { SyncState } from '#protocol/health.ts'
import type { Abilities, Engine, Fault, News } from '../player/engine.ts'

export type PlayerStatus = 'empty' | 'loading' | 'ready' | 'failed'

/** How my player stands to the room: its own state, or that the line is lost, or that nothing plays. */
export interface Sync {
  readonly state: SyncState | 'lost' | 'idle'
  /** How far behind the room (+) or ahead of it (-), ms; null while that means nothing. */
  readonly offsetMs: number | null
  /** How wrong the clock behind that number can be at most, ms. */
  readonly boundMs: number | null
}

interface Hooks {
  /** What stands there when nothing else does. */
  readonly nothing: HTMLElement
  readonly heard: (engine: Engine, news: News) => void
  /** There is room enough for it, or not any more. */
  readonly resized: () => void
}

/** What is taken for granted of a player that has not come yet: ours. */
const OURS: Abilities = { overlays: true, pip: false, volume: true, rates: 'any' }

/** The player that is on the stage: where it stands there, what it can do, and how it is doing. */
export class Showing {
  status = $state<PlayerStatus>('empty')
  #engine = $state.raw<Engine | null>(null)
  #abilities = $state.raw<Abilities>(OURS)
  #fault = $state.raw<Fault | null>(null)
  #ad = $state(false)
  #cramped = $state(false)
  #host: HTMLElement | null = null
  #deafen: () => void = () => {}
  readonly #hooks: Hooks

  constructor(hooks: Hooks) {
    this.#hooks = hooks
  }

  get engine(): Engine | null {
    return this.#engine
  }
  /** Its frames, where they may be looked at. */
  get picture(): HTMLVideoElement | null {
    return this.#engine?.picture ?? null
  }
  get abilities(): Abilities {
    return this.#abilities
  }
  /** Why the film does not play; null while it does. */
  get fault(): Fault | null {
    return this.#fault
  }
  /** An advertisement is shown instead of the film. */
  get ad(): boolean {
    return this.#ad
  }
  /** The least size that its platform allows it, px. */
  get leastPx(): Engine['leastPx'] {
    return this.#engine?.leastPx ?? null
  }
  /** The stage has less room for it than its platform allows. */
  get cramped(): boolean {
    return this.#cramped
  }

  /** Another film is about to come. */
  next(status: PlayerStatus): void {
    this.status = status
    this.#fault = null
    this.#ad = false
  }

  /** It cannot even be tried. */
  fail(fault: Fault | null): void {
    this.status = 'failed'
    this.#fault = fault
  }

  take(engine: Engine): void {
    this.#deafen()
    this.#engine = engine
    this.#deafen = engine.subscribe((news) => {
      this.look()
      this.#hooks.heard(engine, news)
    })
    this.#place()
  }

  drop(): void {
    this.#deafen()
    this.#deafen = () => {}
    this.#engine?.unload()
    this.#engine = null
    this.#abilities = OURS
    this.#cramped = false
  }

  /** Takes over how the player is doing. */
  look(): void {
    const engine = this.#engine
    if (engine === null) return
    if (engine.phase === 'ready' || engine.phase === 'failed') this.status = engine.phase
    this.#fault = engine.fault
    this.#ad = engine.ad
    const { abilities } = engine
    if (!same(abilities, this.#abilities)) this.#abilities = abilities
  }

  /** Shows the player inside `host` until the returned undo is called. */
  mount(host: HTMLElement): () => void {
    this.#host = host
    const sized = new ResizeObserver(this.#measure)
    sized.observe(host)
    this.#place()
    return () => {
      sized.disconnect()
      if (this.#host === host) this.#host = null
      host.replaceChildren()
    }
  }

  /** A frame that is moved would load anew, so it is put there once. */
  #place(): void {
    const element = this.#engine?.element ?? this.#hooks.nothing
    if (this.#host && element.parentElement !== this.#host) this.#host.replaceChildren(element)
    this.#measure()
  }

  #measure = (): void => {
    const least = this.#engine?.leastPx ?? null
    // Asked only for those that mind: it makes the browser lay out all that is being mounted.
    const box = least === null ? undefined : this.#host?.getBoundingClientRect()
    // No size at all has a stage that shows something else.
    const known = least !== null && box !== undefined && box.width > 0
    const cramped = known && (box.width < least.width || box.height < least.height)
    if (cramped === this.#cramped) return
    this.#cramped = cramped
    if (cramped) this.#engine?.pause()
    this.#hooks.resized()
  }
}

const same = (a: Abilities, b: Abilities): boolean =>
  a.overlays === b.overlays && a.pip === b.pip && a.volume === b.volume && String(a.rates) === String(b.rates)
