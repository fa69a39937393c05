import type { Profile } from '#core/profiles.ts'
import { adapted } from '#core/profiles.ts'
import { positionAt } from '#core/timeline.ts'
import { GATHER_MAX_MS, HOLD_MAX_MS, PING_EVERY_MS } from '#protocol/limits.ts'
import type { Event } from '#protocol/messages.ts'
import { CONVERGES_MS } from './plan.ts'
import type { Viewer } from './viewer.ts'
import type { World } from './world.ts'

/** Faults that are told of one world, and lines of its story. */
const FAULTS = 12
const STORY = 80
/** Clocks are looked at once in so many samples. */
const CLOCK_EVERY = 5
/** A clock moves this much while a bound is read, ms: the grain of the page's clock, and instances that differ. */
const CLOCK_SLACK_MS = 2.1
/** Waiting for somebody, a player may stand this far from the place, ms. */
const NEAR_MS = 60
/** For each so many ms of a clock's bound one more change of speed in a minute is no restlessness. */
const WANDER_MS = 50
/** What was said so lately need not have been heard, ms: what is lost is noticed at the next ping. */
const ON_ITS_WAY_MS = PING_EVERY_MS + 2_000
/** Seeks that one disturbance may cost a viewer. */
const SEEKS_MAX = 2

interface Record {
  seeks: number
  sign: number
  flips: number
  rateWrites: number
  wasOk: boolean
  restless: boolean
  /** Since when it has been judged, ms. */
  settledAt: number | null
  /** When its player last showed that it freezes, ms. */
  foundOutAt: number
}

/** Looks at the truth of a world, and writes down what should not be. */
export class Judge {
  readonly faults: string[] = []
  readonly story: string[] = []
  /** True errors of viewers that have had time to settle, ms. */
  readonly errors: number[] = []
  readonly #world: World
  readonly #records = new Map<Viewer, Record>()
  /** When the last disturbance was over, and when judging of its kind begins. */
  #calmSince = 0
  #saidAt = 0
  #samples = 0

  constructor(world: World) {
    this.#world = world
    world.house.onEvent = (event, before, after) => this.#event(event, before.playback, after.playback)
    for (const viewer of world.viewers) {
      this.#records.set(viewer, this.#fresh(viewer))
      viewer.onSteer = (action) => {
        if (action.do !== 'rate') this.tell(`${viewer.name} ${action.do} ${this.#standing(viewer)}`)
      }
    }
  }

