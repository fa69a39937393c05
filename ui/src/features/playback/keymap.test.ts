import { describe, expect, test } from 'bun:test'
import { room as en } from '../../i18n/locales/en.ts'
import { room as ru } from '../../i18n/locales/ru.ts'
import { type Deed, deedOf, hintOf, KEY_ROWS, signOf } from './keymap.ts'

const bare = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }
const press = (key: string, code = '', more: Partial<typeof bare> = {}) => deedOf({ ...bare, ...more, key, code })?.deed

describe('the keyboard', () => {
  test('does what its table says, each key once', () => {
    const all = KEY_ROWS.flatMap(({ keys }) => Object.entries(keys) as [string, Deed][])
    expect(new Set(all.map(([key]) => key)).size).toBe(all.length)
    for (const [key, deed] of all) expect([key, press(key)]).toEqual([key, deed])
  })
  test('goes by the place of a key where another alphabet is written', () => {
    expect(press('л', 'KeyK')).toBe('toggle')
    expect(press('Л', 'KeyK', { shiftKey: true })).toBe('toggle')
    expect(press('б', 'Comma')).toBe('frameBack')
    expect(press('ю', 'Period')).toBe('frameAhead')
  })
  test('goes by what is written on it where it is our alphabet, wherever the key is', () => {
    expect(press('m', 'Semicolon')).toBe('mute')
    expect(press('?', 'Digit7', { shiftKey: true })).toBe('help')
    expect(press('/', 'Slash')).toBe('say')
    expect(press('q', 'KeyM')).toBeUndefined()
  })
  test('leaves to the browser what is pressed together with other keys', () => {
    expect(press('f', 'KeyF', { ctrlKey: true })).toBeUndefined()
    expect(press('ArrowLeft', 'ArrowLeft', { altKey: true })).toBeUndefined()
    expect(press('ArrowRight', 'ArrowRight', { shiftKey: true })).toBeUndefined()
    expect(press('toString')).toBeUndefined()
  })
  test('a digit tells which tenth', () => {
    expect(deedOf({ ...bare, key: '7', code: 'Digit7' })).toEqual({ deed: 'tenth', digit: 7 })
  })
  test('has words for every row, in every language', () => {
    for (const texts of [en, ru])
      expect(Object.keys(texts.keys.does).toSorted()).toEqual(KEY_ROWS.map(({ row }) => row).toSorted())
  })
  test('is told by what is printed on the keys', () => {
    expect(['k', ' ', 'ArrowUp', 'Escape', '?'].map((key) => signOf(key, 'Space'))).toEqual([
      'K',
      'Space',
      '↑',
      'Esc',
      '?',
    ])
    expect((['toggle', 'back10', 'help', 'back5'] as const).map(hintOf)).toEqual(['K', 'J', '?', '←'])
  })
})
