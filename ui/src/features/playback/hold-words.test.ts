import { expect, test } from 'bun:test'
import { room as en } from '../../i18n/locales/en.ts'
import { room as ru } from '../../i18n/locales/ru.ts'
import { holdWords } from './hold-words.ts'

test('one or two are named, more are counted, and I am told kindly', () => {
  expect(holdWords(en, ['Priya'], false)).toBe('Waiting for Priya')
  expect(holdWords(en, ['Priya', 'Tom'], false)).toBe('Waiting for Priya and Tom')
  expect(holdWords(en, ['Priya', 'Tom', 'Dan'], false)).toBe('Waiting for 3 people')
  expect(holdWords(ru, ['Прия', 'Том', 'Дан'], false)).toBe('Ждём 3 человек')
  expect(holdWords(en, ['Priya', 'Tom'], true)).toBe('Your connection is catching up. The others wait for you.')
})

test('what is counted has the forms of its language', () => {
  expect(ru.hold.many(21)).toBe('Ждём 21 человека')
  expect([1, 3].map((count) => en.hold.many(count))).toEqual(['Waiting for 1 person', 'Waiting for 3 people'])
  expect([1, 2].map((ready) => en.gather.count(ready, 3))).toEqual(['1 of 3 is ready', '2 of 3 are ready'])
  expect(en.gather.countdown(1)).toBe('The film starts in 1 second')
  expect(ru.gather.countdown(3)).toBe('Фильм начнётся через 3 секунды')
  expect(ru.spread.words(4, 2)).toBe('Четверо вместе, двое догоняют')
  expect(ru.spread.words(30, 21)).toBe('30 вместе, 21 догоняет')
  expect(ru.spread.words(1, 1)).toBe('Один догоняет')
  expect(en.spread.words(4, 2)).toBe('Four together, two catching up')
  expect(en.spread.words(12, 1)).toBe('12 together, one catching up')
  expect(en.spread.words(3, 0)).toBe('Everyone together')
})
