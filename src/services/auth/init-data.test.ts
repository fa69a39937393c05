import { describe, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { isValid, sign } from '@tma.js/init-data-node'
import fc from 'fast-check'
import type { EpochMs } from '#protocol/ids.ts'
import { verifyInitData } from './init-data.ts'

const TOKEN = '123456789:AAExampleExampleExampleExampleExample'
const SIGNED_AT_S = 1_790_000_000
// The cast is sound: a positive whole number of milliseconds.
const after = (ms: number) => (SIGNED_AT_S * 1_000 + ms) as EpochMs
const NOW = after(1_000)
const HOUR = 3_600_000

const USER = '{"id":42,"first_name":"Mira","last_name":"Ash","username":"mira","language_code":"ru"}'
const FIELDS: readonly [string, string][] = [
  ['query_id', 'AAE'],
  ['user', USER],
  ['auth_date', String(SIGNED_AT_S)],
  ['signature', 'abc-DEF_123'],
]

/** The signature as Telegram makes it, written apart from the code under test. */
function hashOf(fields: readonly (readonly [string, string])[], token = TOKEN): string {
  const text = fields
    .map(([key, value]) => `${key}=${value}`)
    .toSorted()
    .join('\n')
  return new Bun.CryptoHasher('sha256', new Bun.CryptoHasher('sha256', 'WebAppData').update(token).digest())
    .update(text)
    .digest('hex')
}
const encode = (fields: readonly (readonly [string, string])[]): string =>
  fields.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&')
const signed = (fields: readonly (readonly [string, string])[]): string => encode([...fields, ['hash', hashOf(fields)]])
const change = (key: string, value: string): [string, string][] =>
  FIELDS.map(([name, old]) => [name, name === key ? value : old])

/** The error, or `ok`. */
const outcome = (raw: string, now = NOW, token = TOKEN): string => {
  const verified = verifyInitData(raw, token, now)
  return verified.ok ? 'ok' : verified.error
}

describe('init data from Telegram', () => {
  test('says who opened the Mini App, when, and from which link', () => {
    const photo = '"photo_url":"https:\\/\\/t.me\\/i\\/userpic\\/320\\/m.svg"'
    const raw = signed([...change('user', USER.replace('}', `,${photo}}`)), ['start_param', '5f8h2kq9xw3mz']])
    expect(verifyInitData(raw, TOKEN, NOW)).toEqual({
      ok: true,
      value: {
        profile: {
          telegramId: 42,
          name: 'Mira Ash',
          username: 'mira',
          language: 'ru',
          photoUrl: 'https://t.me/i/userpic/320/m.svg',
        },
        authDate: after(0),
        startParam: '5f8h2kq9xw3mz',
      },
    })
  })

  test.each([
    ['fields in another order', signed([...FIELDS].reverse())],
    ['the hash in front', encode([['hash', hashOf(FIELDS)], ...FIELDS])],
    ['no signature field, as from older clients', signed(FIELDS.filter(([key]) => key !== 'signature'))],
    ['emoji and right-to-left letters', signed(change('user', '{"id":42,"first_name":"👩‍👧 שרה"}'))],
    ['a plus sign for a space', signed(change('user', '{"id":42,"first_name":"A B"}')).replace('A%20B', 'A+B')],
    ['small letters in escapes', signed(FIELDS).replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())],
    ['an empty start parameter', signed([...FIELDS, ['start_param', '']])],
    ['a field that we do not know', signed([...FIELDS, ['chat_join_request_query_id', '7']])],
    ['keys of the user that we do not know', signed(change('user', '{"id":42,"first_name":"A","is_premium":true}'))],
    ['the largest id that a number holds', signed(change('user', '{"id":9007199254740991,"first_name":"A"}'))],
    ['a question mark in front', `?${signed(FIELDS)}`],
  ])('is believed with %s', (_, raw) => {
    expect(outcome(raw)).toBe('ok')
  })

  test.each([
    ['the signature field left out of the hash', encode([...FIELDS, ['hash', hashOf(FIELDS.slice(0, 3))]])],
    [
      'the user written again with spaces',
      signed(FIELDS).replace(encodeURIComponent(':42'), encodeURIComponent(': 42')),
    ],
    [
      'a plus sign that stands for itself',
      encode([
        ...change('user', '{"id":42,"first_name":"A+B"}'),
        ['hash', hashOf(change('user', '{"id":42,"first_name":"A+B"}'))],
      ]).replace('A%2BB', 'A+B'),
    ],
    ["another bot's token", encode([...FIELDS, ['hash', hashOf(FIELDS, `${TOKEN}x`)]])],
    ['a field taken away', signed(FIELDS).replace('query_id=AAE&', '')],
    ['a field put in', `${signed(FIELDS)}&start_param=x`],
  ])('is a forgery with %s', (_, raw) => {
    expect(outcome(raw)).toBe('init_data_forged')
  })

  test.each([
    ["an attacker's user in front", `user=%7B%22id%22%3A1%7D&${signed(FIELDS)}`],
    ['two users, both signed', signed([...FIELDS, ['user', '{"id":1,"first_name":"B"}']])],
    ['a wrong hash before the right one', `hash=${'0'.repeat(64)}&${signed(FIELDS)}`],
    ['the right hash twice', `${signed(FIELDS)}&hash=${hashOf(FIELDS)}`],
    ['a key repeated by way of an escape', `${signed(FIELDS)}&%75ser=x`],
  ])('is refused for repeating a key with %s', (_, raw) => {
    expect(outcome(raw)).toBe('init_data_duplicate_key')
  })

  test.each([
    ['nothing', ''],
    ['a pair without a middle', `${signed(FIELDS)}&start_param`],
    ['an empty pair', `${signed(FIELDS)}&`],
    ['a broken escape', `${signed(FIELDS)}&start_param=%zz`],
    ['bytes that are no text', `${signed(FIELDS)}&start_param=%ff`],
    ['the whole escaped twice', encodeURIComponent(signed(FIELDS))],
    ['no hash', encode(FIELDS)],
    ['no date', signed(FIELDS.filter(([key]) => key !== 'auth_date'))],
    ['no user, as when opened from the keyboard', signed(FIELDS.filter(([key]) => key !== 'user'))],
    ['a hash in capitals', encode([...FIELDS, ['hash', hashOf(FIELDS).toUpperCase()]])],
    ['a short hash', encode([...FIELDS, ['hash', hashOf(FIELDS).slice(1)]])],
    ['letters after the date', signed(change('auth_date', `${SIGNED_AT_S}abc`))],
    ['a negative date', signed(change('auth_date', '-1'))],
    ['a fractional date', signed(change('auth_date', '1790000000.5'))],
    ['a date of thirteen digits', signed(change('auth_date', '1790000000000'))],
    [
      'a line break that makes up a field',
      signed([...FIELDS.filter(([key]) => key !== 'user'), ['start_param', `x\nuser=${USER}`]]),
    ],
    ['a key with an equals sign in it', signed([...FIELDS, ['start_param=x', 'y']])],
    ['a user that is no JSON', signed(change('user', '{"id":42'))],
    ['a user without a name', signed(change('user', '{"id":42}'))],
    ['a user whose id is a text', signed(change('user', '{"id":"42","first_name":"A"}'))],
    ['an id beyond what a number holds', signed(change('user', '{"id":9007199254740993,"first_name":"A"}'))],
    ['more than fits', signed([...FIELDS, ['start_param', 'x'.repeat(8_192)]])],
  ])('is refused for its form with %s', (_, raw) => {
    expect(outcome(raw)).toBe('init_data_malformed')
  })

  test('is good for a day and not a millisecond longer', () => {
    expect(outcome(signed(FIELDS), after(24 * HOUR))).toBe('ok')
    expect(outcome(signed(FIELDS), after(24 * HOUR + 1))).toBe('init_data_expired')
  })

  test('may be a minute ahead of our clock and not a millisecond more', () => {
    expect(outcome(signed(FIELDS), after(-60_000))).toBe('ok')
    expect(outcome(signed(FIELDS), after(-60_001))).toBe('init_data_future')
  })

  test('that is forged says so, whatever its age', () => {
    const old = encode([...FIELDS, ['hash', hashOf(FIELDS, 'other')]])
    expect(outcome(old, after(48 * HOUR))).toBe('init_data_forged')
  })

  test('with a photo that is not https, or too long to carry, comes without one', () => {
    for (const photo of ['http://t.me/a.svg', 'javascript:alert(1)', `https://t.me/${'a'.repeat(512)}`]) {
      const raw = signed(change('user', JSON.stringify({ id: 42, first_name: 'A', photo_url: photo })))
      expect(verifyInitData(raw, TOKEN, NOW)).toMatchObject({ ok: true, value: { profile: { photoUrl: null } } })
    }
  })
})

