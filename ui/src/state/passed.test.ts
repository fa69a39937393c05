import { expect, test } from 'bun:test'
import { array, assert, integer, property } from 'fast-check'
import type { Act, ChatLine, FeedEntry } from '#protocol/chat.ts'
import { isWhole, passed } from './passed.ts'

// Casts: ids and instants as the server would send them; brands have no run-time shape.
const line = (id: number, text = ''): FeedEntry => ({
  kind: 'line',
  line: { id: `l${id}`, at: id, text } as unknown as ChatLine,
})
const act = (what: Act['what'], at: number): FeedEntry => ({
  kind: 'act',
  act: { what, at, by: null } as unknown as Act,
})
const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => line(from + index))

test('a feed that only grows lets go of nothing', () => {
  expect(passed([], lines(0, 3), lines(0, 4), 10)).toBeNull()
  expect(passed([], [], lines(0, 4), 10)).toBeNull()
  expect(passed(lines(0, 2), lines(2, 4), [], 10)).toBeNull()
})

test('what the feed lets go of is kept in order, acts as well', () => {
  const before = [act('joined', 1), line(2), act('pause', 3), line(4)]
  expect(passed([line(0)], before, [act('pause', 3), line(4), line(5)], 10)).toEqual({
    entries: [line(0), act('joined', 1), line(2)],
    cut: false,
    gap: false,
  })
})

test('a snapshot that reaches further back than the feed did takes its part over', () => {
  expect(passed(lines(0, 6), lines(6, 9), lines(4, 12), 10)?.entries).toEqual(lines(0, 4))
})

test('a snapshot that does not join up lets go of everything', () => {
  expect(passed(lines(0, 3), lines(3, 6), lines(40, 50), 10)).toEqual({ entries: [], cut: true, gap: true })
})

test('only a feed that is full can have something before it', () => {
  expect(isWhole([])).toBe(true)
  expect(isWhole(lines(0, 99))).toBe(true)
  expect(isWhole(lines(0, 100))).toBe(false)
  expect(isWhole(Array.from({ length: 12 }, (_, id) => line(id, 'x'.repeat(8_000))))).toBe(false)
})

test('however an evening goes, nothing is missing and nothing is twice, up to the bound', () => {
  const KEPT = 5
  assert(
    property(array(integer({ min: 1, max: 4 }), { maxLength: 60 }), (steps) => {
      const max = 20
      let kept: readonly FeedEntry[] = []
      let said = 1
      let feed = lines(0, 1)
      for (const step of steps) {
        const next = [...feed, ...lines(said, said + step)].slice(-KEPT)
        said += step
        const went = passed(kept, feed, next, max)
        if (went?.gap) return false
        kept = went?.entries ?? kept
        feed = next
      }
      expect([...kept, ...feed]).toEqual(lines(Math.max(0, said - feed.length - max), said))
      return true
    }),
  )
})
