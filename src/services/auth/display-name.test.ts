import { expect, test } from 'bun:test'
import * as v from 'valibot'
import { PersonName } from '#protocol/http.ts'
import { graphemes } from '#protocol/text.ts'
import { displayName } from './display-name.ts'

test('a name is first and last, in one line', () => {
  expect(displayName('Mira', 'Ash', 'mira')).toBe('Mira Ash')
  expect(displayName(' Mira\n', '', undefined)).toBe('Mira')
})

test('a name that shows nothing gives way to the username, then to a word', () => {
  expect(displayName('\u0000', '\u202e', 'mira')).toBe('mira')
  expect(displayName('', '', undefined)).toBe('Someone')
})

test('a long name is cut between characters, never inside one', () => {
  const family = '👨‍👩‍👧'
  const cut = displayName(family.repeat(40), 'x'.repeat(64), undefined)
  expect(cut.replaceAll(family, '')).toBe('')
  expect(displayName('a'.repeat(64), 'b'.repeat(64), undefined)).toBe('a'.repeat(64))
})

test('whatever an account is called, its name is one that we accept', () => {
  for (const name of ['\ud800', `e${'\u0301'.repeat(500)}`, 'x'.repeat(10_000), '  \t ', 'a\ud83d']) {
    const shown = displayName(name, name, undefined)
    expect(v.is(PersonName, shown)).toBe(true)
    expect(graphemes(shown)).toBeLessThanOrEqual(64)
  }
})
