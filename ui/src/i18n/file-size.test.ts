import { expect, test } from 'bun:test'
import { fileSize } from './file-size.ts'

test.each([
  ['en', 0, '0 byte'],
  ['en', 999, '999 byte'],
  ['en', 1_500, '2 kB'],
  ['en', 820_000_000, '820 MB'],
  ['en', 1_440_000_000, '1.4 GB'],
  ['ru', 1_440_000_000, '1,4 ГБ'],
  ['en', 5e15, '5,000 TB'],
])('in %s %d bytes are %s', (language, bytes, text) => expect(fileSize(language, bytes).replace(/\s/g, ' ')).toBe(text))
