import type { Chance } from './chance.ts'

/** Texts that have broken something somewhere: by their characters, their length, or what they look like. */
const ODD_TEXTS: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\n\r\t\v\f',
  '\u001b[31mred',
  '\u007f\u0080\u009f',
  '\u202eevil\u202c',
  '\u2066\u2069\u200b\u200d\ufeff',
  '\ufeff{"t":"leave"}',
  '\ud800',
  '\udfff\ud800',
  'a\udc00b',
  '\uffff\ufffe',
  '👩‍👩‍👧‍👦🏳️‍🌈🇺🇦👍🏿',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  'Z̴̡͔͙̪̞̮̬̹̉̇a̷̛̟͍l̸̢̛͚g̶͉̓o',
  'ﷺ',
  'İıſK',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'null',
  'true',
  'NaN',
  '-1',
  '1e308',
  "'; drop table rooms; --",
  '" or 1=1 --',
  '%00%ff%zz',
  '../../../../etc/passwd',
  '..%2f..%2f',
  '<script>alert(1)</script>',
  `\${7*7}{{7*7}}`,
  'a\r\nSet-Cookie: evil=1',
  'javascript:alert(1)',
  'data:text/html,x',
  'file:///etc/passwd',
  'http://127.0.0.1:22/x',
  'http://[::1]/x',
  'http://user:pass@host/x.mp4',
  'http://%/x',
  'https://xn--/film.mp4',
  '*:&|!<->()',
]

/** What long texts are made of: the worst for whoever counts, folds, normalises or matches. */
const LONG_OF: readonly string[] = [
  'a',
  ' ',
  '\n',
  'é',
  '\u0301',
  '🏳️‍🌈',
  '\u200d',
  '\ud800',
  '"',
  '\\',
  'ﷺ',
  '%',
  '-',
  '\t',
]
const LENGTHS: readonly number[] = [
  63, 64, 65, 120, 121, 255, 256, 257, 480, 481, 1_000, 2_000, 2_001, 4_096, 8_000, 8_001,
]
/** Beyond what any frame or body may have. */
const TOO_LONG: readonly number[] = [33_000, 40_000, 66_000]

/** Written as they stand: what `JSON.stringify` would never write is among them. */
const ODD_NUMBERS: readonly string[] = [
  '0',
  '-0',
  '-1',
  '1.5',
  '1e-7',
  '5e-324',
  '1e308',
  '1e309',
  '-1e999',
  '2147483648',
  '-2147483649',
  '4294967296',
  '604800000',
  '604800001',
  '9007199254740991',
  '9007199254740992',
  '-9007199254740993',
  '18446744073709551616',
  '0.1e1',
  '1E+2',
  '123456789012345678901234567890',
]

/** Not JSON, wherever it stands. */
const BROKEN: readonly string[] = [
  'NaN',
  'Infinity',
  'undefined',
  "'a'",
  '01',
  '+1',
  '.5',
  '1.',
  '0x10',
  '"\\x"',
  '"a',
  '/**/1',
  '1n',
]

export const oddText = (chance: Chance): string => {
  if (!chance.once(8)) return chance.pick(ODD_TEXTS)
  const length = chance.pick(chance.once(40) ? TOO_LONG : LENGTHS)
  const part = chance.pick(LONG_OF)
  return part.repeat(Math.ceil(length / part.length))
}

export const oddNumber = (chance: Chance): string => chance.pick(ODD_NUMBERS)

/** Any value in the place of another, as it is written. */
export function oddValue(chance: Chance): string {
  switch (chance.below(9)) {
    case 0:
      return 'null'
    case 1:
      return chance.pick(['true', 'false'])
    case 2:
      return oddNumber(chance)
    case 3:
      return JSON.stringify(oddText(chance))
    case 4:
      return chance.pick(['[]', '{}', '[[]]', '{"":{}}', '{"__proto__":{"admin":true}}', '{"length":-1}', '{"then":1}'])
    case 5:
      return deep(chance)
    case 6:
      return `[${Array(chance.pick([1, 100, 5_000]))
        .fill(oddNumber(chance))
        .join()}]`
    case 7:
      return `{${Array.from({ length: chance.pick([2, 50, 1_000]) }, (_, n) => `"k${n}":0`).join()}}`
    default:
      return chance.pick(BROKEN)
  }
}

/** Brackets in brackets, closed or not. */
function deep(chance: Chance): string {
  const depth = chance.pick([10, 100, 1_000, 10_000])
  const [open, close] = chance.pick([
    ['[', ']'],
    ['{"a":', '}'],
  ] as const)
  return open.repeat(depth) + (chance.once(4) ? '' : `0${close.repeat(depth)}`)
}
