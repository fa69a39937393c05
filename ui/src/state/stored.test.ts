import { afterEach, expect, test } from 'bun:test'
import { readPrefs, writePrefs } from './prefs.ts'
import { chosenLanguage } from './stored.ts'

const own = Object.getOwnPropertyDescriptor(globalThis, 'localStorage')
afterEach(() => {
  if (own) Object.defineProperty(globalThis, 'localStorage', own)
  else Reflect.deleteProperty(globalThis, 'localStorage')
})

function storage(text: string | null): void {
  let kept = text
  const setItem = (_: string, next: string) => {
    kept = next
  }
  const value = { getItem: () => kept, setItem }
  Object.defineProperty(globalThis, 'localStorage', { value, configurable: true })
}

test('a language is chosen on this device, and the rest of what it remembers stays', () => {
  storage('{"volume":0.4}')
  expect([chosenLanguage(), readPrefs().language]).toEqual([null, null])
  writePrefs({ language: 'ru' })
  expect(chosenLanguage()).toBe('ru')
  expect(readPrefs()).toMatchObject({ language: 'ru', volume: 0.4 })
})

test.each([null, '', 'no json', 'null', '[]', '7', '{"language":7}'])('%j is no choice, and nothing breaks', (text) => {
  storage(text)
  expect(chosenLanguage()).toBeNull()
  expect(readPrefs()).toMatchObject({ language: null, volume: 1 })
})

test('where storage is denied, nothing is remembered', () => {
  const get = () => {
    throw new Error('denied')
  }
  Object.defineProperty(globalThis, 'localStorage', { get, configurable: true })
  writePrefs({ language: 'ru' })
  expect([chosenLanguage(), readPrefs().volume]).toEqual([null, 1])
})
