import { mediaOf, positionAt } from '#core/timeline.ts'
import type { EpochMs } from '#protocol/ids.ts'
import type { Command } from '#protocol/messages.ts'
import type { Playback } from '#protocol/playback.ts'
import { Agenda } from './agenda.ts'
import { Chance } from './chance.ts'
import { House } from './house.ts'
import { Judge } from './judge.ts'
import { type Happening, happeningOf, lengthMs, planOf, profileOf, viewerPlanOf, type WorldPlan } from './plan.ts'
import { Viewer } from './viewer.ts'

/** How often the truth is looked at, ms. */
const SAMPLE_MS = 100
const FILM_MS = 10_800_000
/** Instances of one server differ by this much at most, ms. */
const INSTANCES_MS = 2
/** How long people think before they say that they are ready, ms. */
const ANSWER_MS: readonly [number, number] = [1_000, 6_000]

/** A room, those in it, and what happens to them, from one seed. */
export class World {
  readonly agenda = new Agenda()
  readonly chance: Chance
  readonly plan: WorldPlan
  readonly house: House
  readonly viewers: Viewer[]
  readonly judge: Judge

  constructor(seed: number, change: Partial<WorldPlan> = {}) {
    this.chance = new Chance(seed)
    const plan = { ...planOf(seed, this.chance.apart()), ...change }
    this.plan = plan
    this.house = new House(this.agenda, profileOf(0).id, plan.buffering)
    const devices = this.chance.apart()
    this.viewers = Array.from({ length: plan.viewers }, (_, index) => {
      const own = devices.apart()
      return new Viewer(this.agenda, own, this.house, viewerPlanOf(this.agenda, own, plan, index))
    })
    this.judge = new Judge(this)
  }

  /** Lives the whole plan. */
  run(): void {
    this.begin()
    for (const { at, happening } of this.plan.wild ? this.#wildly() : this.plan.happenings) {
      this.agenda.runTo(at)
      this.happen(happening)
    }
    this.agenda.runTo(this.plan.endsAt)
    this.agenda.runTo(this.plan.endsAt + 22_000)
    this.judge.compareViews()
  }

