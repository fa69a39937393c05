import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import * as v from 'valibot'
import { CreateRoom, GuestLogin, TelegramLogin, UpdateRoom } from './http.ts'

const BODIES = { CreateRoom, GuestLogin, TelegramLogin, UpdateRoom }
const FIELDS = [
  'name',
  'initData',
  'title',
  'control',
  'buffering',
  'media',
  'url',
  'durationMs',
  '__proto__',
  'constructor',
  '',
]

/** What `JSON.parse` may make of a body. */
const parsed = fc
  .oneof(
    fc.json(),
    fc
      .dictionary(fc.constantFrom(...FIELDS), fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary', maxLength: 600 })))
      .map((each) => JSON.stringify(each)),
  )
  .map((text): unknown => JSON.parse(text))

describe.each(Object.entries(BODIES))('the body %s', (_, schema: v.GenericSchema) => {
  test('is taken or refused, whatever it is, and never throws', () => {
    fc.assert(
      fc.property(parsed, (body) => {
        const read = v.safeParse(schema, body)
        expect(read.success || read.issues.length > 0).toBe(true)
        // What has been taken holds no more than what is known.
        if (read.success)
          expect(Object.keys(read.output as object).every((key) => FIELDS.slice(0, 6).includes(key))).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })
})
