import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { fullBucket, take } from './token-bucket.ts'

const rule = { perSecond: 10, burst: 5 }

test('a full bucket gives its burst and then what time refills', () => {
  let bucket = fullBucket(rule, 0)
  for (let n = 0; n < 5; n += 1) bucket = take(bucket, rule, 0) ?? bucket
  expect(take(bucket, rule, 0)).toBe(null)
  expect(take(bucket, rule, 99)).toBe(null)
  expect(take(bucket, rule, 100)).not.toBe(null)
})

test('over any span nobody gets more than the burst and the rate allow', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(500), { maxLength: 200 }), (gaps) => {
      let bucket = fullBucket(rule, 0)
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
  let bucket = fullBucket(rule, 1_000)
  for (let n = 0; n < 5; n += 1) bucket = take(bucket, rule, 1_000) ?? bucket
  expect(take(bucket, rule, 500)).toBe(null)
})