  /** For two minutes, something every few seconds or sooner. */
  #wildly(): WorldPlan['happenings'] {
    const chance = this.chance.apart()
    const wild = Array.from({ length: 40 }, () => ({
      at: 10_000 + chance.within([0, 120_000]),
      happening: happeningOf(chance, this.plan.viewers, this.plan.live),
    }))
    return wild.sort((one, other) => one.at - other.at)
  }

  /** The host opens the room and a film; the others come, most soon, some later. */
  begin(): void {
    const comings = this.chance.apart()
    for (const [index, viewer] of this.viewers.entries()) {
      const late = index > 0 && comings.happens(0.3)
      const inMs = index === 0 ? 0 : comings.within(late ? [0, 25_000] : [100, 3_000])
      this.agenda.after(inMs, () => {
        this.judge.disturbed(`${viewer.name} joins`)
        viewer.join(0)
      })
    }
    this.agenda.after(1_500, () => this.happen({ what: 'load', who: 0 }))
    this.#sample()
    this.#answer()
  }

  happen(happening: Happening): void {
    const viewer = this.viewers[happening.who] as Viewer
    this.judge.disturbed(`${viewer.name}: ${JSON.stringify(happening)}`, lengthMs(happening))
    switch (happening.what) {
      case 'leave':
        viewer.leave(true)
        return this.#later(happening.forMs, () => viewer.join(this.#instance()))
      case 'reload':
        return viewer.reload(this.#instance())
      case 'reconnect':
        viewer.page.disconnect()
        return this.#later(50, () => viewer.present && viewer.page.connect(this.#instance()))
      case 'cut':
        viewer.page.disconnect()
        return this.#later(happening.forMs, () => viewer.present && viewer.page.connect(this.#instance()))
      case 'stall':
        return viewer.player?.starve(happening.forMs)
      case 'ad':
        if (viewer.plan.device.model.ads !== 'none') viewer.player?.showAd(happening.forMs)
        return
      case 'hide':
        viewer.show(false)
        return this.#later(happening.forMs, () => viewer.show(true))
      case 'sleep':
        return this.#sleep(viewer, happening.forMs)
      case 'block':
        viewer.leave(false)
        viewer.blocked = true
        viewer.join(this.#instance())
        return this.#later(happening.forMs, () => viewer.unblock())
      case 'alone':
        viewer.watchAlone(this.#ownLine(viewer))
        return this.#later(happening.forMs, () => viewer.watchAlone(null))
      default: {
        const command = this.#commandOf(viewer, happening)
        if (command !== null) viewer.page.command(command)
      }
    }
  }

  /** The lid is closed: clock, page and player stand; the connection dies. */
  #sleep(viewer: Viewer, forMs: number): void {
    viewer.page.disconnect()
    viewer.visible = false
    viewer.asleep = true
    viewer.player?.suspend(true)
    this.#later(forMs, () => {
      // Less than that no server would have noticed, and a bracket cannot either.
      viewer.plan.clock.stood(Math.max(1_500, forMs))
      viewer.asleep = false
      viewer.player?.suspend(false)
      viewer.page.connect(this.#instance())
      viewer.show(true)
    })
  }

  /** What a happening ends with is a disturbance of its own. */
  #later(ms: number, act: () => void): void {
    this.agenda.after(ms, () => {
      this.judge.disturbed('... and over')
      act()
    })
  }

  #instance(): number {
    return this.chance.within([-INSTANCES_MS / 2, INSTANCES_MS / 2])
  }

  #ownLine(viewer: Viewer): Playback | null {
    const { playback } = viewer
    const media = playback && mediaOf(playback)
    if (playback === null || !media) return null
    const now = this.house.now()
    const anchorMs = Math.max(0, Math.round(positionAt(playback, now) - 20_000))
    const { epoch } = playback
    return { status: 'playing', epoch, version: -2, media, anchorMs, anchoredAt: Math.round(now) as EpochMs, rate: 1 } // brand: whole
  }

  #commandOf(viewer: Viewer, happening: Happening): Command | null {
    const playback = viewer.page.view?.playback
    if (playback === undefined) return null
    const { epoch } = playback
    switch (happening.what) {
      case 'load': {
        const media = { url: `https://films.example/${epoch}.mp4`, title: null, durationMs: FILM_MS }
        return { type: 'playback.load', media }
      }
      case 'seek': {
        const positionMs = Math.round(Math.min(FILM_MS - 1_000_000, Math.max(0, viewer.roomMs() + happening.byMs)))
        return { type: 'playback.seek', epoch, positionMs }
      }
      case 'rate':
        return { type: 'playback.rate', epoch, rate: happening.rate }
      case 'pause':
        return { type: 'playback.pause', epoch, positionMs: Math.max(0, Math.round(viewer.player?.truthMs() ?? 0)) }
      case 'play':
      case 'gather':
      case 'release':
        return { type: `playback.${happening.what}`, epoch }
      default:
        return null
    }
  }

  /** People who are asked whether they are ready say so after a while, most of them. */
  #answer(): void {
    this.agenda.after(500, () => {
      for (const viewer of this.viewers) {
        const playback = viewer.page.view?.playback
        if (playback?.status !== 'holding' || playback.why !== 'gather' || !this.chance.happens(0.2)) continue
        const { epoch, version } = playback
        if (viewer.plan.liar || !playback.waitingFor.some(({ userId }) => userId === viewer.plan.profile.id)) continue
        this.agenda.after(this.chance.within(ANSWER_MS), () =>
          viewer.page.command({ type: 'playback.ready', epoch, version }),
        )
      }
      this.#answer()
    })
  }

  #sample(): void {
    this.agenda.after(SAMPLE_MS, () => {
      this.judge.sample()
      this.#sample()
    })
  }
}
