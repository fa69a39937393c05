import type { Action } from '#core/drift.ts'
import type { Reading } from '#core/follower.ts'
import type { Agenda } from './agenda.ts'
import type { Chance } from './chance.ts'
import { type Device, LISTED_RATES } from './models.ts'

/** Loaded ahead at most, and needed to go on after running dry, ms of film. */
const AHEAD_MS = 40_000
const RESUMES_WITH_MS = 300
/** Of what was played, so much stays loaded. */
const BEHIND_MS = 30_000
/** A broadcast began with the world, and its edge is this far ahead. */
const EDGE_MS = 8_000
/** Extrapolation of an embedded player's last message ends after this. */
const RECKONED_MS = 1_000

/** A player as browsers and embeds have them: it starts and seeks in its own time, loads, runs dry, and has moods. */
export class Player {
  /** Something has changed that a page would be told of. */
  onChange: () => void = () => undefined
  seeks = 0
  rateWrites = 0
  readonly device: Device
  readonly #agenda: Agenda
  readonly #chance: Chance
  readonly #durationMs: number
  #at: number
  #mediaMs: number
  #loadedFromMs: number
  #loadedToMs: number
  #paused = true
  #rate = 1
  #landsAt: number | null
  #startsAt = Number.POSITIVE_INFINITY
  #frozenTo = 0
  #starvedTo = 0
  #adTo = 0
  #suspended = false
  #ready = false
  #told = { atMs: 0, at: 0, moves: false }
  #toldNextAt = 0
  #commandsAt = 0
  /** What the page was last told. */
  #known = ''
  #alarm: () => void = () => undefined

  constructor(agenda: Agenda, chance: Chance, device: Device, openAtMs: number, durationMs: number) {
    this.#agenda = agenda
    this.#chance = chance
    this.device = device
    this.#durationMs = durationMs
    this.#at = agenda.now
    this.#mediaMs = this.#loadedFromMs = this.#loadedToMs = Math.min(openAtMs, durationMs)
    this.#landsAt = agenda.now + this.#about(device.loadMs) + 100
    this.#plan()
  }

  /** Where it truly is, ms. */
  truthMs(): number {
    this.#advance()
    return this.#mediaMs
  }

  /** It truly moves. */
  get moves(): boolean {
    this.#advance()
    return this.#moves()
  }

  reading(): Reading {
    this.#advance()
    const duringAd = this.#at < this.#adTo
    return {
      mediaMs: this.#readMs(),
      paused: this.#paused,
      seeking: this.#landsAt !== null,
      ready: this.#ready,
      loadedFromMs: this.#loadedFromMs,
      loadedToMs: this.#loadedToMs,
      playerRate: this.#rate,
      ad: duringAd && this.device.model.ads === 'told',
      durationMs: this.#durationMs,
    }
  }

  act(action: Action): void {
    // A page says of a player in a frame what it has asked of it; the player itself is a little behind.
    if (action.do === 'seek') this.seeks += 1
    if (action.do === 'rate') this.rateWrites += 1
    const delayMs = this.#chance.within(this.device.model.commandMs)
    if (delayMs === 0) return this.#do(action)
    this.#advance()
    const at = Math.max(this.#commandsAt, this.#agenda.now + delayMs)
    this.#commandsAt = at
    if (action.do === 'seek') this.#landsAt = Number.POSITIVE_INFINITY
    if (action.do === 'play' && !this.#suspended) {
      this.#paused = false
      this.#startsAt = Number.POSITIVE_INFINITY
    }
    this.#agenda.after(at - this.#agenda.now, () => this.#do(action))
  }

  /** Its data stops for so long, and there was little left. */
  starve(ms: number): void {
    this.#advance()
    this.#loadedToMs = Math.min(this.#loadedToMs, this.#mediaMs + 150)
    this.#starvedTo = this.#at + ms
    this.#plan()
  }

  /** It shows something else for so long. */
  showAd(ms: number): void {
    this.#advance()
    this.#adTo = this.#at + ms
    this.#plan()
  }

  /** The system has taken it away (a phone in a pocket), and gives it back. */
  suspend(suspended: boolean): void {
    this.#advance()
    this.#suspended = suspended
    if (suspended) this.#paused = true
    this.#plan()
  }

  #do(action: Action): void {
    this.#advance()
    switch (action.do) {
      case 'play':
        if (this.#suspended || (!this.#paused && Number.isFinite(this.#startsAt))) return
        this.#paused = false
        this.#startsAt = this.#at + this.#about(this.device.playMs)
        break
      case 'pause':
        this.#paused = true
        break
      case 'rate':
        this.#takeRate(action.rate, action.keepsPitch)
        break
      case 'seek':
        this.#seek(action.toMs)
    }
    this.#tell()
    this.#plan()
  }

  #seek(toMs: number): void {
    const { seekMs, loadMs, model } = this.device
    const { keyframesMs } = model
    const within = Math.max(0, Math.min(toMs, this.#edgeMs()))
    const inside = within >= this.#loadedFromMs && within < this.#loadedToMs
    this.#mediaMs = !this.#paused && keyframesMs > 0 ? within - (within % keyframesMs) : within
    if (!inside) this.#loadedFromMs = this.#loadedToMs = this.#mediaMs
    this.#landsAt = this.#at + this.#about(inside ? seekMs : loadMs)
    this.#ready = false
  }

  #takeRate(rate: number, keepsPitch: boolean): void {
    const { rates, freezesMs, stretchMs } = this.device.model
    const before = this.#rate
    if (rates === 'any') this.#rate = rate
    if (rates === 'listed' && LISTED_RATES.includes(rate)) this.#rate = rate
    // Beginning to stretch the sound costs a moment, whichever way.
    if (keepsPitch && before === 1 && this.#rate !== 1 && this.#moves()) this.#mediaMs -= stretchMs
    if (freezesMs !== null && this.#rate !== before && this.#moves()) {
      this.#frozenTo = this.#at + this.#chance.within(freezesMs)
    }
  }

  #about(ms: number): number {
    const { spread } = this.device.model
    return ms * this.#chance.within([1 - spread, 1 + spread])
  }

  #edgeMs(): number {
    return this.device.model.live ? Math.min(this.#durationMs, EDGE_MS + this.#agenda.now) : this.#durationMs
  }

  #readMs(): number {
    const { eye } = this.device.model
    if (eye.kind === 'exact') return this.#mediaMs - (this.#moves() ? this.#chance.within([0, 0.8]) : 0)
    if (eye.kind === 'grained') return Math.floor(this.#mediaMs / eye.grainMs) * eye.grainMs
    const { atMs, at, moves } = this.#told
    return moves && !this.#paused ? atMs + Math.min(RECKONED_MS, this.#at - at) * this.#rate : atMs
  }

  /** What an embedded player says of itself now and then. */
  #tell(): void {
    const { eye } = this.device.model
    if (eye.kind !== 'messages') return
    const lateMs = this.#chance.within(eye.lateMs)
    this.#told = { atMs: this.#mediaMs - (this.#moves() ? lateMs * this.#rate : 0), at: this.#at, moves: this.#moves() }
    this.#toldNextAt = this.#at + this.#chance.within(eye.everyMs)
  }

