import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { FULL, take } from './token-bucket.ts'

const rule = { perSecond: 10, burst: 5 }

test('a full bucket gives its burst and then what time refills', () => {
  let bucket: number = FULL
  for (let n = 0; n < 5; n += 1) bucket = take(bucket, rule, 0) ?? bucket
  expect(take(bucket, rule, 0)).toBe(null)
  expect(take(bucket, rule, 99)).toBe(null)
  expect(take(bucket, rule, 100)).not.toBe(null)
})

test('over any span nobody gets more than the burst and the rate allow', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(500), { maxLength: 200 }), (gaps) => {
      let bucket: number = FULL
      let now = 0
      let taken = 0
      for (const gap of gaps) {
        now += gap
        const next = take(bucket, rule, now)
        if (next) taken += 1
        bucket = next ?? bucket
      }
      expect(taken).toBeLessThanOrEqual(rule.burst + (now / 1_000) * rule.perSecond)
    }),
  )
})

test('a clock that steps back refills nothing', () => {
  let bucket: number = FULL
  for (let n = 0; n < 5; n += 1) bucket = take(bucket, rule, 1_000) ?? bucket
  expect(take(bucket, rule, 500)).toBe(null)
})

test('a rate that does not divide a second loses no token to rounding, at any date', () => {
  const odd = { perSecond: 3, burst: 30 }
  let bucket: number = FULL
  let taken = 0
  for (let now = 1_790_000_000_000, n = 0; n < 31; n += 1) {
    const next = take(bucket, odd, now)
    if (next !== null) taken += 1
    bucket = next ?? bucket
  }
  expect(taken).toBe(30)
})
