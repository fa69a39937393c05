import { describe, expect, test } from 'bun:test'
import { ERRORS, type ErrorCode } from '#protocol/errors.ts'
import { storyOf, TELLINGS } from './failure-stories.ts'

// Sound: the keys of ERRORS are what ErrorCode is made of.
const CODES = Object.keys(ERRORS) as ErrorCode[]

describe('what went wrong', () => {
  test('every refusal that waiting may mend can be tried again', () => {
    const stuck = CODES.filter((code) => ERRORS[code].retry && TELLINGS[storyOf(code, true)].helps !== 'again')
    expect(stuck).toEqual([])
  })

  test('a sign-in that Telegram broke is not told as a server that is away', () => {
    for (const code of CODES.filter((each) => each.startsWith('init_data')))
      expect([code, storyOf(code, true)]).not.toEqual([code, 'unreachable'])
  })

  test('without a network it is the network that is told of, and only then', () => {
    expect(storyOf('unavailable', true)).toBe('unreachable')
    expect(storyOf('unavailable', false)).toBe('offline')
    expect(storyOf('room_closed', false)).toBe('room_closed')
  })
})