  #moves(): boolean {
    return (
      !this.#paused &&
      this.#ready &&
      this.#landsAt === null &&
      this.#at >= this.#startsAt &&
      this.#at >= this.#frozenTo &&
      this.#at >= this.#adTo &&
      this.#mediaMs < this.#durationMs
    )
  }

  #speed(): number {
    return this.#moves() ? this.#rate * (1 + this.device.crystal) : 0
  }

  #fillSpeed(): number {
    if (this.#at < this.#starvedTo || (this.#landsAt !== null && this.#at < this.#landsAt)) return 0
    const most = Math.min(this.#edgeMs(), this.#mediaMs + AHEAD_MS)
    return this.#loadedToMs < most ? this.device.bandwidth : 0
  }

  /** Lets time pass up to now, from one change of pace to the next. */
  #advance(): void {
    const now = this.#agenda.now
    while (this.#at < now) {
      const [speed, fill] = [this.#speed(), this.#fillSpeed()]
      const end = Math.min(now, this.#nextAt(speed, fill))
      const ms = Math.max(end - this.#at, 0.001)
      this.#at += ms
      this.#mediaMs = Math.min(this.#durationMs, this.#mediaMs + speed * ms)
      this.#loadedToMs = Math.min(this.#edgeMs(), this.#loadedToMs + fill * ms)
      this.#loadedFromMs = Math.max(this.#loadedFromMs, this.#mediaMs - BEHIND_MS)
      this.#settle()
    }
  }

  #settle(): void {
    if (this.#landsAt !== null && this.#at >= this.#landsAt && this.#aheadMs() >= this.#neededMs()) {
      this.#landsAt = null
      this.#ready = true
      this.#tell()
    }
    if (this.#landsAt !== null) return
    if (this.#ready && this.#aheadMs() < 5 && this.#mediaMs < this.#durationMs - 5) this.#ready = false
    else if (!this.#ready && this.#aheadMs() >= this.#neededMs()) this.#ready = true
    if (!this.#paused && this.#at >= this.#toldNextAt) this.#tell()
  }

  #aheadMs(): number {
    return this.#loadedToMs - this.#mediaMs
  }

  #neededMs(): number {
    return Math.min(RESUMES_WITH_MS, this.#durationMs - this.#mediaMs)
  }

  /** When its pace changes next by itself. */
  #nextAt(speed: number, fill: number): number {
    let next = Number.POSITIVE_INFINITY
    const consider = (at: number) => {
      if (at > this.#at && at < next) next = at
    }
    if (this.#landsAt !== null) consider(this.#landsAt)
    consider(this.#startsAt)
    consider(this.#frozenTo)
    consider(this.#starvedTo)
    consider(this.#adTo)
    if (this.device.model.eye.kind === 'messages' && !this.#paused) consider(this.#toldNextAt)
    if (speed > fill) consider(this.#at + (this.#aheadMs() - 4) / (speed - fill))
    if (!this.#ready && fill > 0) consider(this.#at + Math.max(1, (this.#neededMs() - this.#aheadMs()) / fill))
    // The buffer is full now and then, and wants more a second later.
    if (fill > speed) consider(this.#at + Math.max(500, (AHEAD_MS - this.#aheadMs()) / (fill - speed)))
    else if (speed > 0) consider(this.#at + 1_000)
    return next
  }

  /** Wakes when something happens that the page would be told of. */
  #plan(): void {
    this.#alarm()
    const looks = `${this.#ready} ${this.#landsAt === null} ${this.#moves()}`
    const at = this.#nextAt(this.#speed(), this.#fillSpeed())
    if (looks !== this.#known) {
      this.#known = looks
      this.#agenda.after(0, () => this.onChange())
    }
    if (!Number.isFinite(at)) return
    this.#alarm = this.#agenda.after(at - this.#agenda.now, () => {
      this.#advance()
      this.#plan()
    })
  }
}
