import { expect, test } from 'bun:test'
import { at } from '#testing/made.ts'
import { cutoffs } from './retention.ts'

test('things go so many days after their last sign, and what is kept for ever never does', () => {
  const now = at(Date.UTC(2026, 6, 31, 12))
  const kept = { silentRooms: 365, closedRooms: 30, messages: null, guests: 400 }
  expect(cutoffs(kept, now)).toEqual({
    silentRooms: at(Date.UTC(2025, 6, 31, 12)),
    closedRooms: at(Date.UTC(2026, 6, 1, 12)),
    messages: null,
    guests: at(Date.UTC(2025, 5, 26, 12)),
  })
})

test('an instant is never before 1970', () => {
  const kept = { silentRooms: 36_500, closedRooms: null, messages: null, guests: null }
  expect(cutoffs(kept, at(1_790_000_000_000)).silentRooms).toBe(at(0))
})
