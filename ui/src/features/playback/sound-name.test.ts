import { expect, test } from 'bun:test'
import { soundName } from './sound-name.ts'

test.each([
  [{ label: null, language: 'en' }, 'en', 'English'],
  [{ label: 'en', language: 'en' }, 'ru', 'Английский'],
  [{ label: 'Commentary', language: 'en' }, 'en', 'English, Commentary'],
  [{ label: 'English (5.1)', language: 'en' }, 'en', 'English (5.1)'],
  [{ label: 'Original', language: null }, 'en', 'Original'],
  [{ label: 'Dub', language: 'not a tag' }, 'en', 'Dub'],
  [{ label: '', language: null }, 'en', null],
])('of %p for who reads %s: %p', (sound, reader, name) => {
  expect(soundName(sound, reader)).toBe(name)
})
