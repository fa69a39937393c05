import { expect, test } from 'bun:test'
import { array, assert, constantFrom, property, string } from 'fast-check'
import { ownName, partOf, pickLanguage } from './languages.ts'

const KNOWN = ['en', 'ru', 'pt-br', 'pt']

test.each([
  [['ru'], 'ru'],
  [['ru-RU'], 'ru'],
  [['RU_ru'], 'ru'],
  [['pt-BR'], 'pt-br'],
  [['pt-PT'], 'pt'],
  [['zh-Hant-TW', 'ru-Cyrl-RU'], 'ru'],
  [['de', 'fr', 'ru', 'en'], 'ru'],
  [[null, undefined, '', 'ru'], 'ru'],
  [['rus', 'r', 'english'], 'en'],
  [[], 'en'],
])('of %j it picks %s', (candidates, picked) => expect(pickLanguage(KNOWN, candidates)).toBe(picked))

test('it picks only what there is, and never what comes after something that fits', () => {
  assert(
    property(
      array(constantFrom('de', 'zh-Hant', 'enm', '', null)),
      constantFrom(...KNOWN),
      array(string()),
      (before, fits, after) => {
        expect(pickLanguage(KNOWN, [...before, fits, ...after])).toBe(fits)
      },
    ),
  )
})

test('a language is called as those who speak it do', () => {
  expect([...KNOWN.slice(0, 2), 'uk', 'ar'].map(ownName)).toEqual(['English', 'Русский', 'Українська', 'العربية'])
})

test('who has no file reads English', () => {
  const parts = { './locales/en.ts': 1, './locales/ru.ts': 2 }
  expect([partOf(parts, 'ru'), partOf(parts, 'de')]).toEqual([2, 1])
  expect(() => partOf({}, 'de')).toThrow('no texts for de')
})
