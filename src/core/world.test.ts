import { heapStats } from 'bun:jsc'
import { describe, expect, test } from 'bun:test'
import { HOLD_MAX_MS, PATIENCE_MS, PATIENCE_WINDOW_MS } from '#protocol/limits.ts'
import { Agenda } from '#testing/world/agenda.ts'
import { Chance } from '#testing/world/chance.ts'
import { House } from '#testing/world/house.ts'
import type { Path, Way } from '#testing/world/link.ts'
import { Page } from '#testing/world/page.ts'
import { PageClock } from '#testing/world/page-clock.ts'
import { profileOf, type WorldPlan } from '#testing/world/plan.ts'
import { World } from '#testing/world/world.ts'

// Worlds from seeds: whole rooms with lines, clocks and players, in virtual time. `WORLDS=10000 bun test src/core/world.test.ts`
// lives more of them; a world that fails says which seed it was.

const WORLDS = Number(Bun.env.WORLDS ?? 200)
const ONLY = Bun.env.WORLD_SEED
const seeds = (first: number, share = 1): number[] =>
  ONLY === undefined
    ? Array.from({ length: Math.max(1, Math.round(WORLDS * share)) }, (_, index) => first + index)
    : [Number(ONLY)]
/** Many worlds take their time, ms. */
const TIMEOUT_MS = 60_000 + WORLDS * 2_000

/** Lives a world, and tells its story if it went wrong. */
function live(seed: number, name: string, change: Partial<WorldPlan> = {}): World {
  const world = new World(seed, change)
  world.run()
  const { faults, story } = world.judge
  if (faults.length > 0) {
    const again = `WORLD_SEED=${seed} bun test src/core/world.test.ts -t '${name}'`
    const plan = `${world.plan.viewers} viewers, ${world.plan.buffering}, ${world.plan.paths} lines`
    throw new Error([`world ${seed} (${plan}) went wrong`, ...faults, 'Its story:', ...story, again].join('\n'))
  }
  return world
}

/** When, and how long, the room waited for players, ms. */
function waits(world: World): { at: number; forMs: number }[] {
  const found: { at: number; forMs: number }[] = []
  let since: number | null = null
  const inner = world.house.onEvent
  world.house.onEvent = (event, before, after) => {
    inner(event, before, after)
    const now = world.agenda.now
    const holds = after.playback.status === 'holding' && after.playback.why !== 'gather'
    if (holds) since ??= now
    else if (since !== null) {
      found.push({ at: since, forMs: now - since })
      since = null
    }
  }
  return found
}

describe('a room', () => {
  const ANY = 'finds together after whatever happens, and stays together'
  test(
    ANY,
    () => {
      for (const seed of seeds(1)) live(seed, ANY)
    },
    TIMEOUT_MS,
  )

  const WILD = 'finds together after everything has happened at once'
  test(
    WILD,
    () => {
      for (const seed of seeds(1_000_000, 0.2)) live(seed, WILD, { wild: true })
    },
    TIMEOUT_MS,
  )

  const LIAR = 'waits for nobody longer than its patience'
  const steady: Partial<WorldPlan> = { models: ['chromium'], viewers: 4, buffering: 'together', happenings: [] }
  test(
    LIAR,
    () => {
      for (const seed of seeds(2_000_000, 0.02)) {
        const world = new World(seed, { ...steady, liar: true, endsAt: 1_200_000 })
        const waited = waits(world)
        world.run()
        expect(world.judge.faults).toEqual([])
        expect(waited.length).toBeGreaterThan(0)
        for (const { at, forMs } of waited) {
          expect(forMs).toBeLessThanOrEqual(HOLD_MAX_MS + 10)
          const within = waited.filter((one) => one.at >= at && one.at < at + PATIENCE_WINDOW_MS)
          const sum = within.reduce((ms, one) => ms + one.forMs, 0)
          expect(sum).toBeLessThanOrEqual(PATIENCE_MS + 50)
        }
      }
    },
    TIMEOUT_MS,
  )

  test('knows the time to half the asymmetry of its line, and what jitter leaves of it', () => {
    const shares: number[] = []
    for (const seed of seeds(3_000_000)) {
      const agenda = new Agenda()
      const chance = new Chance(seed)
      const house = new House(agenda, profileOf(0).id, 'flow')
      const clock = new PageClock(agenda, { startMs: 5_000, crystal: chance.within([-45e-6, 45e-6]), grainMs: 0.1 })
      const jitterMs = chance.within([0, 100])
      const way = (): Way => ({
        baseMs: chance.within([2, 120]),
        jitter: 'uniform',
        jitterMs,
        lossShare: 0,
        lossMs: [0, 0],
      })
      const path: Path = { up: way(), down: way(), unruly: false }
      const page = new Page(agenda, chance, house, profileOf(0), path, clock)
      page.connect(0)
      agenda.runTo(3_000)
      const known = page.known()
      const error = (known?.offset ?? Number.NaN) - (house.now() - clock.exact())
      // Of ten and more samples each way the best is late by a tenth of the jitter, and never by much of it.
      const beyondMs = Math.abs(error) - Math.abs(path.up.baseMs - path.down.baseMs) / 2 - 1
      expect(beyondMs).toBeLessThanOrEqual(0.35 * jitterMs)
      shares.push(Math.max(0, beyondMs) / jitterMs)
      expect(Math.abs(error)).toBeLessThanOrEqual((known?.bound ?? 0) + 1)
      expect(page.roundTripMs).toBeGreaterThanOrEqual(path.up.baseMs + path.down.baseMs - 1)
    }
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeLessThanOrEqual(1 / 11)
  })

  test('leaves no trace in memory: an hour of eight', () => {
    const change: Partial<WorldPlan> = { viewers: 8, happenings: [], endsAt: 3_600_000 }
    const world = new World(7, change)
    world.begin()
    world.agenda.runTo(600_000)
    Bun.gc(true)
    const before = heapStats().heapSize
    world.agenda.runTo(3_600_000)
    Bun.gc(true)
    expect(heapStats().heapSize - before).toBeLessThan(2_000_000)
  }, 60_000)
})
