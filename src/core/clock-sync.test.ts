import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { answered, type ClockSync, heard, nextPingInMs, offsetAt, roundTripMs, unsynced } from './clock-sync.ts'

/** Pings through a network with these one-way delays; answers what is known at the end, and when that was. */
function pings(offset: number, delays: readonly (readonly [number, number])[], everyMs = 80) {
  let sync: ClockSync = unsynced
  let now = 5_000
  for (const [up, down] of delays) {
    const sent = now
    const received = sent + up + down
    sync = answered(sync, sent, sent + up + offset, received)
    now = received + everyMs
  }
  return { known: offsetAt(sync, now), now, sync }
}
const delay = fc.double({ min: 1, max: 300, noNaN: true })

describe('the bracket', () => {
  test('always holds the true offset, whatever the jitter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.array(fc.tuple(delay, delay), { minLength: 1, maxLength: 60 }),
        (offset, delays) => {
          const { known } = pings(offset, delays)
          expect(Math.abs((known?.offset ?? Number.NaN) - offset)).toBeLessThanOrEqual((known?.bound ?? 0) + 0.01)
        },
      ),
    )
  })
  test('is as wrong as half the asymmetry at most, once each direction was quiet once', () => {
    const { known } = pings(400, [
      [200, 20],
      [20, 200],
      [20, 20],
    ])
    expect(known?.offset).toBeCloseTo(400, 1)
  })
  test('narrows by what the server stamps on its own, too', () => {
    const { sync, now } = pings(1_000, [[10, 90]])
    const closer = heard(sync, now + 1_000 - 5, now)
    expect(offsetAt(closer, now)?.bound).toBeLessThan(offsetAt(sync, now)?.bound ?? 0)
  })
  test('starts anew when a clock has jumped', () => {
    const { sync, now } = pings(0, [
      [10, 10],
      [10, 10],
    ])
    const jumped = answered(sync, now, now + 10 + 60_000, now + 20)
    expect(offsetAt(jumped, now + 20)?.offset).toBeCloseTo(60_000, 0)
  })
  test('after a jump that only the server has told, nothing is claimed until the next answer', () => {
    const { sync, now } = pings(0, [[10, 10]])
    const jumped = heard(sync, now + 60_000, now)
    expect(offsetAt(jumped, now)).toBe(null)
    expect(offsetAt(answered(jumped, now, now + 60_010, now + 20), now + 20)?.offset).toBeCloseTo(60_005, 0)
  })
  test('widens with age, as crystals drift, and a fresh answer narrows it again', () => {
    const { sync, now } = pings(0, [[10, 10]])
    const old = offsetAt(sync, now + 600_000)?.bound ?? 0
    expect(old).toBeCloseTo(10 + 600_080 * 50e-6, 1)
    const fresh = answered(sync, now + 600_000, now + 600_010, now + 600_020)
    expect(offsetAt(fresh, now + 600_020)?.bound).toBeCloseTo(10, 1)
  })
  test('is not known before the first answer', () => {
    expect(offsetAt(unsynced, 0)).toBe(null)
    expect(offsetAt(heard(unsynced, 5, 0), 0)).toBe(null)
  })
})

describe('pings', () => {
  const { sync: quiet } = pings(0, Array(12).fill([10, 10]))
  const restless = pings(
    0,
    Array.from({ length: 12 }, (_, nth) => [10, 10 + 20 * (nth % 3)] as const),
  ).sync

  test('come in a burst, then slowly, then as signs of life', () => {
    expect(nextPingInMs(unsynced, 1, 80, 20_000)).toBe(80)
    expect(nextPingInMs(quiet, 12, 5_000, 20_000)).toBe(2_000)
    expect(nextPingInMs(quiet, 30, 40_000, 20_000)).toBe(20_000)
  })
  test('come more often on a restless line, where a quiet moment may yet come', () => {
    expect(nextPingInMs(restless, 30, 40_000, 20_000)).toBe(4_000)
  })
  test('tell the round trip that one slow moment does not spoil', () => {
    expect(roundTripMs(unsynced)).toBe(null)
    expect(roundTripMs(quiet)).toBeCloseTo(20, 5)
    expect(roundTripMs(answered(quiet, 0, 10, 900))).toBeCloseTo(20, 5)
  })
})
