import { expect, test } from 'bun:test'
import type { Act, ChatLine, FeedEntry } from '#protocol/chat.ts'
import { script } from './script.ts'

const NOON = new Date(2026, 10, 22, 12).getTime()

// Casts: ids and instants as the server would send them; brands have no run-time shape.
const line = (from: string, at: number, positionMs: number | null = null): ChatLine =>
  ({
    id: `${from}-${at}`,
    from: { id: from, name: from, photoUrl: null },
    text: 'hi',
    at: NOON + at,
    positionMs,
  }) as ChatLine
const act = (what: Act['what'], at: number, positionMs: number | null): Act =>
  ({ what, by: { id: 'ann', name: 'Ann', photoUrl: null }, at: NOON + at, positionMs, detail: null }) as Act
const said = (of: ChatLine): FeedEntry => ({ kind: 'line', line: of })
const done = (of: Act): FeedEntry => ({ kind: 'act', act: of })

const kinds = (feed: FeedEntry[]) =>
  script([], feed).map((row) => (row.kind === 'line' ? (row.follows ? 'follows' : 'line') : row.kind))

test('lines of one person close together are one speech', () => {
  expect(
    kinds([said(line('ann', 0)), said(line('ann', 1_000)), said(line('tom', 2_000)), said(line('ann', 3_000))]),
  ).toEqual(['day', 'line', 'follows', 'line', 'line'])
})

test('an act or a long silence ends a speech', () => {
  expect(kinds([said(line('ann', 0)), done(act('pause', 1, 0)), said(line('ann', 2))])).toEqual([
    'day',
    'line',
    'act',
    'line',
  ])
  expect(kinds([said(line('ann', 0)), said(line('ann', 301_000))])).toEqual(['day', 'line', 'line'])
})

test('each day begins with its date, once', () => {
  expect(
    kinds([said(line('ann', 0)), said(line('tom', 24 * 3_600_000)), said(line('tom', 24 * 3_600_000 + 1))]),
  ).toEqual(['day', 'line', 'day', 'line', 'follows'])
})

test('a seek goes back or ahead only where the feed can tell', () => {
  const turn = (to: number) => {
    const row = script([], [said(line('ann', 0, 60_000)), done(act('seek', 10_000, to))]).at(-1)
    return row?.kind === 'act' ? row.turn : undefined
  }
  expect(turn(30_000)).toBe('back')
  expect(turn(65_000)).toBeNull()
  expect(turn(120_000)).toBe('ahead')
})
