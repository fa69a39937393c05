import type { Reading } from '#core/follower.ts'
import type { Profile } from '#core/profiles.ts'
import type { Abilities, Engine, Fault, Film, LiveEdge, Phase } from './engine.ts'
import { Frame } from './frame.ts'
import { Listeners } from './listeners.ts'
import { type Doing, Said } from './said.ts'
import { Start } from './start.ts'

export type { Doing } from './said.ts'

/** What a platform's player can be told. Times in seconds, as all of them count. */
export interface Commands {
  play(): void
  pause(): void
  seek(toS: number): void
  volume(volume: number): void
  muted(muted: boolean): void
  /** None: it knows one speed. */
  rate?(rate: number): void
}

/** Nobody answers from the frame for so long, ms: it does not come. */
const ANSWER_MS = 20_000
/** What was asked for is taken for done for so long, ms; then the player's own word holds. */
const ASKED_MS = 1_000
/** A seek that nothing was heard of for so long, ms, is over. */
const SEEK_MS = 4_000
/** Where a seek lands is this near to where it went, ms (a key picture), and it is told this long after, ms, at the least. */
const LANDS_MS = 2_500
const LANDED_AFTER_MS = 60
/** A frame tells seldom of what it has loaded; one that does not complain has this much, ms. */
const TRUSTED_MS = 3_500
/** What happens in a frame so soon after a finger was there, ms, the finger did. */
const TOUCH_MS = 1_000
const LONG_AGO = Number.NEGATIVE_INFINITY

/** A platform's own player, in a frame of its own: spoken to by messages, and read by what it says. */
export abstract class FramedEngine implements Engine {
  readonly element: HTMLElement
  readonly picture = null
  abstract readonly leastPx: Engine['leastPx']
  abstract readonly profile: Profile
  protected abstract readonly commands: Commands
  readonly #listeners = new Listeners()
  readonly subscribe = this.#listeners.add
  readonly #start = new Start(() => this.#phase === 'loading' || this.#said.doing === 'loading')
  #said = new Said(0)
  #frame: Frame | null = null
  #phase: Phase = 'empty'
  #fault: Fault | null = null
  #answerTimer: ReturnType<typeof setTimeout> | undefined
  #wants: 'pause' | 'play' = 'pause'
  #wantedAt = LONG_AGO
  #seek: { readonly toMs: number; readonly at: number } | null = null
  #rate = { wanted: 1, at: LONG_AGO }
  #volume = 1
  #muted = false
  #touchedAt = LONG_AGO

  constructor() {
    this.element = document.createElement('div')
    this.element.className = 'frame-host'
  }

  /** The page to show for a film, or why none can be. */
  protected abstract pageOf(film: Film, startMs: number): URL | Fault
  /** Other origins that the page may send us on to. */
  protected readonly movesTo: readonly string[] = []
  /** A message out of the frame, from where it should come. */
  protected abstract hear(data: unknown): void
  /** The frame has loaded: whoever must speak first does. */
  protected greet(): void {}

