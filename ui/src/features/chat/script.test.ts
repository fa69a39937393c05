import { expect, test } from 'bun:test'
import type { Act, ChatLine, FeedEntry } from '#protocol/chat.ts'
import type { LineId } from '#protocol/ids.ts'
import { script } from './script.ts'

const NOON = new Date(2026, 10, 22, 12).getTime()
const DAY = 24 * 3_600_000

// Casts: ids and instants as the server would send them; brands have no run-time shape.
const line = (from: string, at: number, positionMs: number | null = null): FeedEntry => ({
  kind: 'line',
  line: {
    id: `${from}-${at}`,
    from: { id: from, name: from, photoUrl: null },
    text: 'hi',
    at: NOON + at,
    positionMs,
    replyTo: null,
  } as unknown as ChatLine,
})
const act = (
  what: Act['what'],
  at: number,
  positionMs: number | null = null,
  by: string | null = 'ann',
): FeedEntry => ({
  kind: 'act',
  act: {
    what,
    by: by && { id: by, name: by, photoUrl: null },
    at: NOON + at,
    positionMs,
    detail: null,
  } as unknown as Act,
})

const kinds = (entries: FeedEntry[], whole = false) =>
  script({ entries, whole }).map((row) => {
    const kind = row.kind === 'line' && row.follows ? 'follows' : row.kind
    return row.day === null ? kind : `day, ${kind}`
  })

test('lines of one person close together are one speech', () => {
  expect(kinds([line('ann', 0), line('ann', 1_000), line('tom', 2_000), line('ann', 3_000)])).toEqual([
    'line',
    'follows',
    'line',
    'line',
  ])
})

test('an act or a long silence ends a speech', () => {
  expect(kinds([line('ann', 0), act('pause', 1, 0), line('ann', 2)])).toEqual(['line', 'act', 'line'])
  expect(kinds([line('ann', 0), line('ann', 301_000)])).toEqual(['line', 'line'])
})

test('each day begins with its date, once; the first one where nothing can come before it', () => {
  const entries = [line('ann', 0), line('tom', DAY), line('tom', DAY + 1)]
  expect(kinds(entries)).toEqual(['line', 'day, line', 'follows'])
  expect(kinds(entries, true)).toEqual(['day, line', 'day, line', 'follows'])
})

test('what is loaded before a page changes none of its rows', () => {
  const known = [line('ann', 0), line('ann', 1_000), act('joined', 2_000), line('tom', 3_000)]
  const earlier = [line('ann', -2_000), line('ann', -1_000)]
  const seams = new Set(['ann-0' as LineId])
  const before = script({ entries: known, seams })
  expect(script({ entries: [...earlier, ...known], seams }).slice(earlier.length)).toEqual(before)
})

test('who comes and goes with nothing said in between is told in one row', () => {
  const coming = [
    act('joined', 0, null, 'ann'),
    act('joined', 1, null, 'tom'),
    act('left', 2, null, 'tom'),
    act('joined', 3, null, 'eve'),
  ]
  const [row, ...rest] = script({ entries: [...coming, line('ann', 4), act('left', 5)] })
  const names = (people: readonly { name: string }[]) => people.map(({ name }) => name)
  if (row?.kind !== 'crowd') throw new Error(`a crowd was expected, not ${row?.kind}`)
  expect([names(row.joined), names(row.left)]).toEqual([['ann', 'eve'], ['tom']])
  expect(rest.map(({ kind }) => kind)).toEqual(['line', 'act'])
})

test('a row of comings keeps its key while it grows', () => {
  const keys = [1, 2, 3].map((count) => {
    const entries = ['ann', 'tom', 'eve'].slice(0, count).map((who, index) => act('joined', index, null, who))
    return script({ entries }).map(({ key }) => key)
  })
  expect(keys).toEqual([keys[0] as string[], keys[0] as string[], keys[0] as string[]])
})

test('a crowd does not reach over midnight', () => {
  expect(kinds([act('joined', 0), act('joined', DAY, null, 'tom'), act('joined', DAY + 1, null, 'eve')])).toEqual([
    'act',
    'day, crowd',
  ])
})

test('a seek goes back or ahead only where the feed can tell', () => {
  const turn = (to: number) => {
    const row = script({ entries: [line('ann', 0, 60_000), act('seek', 10_000, to)] }).at(-1)
    return row?.kind === 'act' ? row.turn : undefined
  }
  expect(turn(30_000)).toBe('back')
  expect(turn(65_000)).toBeNull()
  expect(turn(120_000)).toBe('ahead')
})