  #standing({ player }: Viewer): string {
    if (player === null) return ''
    const off = this.#world.house.truthMs() - player.truthMs()
    const { ready, paused, seeking, loadedFromMs, loadedToMs } = player.reading()
    const flags = `${ready ? '' : 'dry '}${paused ? 'paused ' : ''}${seeking ? 'seeking ' : ''}`
    return `(${flags}${off.toFixed(0)} ms behind, ${Math.round(loadedFromMs)} to ${Math.round(loadedToMs)} loaded)`
  }

  get now(): number {
    return this.#world.agenda.now
  }

  /** Something happens to the world; it goes on for so long. */
  disturbed(what: string, forMs = 0): void {
    this.tell(what)
    this.#calmSince = Math.max(this.#calmSince, this.now + forMs)
    for (const viewer of this.#world.viewers) this.#records.set(viewer, this.#fresh(viewer))
  }

  sample(): void {
    const { house } = this.#world
    this.#samples += 1
    this.#checkHold()
    for (const viewer of this.#world.viewers) {
      if (!viewer.present) continue
      if (this.#samples % CLOCK_EVERY === 0) this.#checkClock(viewer)
      this.#checkSeeks(viewer)
      if (this.#isFoundOut(viewer)) this.#records.set(viewer, { ...this.#fresh(viewer), foundOutAt: this.now })
      const since = Math.max(this.#calmSince, this.#records.get(viewer)?.foundOutAt ?? 0)
      if (this.#counts(viewer) && this.now - since > this.#convergesMs()) this.#checkPlace(viewer, house.truthMs())
    }
  }

  compareViews(): void {
    const { house, viewers } = this.#world
    // Where somebody lies the room never rests.
    if (this.now - this.#saidAt < ON_ITS_WAY_MS) return
    const truth = JSON.stringify(house.state)
    for (const { present, page, name } of viewers) {
      if (present && JSON.stringify(page.view) !== truth) this.fault(`${name} has another view than the server`)
    }
  }

  fault(what: string): void {
    if (this.faults.length < FAULTS) this.faults.push(`${(this.now / 1_000).toFixed(2)} s: ${what}`)
    this.tell(`FAULT ${what}`)
  }

  tell(what: string): void {
    this.story.push(`${(this.now / 1_000).toFixed(2)} ${what}`)
    if (this.story.length > STORY) this.story.shift()
  }

  /** What is lost is noticed at the next ping. */
  #convergesMs(): number {
    return this.#world.plan.unruly ? CONVERGES_MS + PING_EVERY_MS : CONVERGES_MS
  }

  /** A player that freezes when its speed is changed shows it when that is first done: a disturbance of its own making. */
  #isFoundOut({ plan, follower }: Viewer): boolean {
    return plan.device.model.freezesMs !== null && follower.drift.rateWrites === 'free' && follower.drift.nudge !== 0
  }

  /** A player that knows one speed cannot follow a room that has another. */
  #keepsPace({ plan }: Viewer): boolean {
    const { playback } = this.#world.house.state
    return playback.status === 'idle' || playback.rate === 1 || plan.device.model.rates !== 'none'
  }

  /** Whether this one can be expected to be where the room is. */
  #counts(viewer: Viewer): boolean {
    return (
      this.#keepsPace(viewer) &&
      viewer.visible &&
      !viewer.blocked &&
      viewer.own === null &&
      viewer.player !== null &&
      viewer.page.connected &&
      !viewer.plan.liar
    )
  }

  #fresh(viewer: Viewer): Record {
    const { seeks, rateWrites } = viewer
    const foundOutAt = this.#records.get(viewer)?.foundOutAt ?? 0
    return { foundOutAt, seeks, rateWrites, sign: 0, flips: 0, wasOk: true, restless: false, settledAt: null }
  }

  #event(event: Event, before: Parameters<typeof positionAt>[0], after: Parameters<typeof positionAt>[0]): void {
    this.#saidAt = this.now
    if (event.type !== 'playback.changed') return
    const now = this.#world.house.now()
    this.tell(`room ${event.cause} -> ${after.status} v${after.version} at ${Math.round(positionAt(after, now))}`)
    this.#calmSince = Math.max(this.#calmSince, this.now)
    for (const record of this.#records.values()) record.settledAt = null
    // Where somebody lies, every wait is a disturbance of its own.
    if (this.#world.plan.liar && event.cause === 'stall') this.disturbed('a wait for the liar')
    const back = positionAt(before, now) - positionAt(after, now)
    if ((event.cause === 'stall' || event.cause === 'release') && back > 2) {
      this.fault(`the line goes back by ${back.toFixed(1)} ms on ${event.cause}`)
    }
    if (after.status === 'holding' && after.why === 'stall' && this.#world.house.state.room.buffering === 'flow') {
      this.fault('a room that flows waits')
    }
  }

  #checkHold(): void {
    const { playback } = this.#world.house.state
    if (playback.status !== 'holding') return
    const forMs = this.#world.house.now() - playback.since
    const most = playback.why === 'gather' ? GATHER_MAX_MS : HOLD_MAX_MS
    if (forMs > most + 2) this.fault(`a hold for ${playback.why} lasts ${Math.round(forMs)} ms`)
  }

  #checkClock({ page, plan, name, visible }: Viewer): void {
    const known = page.known()
    if (known === null || !visible || !page.connected) return
    const error = known.offset - (this.#world.house.now() - plan.clock.exact())
    const allowed = known.bound + CLOCK_SLACK_MS + plan.clock.grainMs
    if (Math.abs(error) > allowed && this.now - this.#calmSince > 2_000) {
      this.fault(`${name}'s clock is ${error.toFixed(1)} ms wrong, bound ${known.bound.toFixed(1)}`)
    }
  }

  #checkSeeks(viewer: Viewer): void {
    const record = this.#records.get(viewer) as Record
    const { wild, unruly } = this.#world.plan
    // What was lost and is heard of later disturbs a second time.
    const most = SEEKS_MAX + (unruly ? 1 : 0)
    // Where one thing comes upon another, nobody can say which of them a seek was for.
    if (wild || viewer.seeks - record.seeks <= most || !this.#keepsPace(viewer)) return
    this.fault(`${viewer.name} (${modelOf(viewer)}) seeks ${viewer.seeks - record.seeks} times`)
    record.seeks = viewer.seeks + 1e9
  }

  /** Who is calm neither swings nor is steered all the time. */
  #checkCalm(viewer: Viewer, record: Record): void {
    record.settledAt ??= this.now
    if (record.settledAt === this.now) record.rateWrites = viewer.rateWrites
    const forMs = this.now - record.settledAt
    const writes = viewer.rateWrites - record.rateWrites
    // A correction is two writes: one may be due just now, and two because a restless line has made the clock clearer.
    // Who knows the room to a wide bound only sees it wander within that, and follows.
    const perMinute = 2 + (viewer.page.known()?.bound ?? 0) / WANDER_MS
    if (writes > 6 + (perMinute * forMs) / 60_000 && !record.restless && viewer.plan.modelName === 'chromium') {
      record.restless = true
      this.fault(`${viewer.name} writes the speed ${writes} times in ${Math.round(forMs / 1_000)} s`)
    }
    if (record.flips > 1 + forMs / 10_000) this.fault(`${viewer.name} swings ${record.flips} times`)
  }

  #checkPlace(viewer: Viewer, roomMs: number): void {
    const record = this.#records.get(viewer) as Record
    const { playback } = this.#world.house.state
    const player = viewer.player
    if (player === null || playback.status === 'idle') return
    const error = roomMs - player.truthMs()
    // Who cannot be steered is put right by a leap, which takes a moment (and is counted): until it moves again.
    const { rateWrites, steadySince } = viewer.follower.drift
    if (rateWrites !== 'free' && (steadySince === null || steadySince > viewer.plan.clock.now())) return
    const stands = playback.status === 'paused'
    const bound = viewer.page.known()?.bound ?? 0
    const { profile, eye } = viewer.plan.device.model
    // Where a room waits, near it is enough; where it is paused, it is the same frame for all.
    const near = playback.status === 'holding' ? Math.max(profile.standMs, NEAR_MS) : 0
    const moving = Math.max(near, bandOf(viewer, playback.rate)) + bound * playback.rate
    const band = stands ? profile.standMs + grainOf(viewer) : moving
    if (!stands) this.errors.push(error)
    if (Math.abs(error) > band) {
      const sign = Math.sign(error)
      if (record.wasOk) {
        const { drift } = viewer.follower
        const known = `nudge ${drift.nudge} locked ${drift.locked} patience ${drift.patience} ${drift.rateWrites} play ${Math.round(drift.playMs)}`
        this.fault(
          `${viewer.name} (${modelOf(viewer)}) is ${error.toFixed(1)} ms off in ${playback.status}, band ${band.toFixed(1)}, ` +
            `${((this.now - this.#calmSince) / 1_000).toFixed(1)} s after; ${known} eye ${eye.kind}`,
        )
      }
      record.wasOk = false
      if (sign === -record.sign) record.flips += 1
      record.sign = sign
    } else record.wasOk = true
    this.#checkCalm(viewer, record)
  }
}

const modelOf = (viewer: Viewer): string => viewer.plan.modelName

/** How wrong a reading of this player can be, ms. */
const grainOf = (viewer: Viewer): number => {
  const { eye } = viewer.plan.device.model
  if (eye.kind === 'exact') return 1
  return eye.kind === 'grained' ? eye.grainMs : eye.lateMs[1] + 5
}

/** How far from the room this player may be when all is calm, ms. */
function bandOf(viewer: Viewer, rate: number): number {
  const { rateWrites, patience } = viewer.follower.drift
  const profile: Profile = adapted(viewer.plan.device.model.profile, rateWrites)
  const grain = grainOf(viewer)
  const steered = profile.gears[0]?.fromMs ?? profile.leapMs * patience
  return (Math.max(steered, profile.lockMs, 1.5 * grain) + grain + 2) * Math.max(1, rate)
}