  get abilities(): Abilities {
    return { overlays: false, pip: false, volume: true, rates: this.commands.rate ? (this.profile.rates ?? 'any') : [] }
  }
  get phase(): Phase {
    return this.#phase
  }
  get fault(): Fault | null {
    return this.#fault
  }
  get durationMs(): number | null {
    return this.#said.live ? null : this.#said.durationMs
  }
  get live(): LiveEdge | null {
    return this.#said.live
  }
  get ad(): boolean {
    return this.#said.ad
  }
  get muted(): boolean {
    return this.#muted
  }
  get positionMs(): number {
    return this.#seek?.toMs ?? this.#said.placeMs(performance.now())
  }
  get bufferedMs(): number {
    return Math.max(this.#said.loadedToMs, this.positionMs)
  }

  read(): Reading | null {
    if (this.#phase !== 'ready') return null
    const now = performance.now()
    if (this.#seek !== null && now - this.#seek.at > SEEK_MS) this.#seek = null
    const { doing, loadedToMs, rate } = this.#said
    const asked = now - this.#wantedAt < ASKED_MS
    const mediaMs = this.positionMs
    const ready = doing !== 'loading' || (asked && this.#wants === 'pause')
    return {
      mediaMs,
      paused: asked ? this.#wants === 'pause' : doing !== 'playing' && doing !== 'loading',
      seeking: this.#seek !== null,
      ready,
      loadedFromMs: mediaMs,
      loadedToMs: ready ? Math.max(loadedToMs, mediaMs + TRUSTED_MS) : mediaMs,
      playerRate: now - this.#rate.at < ASKED_MS ? this.#rate.wanted : rate,
      ad: this.ad,
      durationMs: this.durationMs,
    }
  }

  load(film: Film, startMs: number): void {
    this.unload()
    this.#phase = 'loading'
    this.#said = new Said(startMs)
    const page = this.pageOf(film, startMs)
    if (!(page instanceof URL)) return this.fail(page)
    this.#frame = new Frame(this.element, page, {
      movesTo: this.movesTo,
      hear: (data) => this.hear(data),
      loaded: () => this.greet(),
      touched: () => {
        this.#touchedAt = performance.now()
        this.#listeners.tell('touched')
      },
    })
    this.#answerTimer = setTimeout(() => this.fail({ kind: 'network', code: 'timeout' }), ANSWER_MS)
  }

  unload(): void {
    clearTimeout(this.#answerTimer)
    this.#start.abort()
    this.#frame?.remove()
    this.#frame = null
    this.#phase = 'empty'
    this.#fault = null
    this.#said = new Said(0)
    this.#wants = 'pause'
    this.#wantedAt = LONG_AGO
    this.#seek = null
    this.#rate = { wanted: 1, at: LONG_AGO }
  }

  play(): Promise<void> {
    this.#ask('play')
    if (this.#phase === 'ready') this.#begin()
    return this.#start.promise(this.#said.doing === 'playing')
  }

  pause(): void {
    this.#ask('pause')
    this.#start.abort()
    if (this.#phase === 'ready' && this.#said.doing !== 'cued') this.commands.pause()
  }

  seek(toMs: number): void {
    this.#said.goes(toMs)
    if (this.#phase === 'ready' && this.#said.doing !== 'cued') {
      this.#seek = { toMs, at: performance.now() }
      this.commands.seek(toMs / 1_000)
    } else this.changed() // from its first picture it would begin to play
  }

  setRate(rate: number): void {
    this.#rate = { wanted: rate, at: performance.now() }
    if (this.#phase === 'ready') this.commands.rate?.(rate)
  }

  setVolume(volume: number): void {
    this.#volume = volume
    if (this.#phase === 'ready') this.commands.volume(volume)
  }

  setMuted(muted: boolean): void {
    this.#muted = muted
    if (this.#phase === 'ready') this.commands.muted(muted)
  }

  /** Says something to the page in the frame, and to no other. */
  protected post(message: unknown): void {
    this.#frame?.post(message)
  }

  /** The player has introduced itself, and can be told things. */
  protected answered(): void {
    if (this.#phase !== 'loading') return
    clearTimeout(this.#answerTimer)
    this.#phase = 'ready'
    this.commands.volume(this.#volume)
    this.commands.muted(this.#muted)
    if (this.#rate.wanted !== 1) this.commands.rate?.(this.#rate.wanted)
    if (this.#wants === 'play') this.#begin()
    this.changed()
  }

  protected fail(fault: Fault): void {
    if (this.#phase === 'empty') return
    clearTimeout(this.#answerTimer)
    this.#phase = 'failed'
    this.#fault = fault
    this.#start.abort()
    this.changed()
  }

  /** The browser lets it not play (with sound) before somebody has touched something. */
  protected refused(): void {
    this.#wants = 'pause'
    this.#wantedAt = LONG_AGO
    this.#start.refuse()
    this.changed()
  }

  protected does(doing: Doing): void {
    const before = this.#said.doing
    if (doing === before) return
    this.#said.does(doing, performance.now())
    if (doing === 'playing') this.#start.done()
    const wanted = this.#wants === 'play'
    if (doing === 'paused' && before !== 'cued' && wanted && this.#byHand('pause')) this.#listeners.tell('stopped')
    if (doing === 'playing' && before === 'paused' && !wanted && this.#byHand('play')) this.#listeners.tell('resumed')
    this.changed()
  }

  /** Where it was, ms of media, and when, ms of the page's clock. */
  protected stoodAt(mediaMs: number, at: number): void {
    const seek = this.#seek
    if (seek !== null) {
      const landed = at >= seek.at + LANDED_AFTER_MS && Math.abs(mediaMs - seek.toMs) <= LANDS_MS
      if (!landed || this.#said.doing === 'loading') return
      this.#seek = null
    }
    this.#said.stood(mediaMs, at)
    this.changed()
  }

  /** It has said how long the film is, what it has loaded, its speed, or that it shows something else. */
  protected learnt(what: Partial<Pick<Said, 'durationMs' | 'live' | 'loadedToMs' | 'rate' | 'toldAd'>>): void {
    Object.assign(this.#said, what)
    this.changed()
  }

  /** Something about it is another than before. */
  protected changed(): void {
    this.#listeners.tell('changed')
  }

  /** From where it was put, if that is not where it begins by itself. */
  #begin(): void {
    if (this.#said.doing === 'cued' && this.positionMs > 0) this.commands.seek(this.positionMs / 1_000)
    this.commands.play()
  }

  #ask(what: 'pause' | 'play'): void {
    this.#wants = what
    this.#wantedAt = performance.now()
  }

  /** The platform's own controls did it, if a finger was there just now: else it was the browser, or the player itself. */
  #byHand(wants: 'pause' | 'play'): boolean {
    const now = performance.now()
    if (now - this.#touchedAt > TOUCH_MS || now - this.#wantedAt < ASKED_MS) return false
    this.#wants = wants
    return true
  }
}
