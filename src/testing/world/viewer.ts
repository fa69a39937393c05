import { type Action, opening, openingAt } from '#core/drift.ts'
import { type Effect, type Follower, look, newFollower, type Situation } from '#core/follower.ts'
import { type Habits, habitsOf } from '#core/learning.ts'
import { positionAt } from '#core/timeline.ts'
import type { Profile } from '#protocol/members.ts'
import type { Playback } from '#protocol/playback.ts'
import type { Agenda } from './agenda.ts'
import type { Chance } from './chance.ts'
import type { House } from './house.ts'
import type { Path } from './link.ts'
import type { Device } from './models.ts'
import { Page } from './page.ts'
import type { PageClock } from './page-clock.ts'
import { Player } from './player.ts'

/** How late a page's timers are, mean ms, and those of a page in the background. */
const TIMER_LATE_MS = 1
const HIDDEN_EVERY_MS = 1_000

export interface ViewerPlan {
  readonly profile: Profile
  readonly modelName: string
  readonly device: Device
  readonly path: Path
  readonly clock: PageClock
  readonly habits: Habits
  /** The system stops the player of a page that nobody looks at. */
  readonly phone: boolean
  /** Says all the time that its player has run dry, and never that it is ready. */
  readonly liar: boolean
}

/** Somebody with a page: a connection, a clock, a player, and the follower that brings them together. */
export class Viewer {
  /** Told of all that the follower asks of the player. */
  onSteer: (action: Action) => void = () => undefined
  readonly plan: ViewerPlan
  readonly page: Page
  player: Player | null = null
  follower: Follower
  present = false
  visible = true
  blocked = false
  /** The device sleeps: nothing of the page runs. */
  asleep = false
  /** What it watches when on its own. */
  own: Playback | null = null
  seeks = 0
  rateWrites = 0
  looks = 0
  readonly #agenda: Agenda
  readonly #chance: Chance
  #epoch = -1
  #habits: Habits
  #next: () => void = () => undefined

  constructor(agenda: Agenda, chance: Chance, house: House, plan: ViewerPlan) {
    this.#agenda = agenda
    this.#chance = chance
    this.plan = plan
    this.#habits = plan.habits
    this.follower = newFollower(plan.habits)
    this.page = new Page(agenda, chance.apart(), house, plan.profile, plan.path, plan.clock)
    this.page.onNews = () => this.#look()
  }

  get name(): string {
    return this.plan.profile.name
  }

  join(shiftMs: number): void {
    this.present = true
    this.page.connect(shiftMs)
    this.#lookIn(0)
    if (this.plan.liar) this.#lie()
  }

  leave(forGood: boolean): void {
    this.present = false
    this.page.disconnect(forGood)
    this.#closePlayer()
    this.#next()
  }

  /** The page anew: all it knew is gone, but for its habits. */
  reload(shiftMs: number): void {
    this.leave(false)
    this.page.forget()
    this.own = null
    this.join(shiftMs)
  }

  /** In the background, or back from there. */
  show(visible: boolean): void {
    this.visible = visible
    if (this.plan.phone) this.player?.suspend(!visible)
    this.#lookIn(0)
  }

  /** The tap has come. */
  unblock(): void {
    this.blocked = false
    this.#lookIn(0)
  }

  /** Takes the film along from here on; null: back to the room. */
  watchAlone(own: Playback | null): void {
    this.own = own
    this.#lookIn(0)
  }

  /** Where the page believes the room to be, ms of film. */
  roomMs(): number {
    const known = this.page.known()
    const playback = this.playback
    return known === null || playback === null ? 0 : positionAt(playback, this.plan.clock.now() + known.offset)
  }

  get playback(): Playback | null {
    return this.own ?? this.page.view?.playback ?? null
  }

  #look(): void {
    if (!this.present || this.asleep) return
    const playback = this.playback
    if (playback === null) return this.#lookIn(100)
    this.looks += 1
    const situation = this.#situation(playback)
    this.#openFilm(playback, situation)
    const player = this.player?.reading() ?? null
    const { follower, effects, againInMs } = look(this.follower, { ...situation, player })
    this.follower = follower
    for (const effect of effects) this.#act(effect)
    if (!Number.isFinite(againInMs) || againInMs <= 0) throw new Error(`looks again in ${againInMs} ms`)
    this.#lookIn(this.visible ? againInMs : HIDDEN_EVERY_MS)
  }

  #lookIn(ms: number): void {
    this.#next()
    this.#next = this.#agenda.after(ms + this.#chance.exponential(TIMER_LATE_MS), () => this.#look())
  }

  #situation(playback: Playback): Situation {
    const now = this.plan.clock.now()
    const known = this.page.known()
    return {
      now,
      roomNow: known === null ? null : now + known.offset,
      boundMs: known?.bound ?? null,
      roundTripMs: this.page.roundTripMs,
      playback,
      player: null,
      me: this.plan.profile.id,
      visible: this.visible,
      blocked: this.blocked,
      failed: false,
      alone: this.own !== null,
      profile: this.plan.device.model.profile,
    }
  }

  /** Another film is another player, which begins where the room will be. */
  #openFilm(playback: Playback, { now, roomNow }: Situation): void {
    if (playback.status === 'idle' || roomNow === null) return
    const { media } = playback
    if (this.player !== null && this.#epoch === playback.epoch) return
    this.#closePlayer()
    this.#epoch = playback.epoch
    this.follower = newFollower(this.#habits)
    const toMs = openingAt(this.follower.drift, playback, roomNow)
    this.follower = { ...this.follower, drift: opening(this.follower.drift, now, toMs) }
    const filmMs = media.durationMs ?? 10_800_000
    const player = new Player(this.#agenda, this.#chance.apart(), this.plan.device, toMs, filmMs)
    if (this.plan.phone && !this.visible) player.suspend(true)
    player.onChange = () => this.player === player && this.#look()
    this.player = player
  }

  #closePlayer(): void {
    if (this.player === null) return
    this.#habits = habitsOf(this.follower.drift)
    this.player.onChange = () => undefined
    this.player = null
    this.#epoch = -1
  }

  #act(effect: Effect): void {
    switch (effect.do) {
      case 'play':
        if (!this.blocked) this.#steer(effect)
        break
      case 'pause':
        this.#steer(effect)
        break
      case 'seek':
        this.seeks += 1
        this.#steer(effect)
        break
      case 'rate':
        this.rateWrites += 1
        this.#steer(effect)
        break
      case 'tell': {
        if (this.plan.liar) break
        const { what, epoch, version } = effect
        this.page.command({ type: `playback.${what}`, epoch, version })
        break
      }
      case 'report':
        this.page.send({
          t: 'report',
          health: this.plan.liar ? { ...effect.health, state: 'buffering' } : effect.health,
        })
        break
      case 'ask_time':
        if (this.page.connected) this.page.askTime()
    }
  }

  #steer(action: Action): void {
    this.onSteer(action)
    this.player?.act(action)
  }

  #lie(): void {
    if (!this.present) return
    const playback = this.page.view?.playback
    if (playback !== undefined && playback.status !== 'idle') {
      this.page.command({ type: 'playback.stalled', epoch: playback.epoch, version: playback.version })
    }
    this.#agenda.after(this.#chance.within([50, 300]), () => this.#lie())
  }
}
