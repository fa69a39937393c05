import { expect, test } from 'bun:test'
import type { Act, ChatLine, FeedEntry } from '#protocol/chat.ts'
import { lastAt, newsSince } from './news.ts'

// Casts: ids and instants as the server would send them; brands have no run-time shape.
const line = (at: number, positionMs: number | null = null): FeedEntry => ({
  kind: 'line',
  line: { id: `l${at}`, from: { id: 'ann', name: 'Ann' }, text: 'hi', at, positionMs } as unknown as ChatLine,
})
const act = (what: Act['what'], at: number, positionMs: number | null = null): FeedEntry => ({
  kind: 'act',
  act: { what, at, positionMs, by: { id: `p${at}`, name: `P${at}` } } as unknown as Act,
})

test('only what came since is told', () => {
  const feed = [line(1), act('pause', 2, 0), line(3)]
  expect(newsSince(feed, 2).map(({ key }) => key)).toEqual(['l3'])
  expect(newsSince(feed, 3)).toEqual([])
  expect(lastAt(feed, 0)).toBe(3)
  expect(lastAt([], 7)).toBe(7)
})

test('who came in before is not named again', () => {
  const [row, ...rest] = newsSince([act('joined', 1), act('joined', 2), act('joined', 3)], 1)
  expect(row?.kind === 'crowd' && row.joined.map(({ name }) => name)).toEqual(['P2', 'P3'])
  expect(rest).toEqual([])
})

test('a seek is told with its direction, which the time before gives', () => {
  const [row] = newsSince([line(1, 60_000), act('joined', 2), act('seek', 3, 10_000)], 2)
  expect(row?.kind === 'act' && row.turn).toBe('back')
})
