import { expect, test } from 'bun:test'
import { piecesOf } from './pieces.ts'

const HOUR = 3_600_000
const times = (text: string, durationMs: number | null = 2 * HOUR) =>
  piecesOf(text, [], durationMs).flatMap((piece) => (piece.kind === 'time' ? [piece.positionMs / 1_000] : []))

test('a time in a message is a place in the film', () => {
  expect(times('back to 12:04, the same tune')).toEqual([724])
  expect(times('1:47:05 and 7:05')).toEqual([6_425, 425])
})

test('a time past the end, or in a film of unknown length, is only text', () => {
  expect(times('see 59:00', 30 * 60_000)).toEqual([])
  expect(times('see 1:00', null)).toEqual([])
})

test('scores, dates, ratios and longer numbers are not times', () => {
  for (const text of ['3:2', '12:04:99', '2026:11:22:01', '1:234', '10:75', 'v1.2:30']) expect(times(text)).toEqual([])
})

test('the pieces put together are the message, whatever it holds', () => {
  const text = 'Look: https://kino.example/a?t=1:20 at 1:20, then 0:05.'
  const url = 'https://kino.example/a?t=1:20'
  const link = { index: 6, lastIndex: 6 + url.length, text: url, url }
  const pieces = piecesOf(text, [link], HOUR)
  expect(pieces.map((piece) => piece.text).join('')).toBe(text)
  expect(pieces.map((piece) => piece.kind)).toEqual(['text', 'link', 'text', 'time', 'text', 'time', 'text'])
})
