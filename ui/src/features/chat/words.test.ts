import { expect, test } from 'bun:test'
import { assert, property, string } from 'fast-check'
import { beginningOf, isOnlyEmoji, oneLine } from './words.ts'

test('one to three emoji alone are a gesture', () => {
  for (const text of ['🔥', '❤️', '👍🏽 👍🏽', '👨‍👩‍👧‍👦', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🇩🇪🇫🇷', '3️⃣', '😀😀😀 '])
    expect([text, isOnlyEmoji(text)]).toEqual([text, true])
})

test('words, digits, signs and rows of emoji are not', () => {
  for (const text of ['', ' ', 'a', '3', '12', '#', '😀😀😀😀', 'ok 👍', '👍 ok', '...', 'ы'])
    expect([text, isOnlyEmoji(text)]).toEqual([text, false])
})

test('a long message is folded between words, a tall one between its lines', () => {
  const long = 'word '.repeat(300)
  expect(beginningOf(long)).toMatch(/^(word )+word…$/)
  expect(beginningOf('a\n'.repeat(30))).toBe(`${'a\n'.repeat(8).trim()}…`)
  expect(beginningOf('word '.repeat(90))).toBeNull()
  expect(beginningOf('a\nb\nc')).toBeNull()
})

test('a word without end is cut between characters', () => {
  const beginning = beginningOf('👨‍👩‍👧‍👦'.repeat(100)) ?? ''
  expect(beginning.replace('…', '').replaceAll('👨‍👩‍👧‍👦', '')).toBe('')
})

test('whatever is folded begins as the message does, and is shorter', () => {
  assert(
    property(string({ unit: 'grapheme', maxLength: 2_000 }), (text) => {
      const beginning = beginningOf(text)
      if (beginning === null) return
      expect(text.startsWith(beginning.slice(0, -1))).toBe(true)
      expect(beginning.length).toBeLessThan(text.length)
    }),
  )
})

test('a quote is one line', () => {
  expect(oneLine(' a\n\nb  c\t')).toBe('a b c')
})
