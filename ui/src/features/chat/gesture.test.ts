import { expect, test } from 'bun:test'
import { array, assert, integer, property, tuple } from 'fast-check'
import { ENOUGH_PX, SwipeToReply } from './gesture.ts'

const swipe = (points: [number, number][], inwards: -1 | 1 = -1) => {
  const of = new SwipeToReply(200, 200, inwards)
  for (const [x, y] of points) of.move(200 + x, 200 + y)
  return of.pull
}

test('a finger that goes far enough inwards answers', () => {
  expect(
    swipe([
      [-20, 2],
      [-70, 4],
    ]),
  ).toMatchObject({ phase: 'pulling', armed: true })
  expect(
    swipe([
      [-20, 2],
      [-40, 4],
    ]),
  ).toEqual({ phase: 'pulling', offset: 30, armed: false })
})

test('who goes back before letting go does not', () => {
  expect(
    swipe([
      [-90, 0],
      [-30, 0],
    ]),
  ).toMatchObject({ phase: 'pulling', armed: false })
  expect(
    swipe([
      [-90, 0],
      [40, 0],
    ]),
  ).toEqual({ phase: 'pulling', offset: 0, armed: false })
})

test('a vertical gesture scrolls, and stays a scroll', () => {
  expect(
    swipe([
      [-4, 14],
      [-120, 20],
    ]).phase,
  ).toBe('refused')
  expect(
    swipe([
      [-12, 11],
      [-120, 11],
    ]).phase,
  ).toBe('refused')
})

test('outwards nothing happens; where one reads from right to left, in is out', () => {
  expect(
    swipe([
      [30, 0],
      [80, 0],
    ]).phase,
  ).toBe('refused')
  expect(
    swipe(
      [
        [30, 0],
        [80, 0],
      ],
      1,
    ),
  ).toMatchObject({ phase: 'pulling', armed: true })
})

test('a tremble decides nothing', () => {
  expect(
    swipe([
      [3, -4],
      [-6, 5],
    ]),
  ).toEqual({ phase: 'undecided', offset: 0, armed: false })
})

test('however a finger moves, the line stays near its place and is armed only past the mark', () => {
  const step = tuple(integer({ min: -400, max: 400 }), integer({ min: -400, max: 400 }))
  assert(
    property(array(step, { maxLength: 30 }), (points) => {
      const { phase, offset, armed } = swipe(points)
      expect(offset).toBeGreaterThanOrEqual(0)
      expect(offset).toBeLessThanOrEqual(ENOUGH_PX * 1.5)
      if (armed) expect([phase, offset >= ENOUGH_PX]).toEqual(['pulling', true])
    }),
  )
})
