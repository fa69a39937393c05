import { describe, expect, test } from 'bun:test'
import type { EpochMs } from '#protocol/ids.ts'
import type { Member } from '#protocol/members.ts'
import { ann, at, ben, profile, sessionId } from '#testing/made.ts'
import { checkEndsAt, countReady, isAwaited, readinessOf, seatsIn } from './readiness.ts'

const cat = profile('Cat')
const seat = (who: typeof ann, here = true): Member => ({
  ...who,
  joinedAt: at(0),
  sessions: here ? [{ id: sessionId(1), device: 'phone' }] : [],
  goneAt: here ? null : at(1),
})
const check = { waitingFor: [{ userId: ben.id, until: 61_000 as EpochMs }] }

describe('a seat while people gather', () => {
  test('is simply taken until somebody asks', () => {
    expect(readinessOf(seat(ann), null, false)).toBe('here')
    expect(readinessOf(seat(ann, false), null, false)).toBe('away')
    expect(readinessOf(seat(ann), null, true)).toBe('away')
  })
  test('then tells who has said it and who is awaited; who looks elsewhere was not asked', () => {
    expect(readinessOf(seat(ann), check, false)).toBe('ready')
    expect(readinessOf(seat(ben), check, false)).toBe('asked')
    expect(readinessOf(seat(ben), check, true)).toBe('asked')
    expect(readinessOf(seat(cat), check, true)).toBe('away')
  })
  test('counts of those who were asked', () => {
    expect(countReady(['ready', 'asked', 'away', 'ready'])).toEqual({ ready: 2, asked: 3 })
  })
})

test('a check is over with the last who is awaited', () => {
  const waitingFor = [...check.waitingFor, { userId: cat.id, until: 62_000 as EpochMs }]
  expect(checkEndsAt({ waitingFor })).toBe(62_000)
  expect(checkEndsAt({ waitingFor: [] })).toBeNull()
})

test('an answer is mine to give when I am awaited', () => {
  expect([isAwaited(check, ben.id), isAwaited(check, ann.id), isAwaited(null, ben.id), isAwaited(check, null)]).toEqual(
    [true, false, false, false],
  )
})

describe('the seats that fit', () => {
  const people = [1, 2, 3, 4, 5, 6, 7, 8, 9]
  test('leave one free', () => expect(seatsIn(people.slice(0, 7), 8)).toEqual({ shown: people.slice(0, 7), rest: 0 }))
  test('give one more up for the number of those who have none', () => {
    expect(seatsIn(people, 8)).toEqual({ shown: people.slice(0, 6), rest: 3 })
  })
  test('are never none', () => expect(seatsIn(people, 0)).toEqual({ shown: [1], rest: 8 }))
})
