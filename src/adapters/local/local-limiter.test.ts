import { expect, test } from 'bun:test'
import { limiterContract } from '#testing/contracts/limiter.contract.ts'
import { FakeClock } from '#testing/fake-clock.ts'
import { LocalLimiter } from './local-limiter.ts'

limiterContract('the local limiter', async () => {
  const clock = new FakeClock()
  return { limiter: new LocalLimiter(clock), pass: async (seconds) => clock.advance(seconds * 1_000) }
})

const rule = { name: 'sign-in', points: 1, seconds: 60 }

test('a million addresses leave no more keys than there may be, and no timer', () => {
  const clock = new FakeClock()
  const limiter = new LocalLimiter(clock, 1_000)
  for (let n = 0; n < 1_000_000; n += 1) limiter.consume(rule, `address-${n}`)
  expect(limiter.size).toBe(1_000)
  expect(clock.pending).toBe(0)
})

test('the oldest keys go first, and a flood of one rule makes no other forget', () => {
  const limiter = new LocalLimiter(new FakeClock(), 10)
  const other = { ...rule, name: 'search' }
  limiter.consume(other, 'ann')
  limiter.consume(rule, 'ann')
  for (let n = 0; n < 9; n += 1) limiter.consume(rule, `address-${n}`)
  expect(limiter.consume(rule, 'ann').allowed).toBe(false)
  limiter.consume(rule, 'one more')
  expect(limiter.consume(rule, 'address-8').allowed).toBe(false)
  expect(limiter.consume(rule, 'ann').allowed).toBe(true)
  expect(limiter.consume(other, 'ann').allowed).toBe(false)
})

test('what is over goes as others come', () => {
  const clock = new FakeClock()
  const limiter = new LocalLimiter(clock, 1_000)
  for (let n = 0; n < 100; n += 1) limiter.consume(rule, `early-${n}`)
  clock.advance(60_000)
  for (let n = 0; n < 100; n += 1) limiter.consume(rule, `late-${n}`)
  expect(limiter.size).toBe(100)
})

test('who comes back when their span is over stands last in line again', () => {
  const clock = new FakeClock()
  const limiter = new LocalLimiter(clock, 2)
  limiter.consume(rule, 'ann')
  clock.advance(30_000)
  limiter.consume(rule, 'ben')
  clock.advance(30_000)
  limiter.consume(rule, 'ann')
  limiter.consume(rule, 'cat') // room for two: Ben, whose span began first, goes
  expect(limiter.consume(rule, 'ann').allowed).toBe(false)
})
