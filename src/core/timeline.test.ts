import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { POSITION_MAX_MS } from '#protocol/limits.ts'
import type { Playback } from '#protocol/playback.ts'
import { ann, at, film } from '#testing/made.ts'
import { endsAt, type Holding, isOn, keptOf, mediaOf, placeIn, positionAt, standing } from './timeline.ts'

const hold = (over: Partial<Holding> = {}): Holding => ({
  status: 'holding',
  epoch: 1,
  version: 5,
  media: film(60_000),
  positionMs: 20_000,
  stopsAt: at(10_000),
  rate: 1,
  why: 'stall',
  since: at(9_800),
  waitingFor: [{ userId: ann.id, until: at(12_000) }],
  ...over,
})
const idle: Playback = { status: 'idle', epoch: 0, version: 0 }

describe('a hold', () => {
  test('runs towards its place until it stops there, at the speed of the room', () => {
    const line = hold({ rate: 1.5 })
    expect(positionAt(line, 9_800)).toBe(19_700)
    expect(positionAt(line, 10_000)).toBe(20_000)
    expect(positionAt(line, 99_000)).toBe(20_000)
  })
  test('never begins before the film does, and never goes back', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(20_000), fc.nat(20_000), (positionMs, a, b) => {
        const line = hold({ positionMs })
        const [early, late] = [Math.min(a, b), Math.max(a, b)]
        expect(positionAt(line, early)).toBeGreaterThanOrEqual(0)
        expect(positionAt(line, late)).toBeGreaterThanOrEqual(positionAt(line, early))
      }),
    )
  })
  test('has no end of its own, and is on unless people are asked', () => {
    expect(endsAt(hold())).toBe(null)
    expect([hold(), hold({ why: 'gather' }), idle].map(isOn)).toEqual([true, false, false])
  })
  test('of a room that nobody is in stands where it was', () => {
    expect(standing(hold(), at(9_900))).toMatchObject({ status: 'paused', version: 6, positionMs: 19_900 })
  })
})

describe('what is kept', () => {
  test('of a hold is how it ends: the film goes on when everybody is out of time', () => {
    const waitingFor = [at(12_000), at(17_000)].map((until) => ({ userId: ann.id, until }))
    expect(keptOf(hold({ waitingFor }))).toEqual({
      status: 'playing',
      epoch: 1,
      version: 5,
      media: film(60_000),
      anchorMs: 20_000,
      anchoredAt: at(17_000),
      rate: 1,
    })
  })
  test('of people who are being asked is a film that stands', () => {
    expect(keptOf(hold({ why: 'gather' }))).toMatchObject({ status: 'paused', version: 5, positionMs: 20_000 })
  })
  test('of all else is what it is', () => {
    expect(keptOf(idle)).toBe(idle)
  })
})

test('a place is whole and lies in the film, whose length may not be known', () => {
  expect(placeIn(film(60_000), 61_000.7)).toBe(60_000)
  expect(placeIn(film(60_000), -5)).toBe(0)
  expect(placeIn(film(null), 1_000.4)).toBe(1_000)
  expect(placeIn(film(null), 1e12)).toBe(POSITION_MAX_MS)
  expect([mediaOf(idle), mediaOf(hold())?.title]).toEqual([null, 'Night Express'])
})
