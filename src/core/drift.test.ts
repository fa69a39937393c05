import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { type Drift, FIRST_LATENCIES, follow, interrupted, still } from './drift.ts'

/** A player as browsers have them: it seeks and starts in its own time, and its clock is not quite ours. */
class Player {
  mediaMs: number
  paused = true
  seeking = false
  ready = true
  rate = 1
  seeks = 0
  rateWrites = 0
  #landsAt = 0
  #startsAt = 0
  readonly seekMs: () => number
  readonly playMs: number
  readonly crystal: number

  constructor(options: { mediaMs: number; seekMs: () => number; playMs: number; crystal: number }) {
    this.mediaMs = options.mediaMs
    this.seekMs = options.seekMs
    this.playMs = options.playMs
    this.crystal = options.crystal
  }

  pass(now: number, ms: number): void {
    if (this.seeking && now >= this.#landsAt) {
      this.seeking = false
      this.ready = true
    }
    if (!this.paused && this.ready && now >= this.#startsAt) this.mediaMs += ms * this.rate * (1 + this.crystal)
  }
  seek(now: number, toMs: number): void {
    this.seeks += 1
    this.mediaMs = toMs
    this.seeking = true
    this.ready = false
    this.#landsAt = now + this.seekMs()
  }
  play(now: number): void {
    this.paused = false
    this.#startsAt = now + this.playMs
  }
}

interface World {
  readonly player: Player
  /** Where the room's line is, and whether it moves, at an instant. */
  readonly line: (now: number) => { roomMs: number; startsInMs: number | null; wish: number }
  readonly lengthMs: number
  readonly stall?: (now: number) => boolean
}

/** Runs player and controller against each other in 10 ms steps; answers the errors over time. */
function run({ player, line, lengthMs, stall }: World): { errors: { now: number; error: number }[]; drift: Drift } {
  let drift = still(FIRST_LATENCIES)
  let wish = -1
  const errors: { now: number; error: number }[] = []
  for (let now = 0; now < lengthMs; now += 10) {
    player.pass(now, 10)
    if (stall) player.ready = !player.seeking && !stall(now)
    const room = line(now)
    if (room.wish !== wish) drift = interrupted(drift)
    wish = room.wish
    const next = follow(drift, {
      now,
      roomMs: room.roomMs,
      startsInMs: room.startsInMs,
      rate: 1,
      mediaMs: player.mediaMs,
      paused: player.paused,
      seeking: player.seeking,
      ready: player.ready,
      durationMs: 7_200_000,
    })
    drift = next.drift
    for (const action of next.actions) {
      if (action.do === 'seek') player.seek(now, action.toMs)
      else if (action.do === 'play') player.play(now)
      else if (action.do === 'pause') player.paused = true
      else {
        player.rate = action.rate
        player.rateWrites += 1
      }
    }
    errors.push({ now, error: room.roomMs - player.mediaMs })
  }
  return { errors, drift }
}

const playsFrom = (anchorMs: number, at: number) => (now: number) => ({
  roomMs: anchorMs + Math.max(0, now - at),
  startsInMs: Math.max(0, at - now),
  wish: 1,
})
const worst = (errors: { now: number; error: number }[], from: number, to = Number.POSITIVE_INFINITY) =>
  Math.max(...errors.filter(({ now }) => now >= from && now < to).map(({ error }) => Math.abs(error)))

describe('the drift controller', () => {
  test('brings any player in sync within seconds, with at most three seeks, and keeps it there', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 900 }),
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 0, max: 250 }),
        fc.double({ min: -2e-4, max: 2e-4, noNaN: true }),
        fc.nat(3_000_000),
        (seekMs, spread, playMs, crystal, anchorMs) => {
          let n = 0
          const player = new Player({ mediaMs: 0, seekMs: () => seekMs + (n++ % 2) * spread, playMs, crystal })
          const { errors } = run({ player, line: playsFrom(anchorMs, 300), lengthMs: 60_000 })
          expect(worst(errors, 15_000)).toBeLessThanOrEqual(40)
          expect(player.seeks).toBeLessThanOrEqual(3)
        },
      ),
      { numRuns: 60 },
    )
  })
  test('starts a player that is in place on time, without a seek', () => {
    const player = new Player({ mediaMs: 5_000, seekMs: () => 100, playMs: 50, crystal: 0 })
    const { errors } = run({ player, line: playsFrom(5_000, 300), lengthMs: 3_000 })
    expect(player.seeks).toBe(0)
    expect(worst(errors, 600)).toBeLessThanOrEqual(20)
  })
  test('writes the speed seldom once it is in sync', () => {
    const player = new Player({ mediaMs: 0, seekMs: () => 120, playMs: 90, crystal: 1e-4 })
    run({ player, line: playsFrom(90_000, 300), lengthMs: 10_000 })
    const settled = player.rateWrites
    const longer = new Player({ mediaMs: 0, seekMs: () => 120, playMs: 90, crystal: 1e-4 })
    run({ player: longer, line: playsFrom(90_000, 300), lengthMs: 610_000 })
    expect(longer.rateWrites - settled).toBeLessThanOrEqual(30)
  })
  test('stands on the very frame on which the room stands', () => {
    const player = new Player({ mediaMs: 0, seekMs: () => 200, playMs: 50, crystal: 0 })
    const { errors } = run({ player, line: () => ({ roomMs: 42_000, startsInMs: null, wish: 1 }), lengthMs: 5_000 })
    expect(errors.at(-1)?.error).toBe(0)
    expect(player.seeks).toBe(1)
  })
  test('follows a pause and a seek at once', () => {
    const player = new Player({ mediaMs: 0, seekMs: () => 100, playMs: 50, crystal: 0 })
    const { errors } = run({
      player,
      lengthMs: 20_000,
      line: (now) => {
        if (now < 8_000) return playsFrom(0, 200)(now)
        if (now < 10_000) return { roomMs: 7_750, startsInMs: null, wish: 2 }
        return { ...playsFrom(300_000, 10_200)(now), wish: 3 }
      },
    })
    expect(worst(errors, 8_500, 10_000)).toBeLessThanOrEqual(1)
    expect(worst(errors, 11_500)).toBeLessThanOrEqual(60)
  })
  test('comes back from a stall with one leap', () => {
    const player = new Player({ mediaMs: 0, seekMs: () => 100, playMs: 50, crystal: 0 })
    const { errors } = run({
      player,
      line: playsFrom(0, 200),
      lengthMs: 20_000,
      stall: (now) => now > 6_000 && now < 9_000,
    })
    expect(worst(errors, 11_500)).toBeLessThanOrEqual(60)
    expect(player.seeks).toBeLessThanOrEqual(2)
  })
})
