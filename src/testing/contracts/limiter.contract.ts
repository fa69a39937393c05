import { describe, expect, test } from 'bun:test'
import type { Limiter } from '#ports/limiter.ts'

let lastRule = 0
const newRule = (points: number, seconds = 60) => ({ name: `rule-${++lastRule}`, points, seconds })

interface Subject {
  readonly limiter: Limiter
  /** Lets a span of so many seconds pass. */
  readonly pass: (seconds: number) => Promise<void>
}

/** What every Limiter must do. */
export function limiterContract(name: string, make: () => Promise<Subject>): void {
  describe(`${name} keeps the Limiter contract`, () => {
    test('as many as the rule says are allowed, and each is told how many more', async () => {
      const { limiter } = await make()
      const rule = newRule(3)
      const tries = [1, 2, 3, 4, 5].map(() => limiter.consume(rule, 'ann'))
      const told = await Promise.all(tries)
      expect(told.map(({ allowed, remaining }) => [allowed, remaining])).toEqual([
        [true, 2],
        [true, 1],
        [true, 0],
        [false, 0],
        [false, 0],
      ])
      for (const { resetMs } of told) {
        expect(resetMs).toBeGreaterThan(50_000)
        expect(resetMs).toBeLessThanOrEqual(60_000)
      }
    })

    test('keys and rules have counts of their own', async () => {
      const { limiter } = await make()
      const [one, other] = [newRule(1), newRule(1)]
      expect((await limiter.consume(one, 'ann')).allowed).toBe(true)
      expect((await limiter.consume(one, 'ann')).allowed).toBe(false)
      expect((await limiter.consume(one, 'ben')).allowed).toBe(true)
      expect((await limiter.consume(other, 'ann')).allowed).toBe(true)
    })

    test('when its span is over all are there again, and trying on meanwhile does not put that off', async () => {
      const { limiter, pass } = await make()
      const rule = newRule(1, 2)
      expect((await limiter.consume(rule, 'ann')).allowed).toBe(true)
      expect((await limiter.consume(rule, 'ann')).allowed).toBe(false)
      await pass(1)
      expect((await limiter.consume(rule, 'ann')).allowed).toBe(false)
      await pass(1)
      expect(await limiter.consume(rule, 'ann')).toMatchObject({ allowed: true, remaining: 0 })
    })

    test('of many at once no more are allowed than the rule says', async () => {
      const { limiter } = await make()
      const rule = newRule(10)
      const told = await Promise.all(Array.from({ length: 50 }, () => limiter.consume(rule, 'ann')))
      expect(told.filter(({ allowed }) => allowed)).toHaveLength(10)
    })

    test('any text is a key', async () => {
      const { limiter } = await make()
      const rule = newRule(1)
      for (const key of ['', '2001:db8::/64', 'a:b', 'ключ', '__proto__', '\r\nFLUSHALL\r\n', 'x'.repeat(5_000)])
        expect([key, (await limiter.consume(rule, key)).allowed]).toEqual([key, true])
    })
  })
}
