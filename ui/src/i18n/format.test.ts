import { expect, test } from 'bun:test'
import { formats, timecode } from './format.ts'

test('a place in a film is told in minutes, and in hours only when there are any', () => {
  expect(timecode(0)).toBe('0:00')
  expect(timecode(41 * 60_000 + 20_999)).toBe('41:20')
  expect(timecode(6_425_000)).toBe('1:47:05')
  expect(timecode(-5)).toBe('0:00')
})

test('a length is never less than a minute, and pads the minutes of an hour', () => {
  const { length } = formats('en', { hour: 'h', minute: 'min' })
  expect(length(1_000)).toBe('1 min')
  expect(length(66 * 60_000)).toBe('1 h 06 min')
})

test('counts take the forms of their language', () => {
  const forms = { one: 'сообщение', few: 'сообщения', many: 'сообщений', other: 'сообщения' }
  const { count } = formats('ru', { hour: 'ч', minute: 'мин' })
  expect([1, 2, 5, 21].map((value) => count(value, forms))).toEqual([
    '1 сообщение',
    '2 сообщения',
    '5 сообщений',
    '21 сообщение',
  ])
})

test('a form goes with a count that is told in another way', () => {
  const { form } = formats('ru', { hour: 'ч', minute: 'мин' })
  const forms = { one: 'догоняет', other: 'догоняют' }
  expect([1, 2, 11, 21].map((value) => form(value, forms))).toEqual(['догоняет', 'догоняют', 'догоняют', 'догоняет'])
})

test('parts of a whole and large letters are as the language writes them', () => {
  expect(formats('en', { hour: 'h', minute: 'min' }).percent(0.255)).toBe('26%')
  expect(formats('ru', { hour: 'ч', minute: 'мин' }).percent(1)).toBe('100\u00a0%')
  expect(formats('tr', { hour: 'sa', minute: 'dk' }).capital('iki')).toBe('İki')
})
