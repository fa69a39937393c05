import { expect, test } from 'bun:test'
import { SyncState } from '#protocol/health.ts'
import type { UserId } from '#protocol/ids.ts'
import { room as en } from './locales/en.ts'
import { room as ru } from './locales/ru.ts'
import { memberWords, type Standing, syncWords } from './sync-words.ts'

const standing = (given: Partial<Standing>): Standing => ({
  state: 'in_sync',
  offsetMs: null,
  held: false,
  lostAtMs: null,
  ...given,
})
const health = (state: SyncState, offsetMs: number | null) => ({
  userId: '1' as UserId, // brand: nobody in particular
  state,
  offsetMs,
  boundMs: 4,
})

test('my own player is told by a word, a number and the shape of a dot', () => {
  expect(syncWords(en, standing({ offsetMs: -12 }))).toMatchObject({ dot: 'well', word: 'in sync', detail: '12 ms' })
  const late = syncWords(en, standing({ state: 'catching_up', offsetMs: 430 }))
  expect(late).toMatchObject({ dot: 'waits', detail: '0.4 s behind' })
  expect(syncWords(ru, standing({ state: 'catching_up', offsetMs: -1_200 })).detail).toBe('1,2 с впереди')
  expect(syncWords(en, standing({ state: 'lost', lostAtMs: 61_000 }))).toMatchObject({
    dot: 'lost',
    detail: 'since 1:01',
  })
})

test('who stands while the room waits for others is ready, else the film is paused', () => {
  expect(syncWords(en, standing({ state: 'standing', held: true }))).toMatchObject({ dot: 'well', word: 'ready' })
  expect(syncWords(en, standing({ state: 'standing' }))).toMatchObject({ dot: 'still', word: 'paused' })
})

test('a distance that would read as nothing is not told as a number', () => {
  expect(syncWords(en, standing({ state: 'catching_up', offsetMs: 20 })).detail).toBe('a moment')
})

test('every state of a player has words for me and for others, in both languages', () => {
  for (const texts of [en, ru]) {
    for (const state of SyncState.options) {
      const mine = syncWords(texts, standing({ state }))
      for (const text of [mine.word, mine.detail, mine.means]) expect(text).toMatch(/\p{L}/u)
      expect(memberWords(texts, { here: true, health: health(state, null), held: false, waitedMs: null }).text).toMatch(
        /\p{L}/u,
      )
    }
  }
})

test('of others: where they are, that they are waited for, or only that they are here', () => {
  const told = (given: Partial<Parameters<typeof memberWords>[1]>) =>
    memberWords(en, { here: true, health: undefined, held: false, waitedMs: null, ...given })
  expect(told({ health: health('in_sync', 8) })).toEqual({ dot: 'well', text: 'in sync · 8 ms' })
  expect(told({ health: health('catching_up', 400) }).text).toBe('catching up · 0.4 s behind')
  expect(told({ health: health('buffering', null), waitedMs: 3_400 })).toEqual({ dot: 'waits', text: 'loading · 3 s' })
  expect(told({ health: health('standing', null) }).text).toBe('paused')
  expect(told({ health: health('standing', null), held: true })).toEqual({ dot: 'well', text: 'ready' })
  expect(told({})).toEqual({ dot: 'well', text: 'in the room' })
  expect(told({ here: false, health: health('in_sync', 8) }).dot).toBe('still')
})
