import { describe, expect, test } from 'bun:test'
import { fromOthers, heldFrom, type Instant, instantsOf, quantile, type Sample, wentBackMs } from './instants.ts'

/** So many samples, 20 ms apart; `film` says what differs from a film that plays and stands at 0. */
const samples = (startMs: number, count: number, film: (atMs: number) => Partial<Sample>): Sample[] =>
  Array.from({ length: count }, (_, n) => {
    const atMs = startMs + n * 20
    return { atMs, positionMs: 0, paused: false, seeking: false, rate: 1, readyState: 4, ...film(atMs) }
  })
const playing = (startMs: number, count: number, aheadMs: number) =>
  samples(startMs, count, (atMs) => ({ positionMs: atMs + aheadMs }))

describe('instants', () => {
  test('three viewers who are read at different times are compared at the same ones, the worst pair of them', () => {
    const instants = instantsOf([playing(1_000, 50, 0), playing(1_007, 50, 30), playing(1_013, 50, -12)])
    expect(instants.length).toBeGreaterThan(40)
    // Whether the last samples are followed by movement nobody knows.
    for (const { apartMs, moving, standing } of instants.slice(0, -4)) {
      expect(apartMs).toBeCloseTo(42)
      expect([moving, standing]).toEqual([true, false])
    }
    expect(fromOthers(instants[0] as Instant, 0)).toBeCloseTo(30)
    expect(fromOthers(instants[0] as Instant, 2)).toBeCloseTo(42)
  })

  test('where one viewer was not read nothing is said', () => {
    const busy = playing(1_000, 50, 0).filter(({ atMs }) => atMs <= 1_300 || atMs >= 1_500)
    const instants = instantsOf([playing(1_000, 50, 0), busy])
    expect(instants.some(({ atMs }) => atMs === 1_300)).toBe(true)
    expect(instants.some(({ atMs }) => atMs > 1_300 && atMs < 1_500)).toBe(false)
    expect(instantsOf([playing(1_000, 50, 0), []])).toEqual([])
  })

  test('who is told to play but has nothing to play with does not move', () => {
    const [first] = instantsOf([playing(1_000, 50, 0), samples(1_000, 50, () => ({ readyState: 2 }))]).slice(1)
    expect(first).toMatchObject({ moving: false, standing: false })
  })

  test('a position that is reported twice is still a film that plays', () => {
    const twice = samples(1_000, 50, (atMs) => ({ positionMs: Math.floor(atMs / 40) * 40 }))
    const inside = instantsOf([twice, playing(1_000, 50, 0)]).slice(1, -4)
    expect(inside.every(({ moving }) => moving)).toBe(true)
  })

  test('paused is standing, except on the way to another place', () => {
    const paused = samples(1_000, 50, () => ({ paused: true }))
    const seeks = samples(1_000, 50, (atMs) => ({ paused: true, seeking: atMs < 1_500 }))
    const instants = instantsOf([paused, seeks])
    expect(instants.find(({ atMs }) => atMs === 1_400)?.standing).toBe(false)
    expect(instants.find(({ atMs }) => atMs === 1_600)?.standing).toBe(true)
  })
})

describe('coming together', () => {
  const line = (apartMs: (atMs: number) => number, skip: (atMs: number) => boolean = () => false): Instant[] =>
    Array.from({ length: 200 }, (_, n) => n * 20)
      .filter((atMs) => !skip(atMs))
      .map((atMs) => ({ atMs, positionsMs: [], apartMs: apartMs(atMs), moving: true, standing: false }))
  const near = ({ apartMs }: Instant) => apartMs < 100

  test('is when they first stay together, not when they first meet', () => {
    // Together from 400 ms, apart again at 1,000 ms, together for good from 1,100 ms.
    const met = line((atMs) => (atMs < 400 || (atMs >= 1_000 && atMs < 1_100) ? 300 : 10))
    expect(heldFrom(met, near, { fromMs: 0, holdMs: 1_000 })).toBe(1_100)
    expect(heldFrom(met, near, { fromMs: 0, holdMs: 500 })).toBe(400)
  })

  test('does not count from before it was asked for', () => {
    expect(
      heldFrom(
        line(() => 10),
        near,
        { fromMs: 990, holdMs: 1_000 },
      ),
    ).toBe(1_000)
  })

  test('is not said of a time that is too short, or of which nothing is known', () => {
    expect(
      heldFrom(
        line((atMs) => (atMs < 3_500 ? 300 : 10)),
        near,
        { fromMs: 0, holdMs: 1_000 },
      ),
    ).toBeNull()
    const hole = line(
      () => 10,
      (atMs) => atMs > 500 && atMs < 1_000,
    )
    expect(heldFrom(hole, near, { fromMs: 0, holdMs: 800 })).toBe(1_000)
  })
})

test('a quantile is one of the values', () => {
  const values = [9, 1, 5, 3, 7]
  expect([quantile(values, 0), quantile(values, 0.5), quantile(values, 1)]).toEqual([1, 5, 9])
  expect(quantile([], 0.5)).toBeNaN()
})

test('how far a film went back is told by the furthest step, whatever came after', () => {
  const at = (positionsMs: number[]) => wentBackMs(positionsMs.map((positionMs) => ({ positionMs })))
  expect(at([])).toBe(0)
  expect(at([1_000, 2_000, 9_000])).toBe(0)
  expect(at([1_000, 5_000, 4_400, 4_200, 5_100, 5_000])).toBe(800)
})