describe('beside another implementation', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 }).map((value) => value.replaceAll(/[\r\n]/g, ''))

  test('all that it signs is believed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 52 }), text, text, text, (id, name, query, start) => {
        // An empty field is left out there, and its signature would be over a field that is not sent.
        const extra = { ...(query === '' ? {} : { query_id: query }), ...(start === '' ? {} : { start_param: start }) }
        const raw = sign({ user: { id, first_name: name }, ...extra }, TOKEN, new Date(SIGNED_AT_S * 1_000))
        expect(verifyInitData(raw, TOKEN, NOW)).toMatchObject({ ok: true, value: { profile: { telegramId: id } } })
      }),
    )
  })

  test('nothing is believed that it refuses', () => {
    const raw = signed(FIELDS)
    fc.assert(
      fc.property(mutationOf(raw), (mutated) => {
        if (outcome(mutated) === 'ok') expect(isValid(mutated, TOKEN, { expiresIn: 0 })).toBe(true)
      }),
    )
  })
})

describe('a single character changed', () => {
  const raw = signed(FIELDS)
  const meaning = (query: string) => JSON.stringify([...new URLSearchParams(query)].toSorted())

  test('at any place makes it worthless, unless it still says the same', () => {
    for (let at = 0; at < raw.length; at += 1) {
      for (const instead of ['0', 'a', 'X', '%', '&', '=', '+', '\n', 'é']) {
        const mutated = raw.slice(0, at) + instead + raw.slice(at + 1)
        // `%7B` and `%7b` are one character.
        if (meaning(mutated) !== meaning(raw)) expect([mutated, outcome(mutated)]).not.toEqual([mutated, 'ok'])
      }
    }
  })

  test('by chance makes it worthless too', () => {
    fc.assert(
      fc.property(mutationOf(raw), (mutated) => {
        if (meaning(mutated) !== meaning(raw)) expect(outcome(mutated)).not.toBe('ok')
      }),
      { numRuns: 500 },
    )
  })
})

/** `raw` with one character replaced by any other. */
function mutationOf(raw: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat(raw.length - 1), fc.string({ minLength: 1, maxLength: 1 }))
    .map(([at, instead]) => raw.slice(0, at) + instead + raw.slice(at + 1))
}

test('the signature of the example is what node computes', () => {
  const key = createHmac('sha256', 'WebAppData').update(TOKEN).digest()
  expect(hashOf([['auth_date', '1']])).toBe(createHmac('sha256', key).update('auth_date=1').digest('hex'))
})
