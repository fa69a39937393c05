import { expect, test } from 'bun:test'
import { ERROR_TEXTS, languageOf } from './error-texts.ts'

test('every text is a short sentence that nobody shouts', () => {
  for (const texts of Object.values(ERROR_TEXTS)) {
    for (const text of Object.values(texts)) {
      expect(text).toEndWith('.')
      expect(text).not.toContain('!')
      expect(text.length).toBeLessThanOrEqual(120)
    }
  }
})

test('every reason has its own words', () => {
  for (const texts of Object.values(ERROR_TEXTS)) {
    expect(new Set(Object.values(texts)).size).toBe(Object.keys(texts).length)
  }
})

test.each([
  ['ru', 'ru'],
  ['ru-RU,ru;q=0.9,en;q=0.8', 'ru'],
  ['en-GB, ru', 'en'],
  ['de, ru;q=0.4', 'ru'],
  ['en;q=0.3, ru;q=0.7', 'ru'],
  ['ru;q=0, en', 'en'],
  ['RU', 'ru'],
  ['de', 'en'],
  ['*', 'en'],
  ['ru;q=x', 'ru'],
  ['', 'en'],
  [null, 'en'],
  [undefined, 'en'],
] as const)('whoever asks for %p reads %p', (header, language) => {
  expect(languageOf(header)).toBe(language)
})
