import { describe, expect, test } from 'bun:test'
import type { Act, FeedEntry } from '#protocol/chat.ts'
import { ann, at, ben } from '#testing/made.ts'
import { glideOf } from './glide.ts'

const act = (what: Act['what'], by: Act['by'], ms: number): FeedEntry => ({
  kind: 'act',
  act: { what, by, at: at(ms), positionMs: 41_000, detail: null },
})

describe('a seek of somebody else', () => {
  test('is told with who it was and where to', () => {
    expect(glideOf([act('seek', ben, 500)], ann.id, 400)).toEqual({ by: ben, toMs: 41_000, at: at(500) })
  })
  test('is the newest of them, also when something else has happened since', () => {
    const feed = [act('seek', ann, 100), act('seek', ben, 500), act('pause', ann, 600)]
    expect(glideOf(feed, ann.id, 0)?.at).toBe(at(500))
  })
  test('is none of mine, of nobody, or of before I came', () => {
    expect(glideOf([act('seek', ann, 500)], ann.id, 0)).toBe(null)
    expect(glideOf([act('seek', null, 500)], ann.id, 0)).toBe(null)
    expect(glideOf([act('seek', ben, 500)], ann.id, 501)).toBe(null)
    expect(glideOf([act('pause', ben, 500)], ann.id, 0)).toBe(null)
    expect(glideOf([], ann.id, 0)).toBe(null)
  })
})
