import { describe, expect, test } from 'bun:test'
import type { Viewer } from '#testing/world/viewer.ts'
import { World } from '#testing/world/world.ts'

// What a party of three can expect on a clean line, with players as Chromium has them; in virtual time, over several seeds.

const SEEDS = 16
/** Together: the worst two differ by less than this, ms; and they stay so. */
const NEAR_MS = 100
const STAYS_MS = 1_000
const GIVES_UP_MS = 12_000
/** Between two measurements, ms. */
const REST_MS = 12_000

const sortedAt = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** How far apart the worst two are, ms. */
function spread(world: World, viewers: readonly Viewer[]): number {
  const errors = viewers.map(({ player }) => world.house.truthMs() - (player?.truthMs() ?? Number.POSITIVE_INFINITY))
  return Math.max(...errors) - Math.min(...errors)
}

/** One party of three, and a fourth who comes late. */
class Party {
  readonly world: World
  readonly three: readonly Viewer[]
  readonly late: Viewer

  constructor(seed: number) {
    this.world = new World(seed, {
      viewers: 4,
      models: ['chromium'],
      paths: 'clean',
      unruly: false,
      buffering: 'flow',
      live: false,
      happenings: [],
    })
    const [ann, ben, cat, dan] = this.world.viewers
    if (!ann || !ben || !cat || !dan) throw new Error('four viewers were asked for')
    this.three = [ann, ben, cat]
    this.late = dan
    for (const viewer of this.three) viewer.join(0)
    this.#pass(1_500)
    this.world.happen({ what: 'load', who: 0 })
    this.#pass(25_000)
  }

  #pass(ms: number): void {
    this.world.agenda.runTo(this.world.agenda.now + ms)
  }

  /** How long after `act` all are together and stay so, ms, and how many seeks that cost each. */
  until(act: () => void, who = this.three, isThere = () => this.#isTogether(who)): { ms: number; seeks: number } {
    const seeks = who.map((viewer) => viewer.seeks)
    const from = this.world.agenda.now
    act()
    let since: number | null = null
    while (this.world.agenda.now < from + GIVES_UP_MS && (since === null || this.world.agenda.now < since + STAYS_MS)) {
      this.#pass(10)
      since = isThere() ? (since ?? this.world.agenda.now) : null
    }
    const most = Math.max(...who.map((viewer, index) => viewer.seeks - (seeks[index] ?? 0)))
    this.#pass(REST_MS)
    return { ms: (since ?? Number.POSITIVE_INFINITY) - from, seeks: most }
  }

  #isTogether(who: readonly Viewer[]): boolean {
    const moves = this.world.house.state.playback.status === 'playing' && who.every(({ player }) => player?.moves)
    return moves && spread(this.world, who) < NEAR_MS
  }

  onOneFrame = (): boolean =>
    this.world.house.state.playback.status === 'paused' &&
    this.three.every(({ player }) => Math.abs(this.world.house.truthMs() - (player?.truthMs() ?? 0)) <= 2)

  /** The worst pair, looked at ten times a second for a minute, ms. */
  steady(): number[] {
    return Array.from({ length: 600 }, () => {
      this.#pass(100)
      return spread(this.world, this.three)
    })
  }

  stalled(forMs: number): { ms: number; seeks: number } {
    this.world.happen({ what: 'stall', who: 2, forMs })
    this.#pass(forMs)
    return this.until(() => undefined)
  }

  returned(): { ms: number; seeks: number } {
    const cat = this.three[2] as Viewer
    cat.show(false)
    this.#pass(10_000)
    return this.until(() => cat.show(true))
  }
}

const parties = Array.from({ length: SEEDS }, (_, index) => new Party(index + 1))
const everyone = (party: Party): readonly Viewer[] => [...party.three, party.late]
/** Nineteen of twenty keep under this many ms, and nobody needs more than one seek. */
function expectWithin(ms: number, measured: readonly { ms: number; seeks: number }[]): void {
  expect(
    sortedAt(
      measured.map((one) => one.ms),
      0.95,
    ),
  ).toBeLessThanOrEqual(ms)
  expect(Math.max(...measured.map(({ seeks }) => seeks))).toBeLessThanOrEqual(1)
}

describe('on a clean line', () => {
  test('a pause stops all on one frame within 300 ms', () =>
    expectWithin(
      300,
      parties.map((party) =>
        party.until(() => party.world.happen({ what: 'pause', who: 0 }), party.three, party.onOneFrame),
      ),
    ))
  test('play brings all together within 450 ms', () =>
    expectWithin(
      450,
      parties.map((party) => party.until(() => party.world.happen({ what: 'play', who: 1 }))),
    ))
  test('a seek to what is loaded takes 600 ms', () =>
    expectWithin(
      600,
      parties.map((party) => party.until(() => party.world.happen({ what: 'seek', who: 1, byMs: -12_000 }))),
    ))
  test('a seek to what is not takes as long as the slowest loads', () =>
    expectWithin(
      1_500,
      parties.map((party) => party.until(() => party.world.happen({ what: 'seek', who: 1, byMs: 300_000 }))),
    ))
  test('the worst two of three are 12 ms apart at most, mostly', () => {
    expect(
      sortedAt(
        parties.flatMap((party) => party.steady()),
        0.95,
      ),
    ).toBeLessThanOrEqual(12)
  })
  test('who returns is back within 400 ms', () =>
    expectWithin(
      400,
      parties.map((party) => party.returned()),
    ))
  test('who was without data for three seconds is back as soon as the place of the others is loaded', () =>
    expectWithin(
      1_300,
      parties.map((party) => party.stalled(3_000)),
    ))
  test('who comes late is with the others in a second and a half, mostly', () => {
    const joins = parties.map((party) => party.until(() => party.late.join(0), everyone(party)))
    expect(
      sortedAt(
        joins.map(({ ms }) => ms),
        0.5,
      ),
    ).toBeLessThanOrEqual(1_200)
    expectWithin(2_400, joins)
  })
  test('who reloads, within the same', () =>
    expectWithin(
      1_500,
      parties.map((party) => party.until(() => party.late.reload(0), everyone(party))),
    ))
})
