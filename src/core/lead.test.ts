import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { type Health, SyncState } from '#protocol/health.ts'
import { PLAYBACK_LEAD_MAX_MS, PLAYBACK_LEAD_MIN_MS, PLAYBACK_LEAD_MS } from '#protocol/limits.ts'
import type { Member } from '#protocol/members.ts'
import { ann, at, ben, health, seat } from '#testing/made.ts'
import { isExcused, leadOf } from './lead.ts'

const here: Member[] = [ann, ben].map((who, n) => ({ ...who, joinedAt: at(0), sessions: [seat(n)], goneAt: null }))
const leadWith = (anns: Health | null, bens: Health | null, members = here) =>
  leadOf(members, (userId) => (userId === ann.id ? anns : bens))

describe('the lead of a room', () => {
  test('is the usual one while nobody has told anything of use', () => {
    expect(leadWith(null, null)).toBe(PLAYBACK_LEAD_MS)
    expect(leadWith(health({ roundTripMs: null }), null)).toBe(PLAYBACK_LEAD_MS)
    expect(leadOf([], () => health())).toBe(PLAYBACK_LEAD_MS)
  })
  test('is what the slowest needs to be told and to begin, and some for luck', () => {
    expect(leadWith(health({ roundTripMs: 300, startMs: 100 }), health({ roundTripMs: 20, startMs: 20 }))).toBe(290)
  })
  test('is short where all are near, but not shorter than the shortest', () => {
    expect(leadWith(health({ roundTripMs: 4, startMs: 10 }), health({ roundTripMs: 8, startMs: 5 }))).toBe(
      PLAYBACK_LEAD_MIN_MS,
    )
  })
  test('does not wait for players that catch up in vain, show something else, or are not there', () => {
    const slow = { roundTripMs: 2_000, startMs: 5_000 }
    for (const state of ['slow', 'ad', 'away', 'blocked', 'failed', 'alone'] as const) {
      expect(leadWith(health(), health({ ...slow, state }))).toBe(leadWith(health(), null))
    }
    const gone = here.map((member) => (member.id === ben.id ? { ...member, sessions: [], goneAt: at(1) } : member))
    expect(leadWith(health(), health(slow), gone)).toBe(leadWith(health(), null))
  })
  test('lies between its bounds and is whole, whatever anybody tells', () => {
    const length = fc.double({ min: 0, max: 60_000, noNaN: true })
    const told = fc.option(
      fc.record({
        state: fc.constantFrom(...SyncState.options),
        offsetMs: fc.constant(null),
        boundMs: fc.constant(null),
        roundTripMs: fc.option(length),
        startMs: length,
      }),
    )
    fc.assert(
      fc.property(told, told, (anns, bens) => {
        const lead = leadWith(anns, bens)
        expect(Number.isInteger(lead)).toBe(true)
        expect(lead).toBeGreaterThanOrEqual(PLAYBACK_LEAD_MIN_MS)
        expect(lead).toBeLessThanOrEqual(PLAYBACK_LEAD_MAX_MS)
      }),
    )
  })
})

test('of all states four are excuses', () => {
  const excused = SyncState.options.filter((state) => isExcused(health({ state })))
  expect(excused).toEqual(['ad', 'away', 'blocked', 'failed', 'alone'])
})
