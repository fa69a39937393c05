import { describe, expect, test } from 'bun:test'
import type { JobLeases } from '#ports/job-leases.ts'

/** Long enough never to pass in a test, ms. */
const LONG = 3_600_000
/** A lease that has run out already, as that of a holder who died has. */
const OVER = -1_000

let last = 0
const newJob = (): string => {
  last += 1
  return `job ${last}`
}

/** What all JobLeases must do. */
export function jobLeasesContract(name: string, make: () => JobLeases): void {
  describe(`${name} keeps the JobLeases contract`, () => {
    test('of many who claim a job at once, one has it', async () => {
      const [leases, job] = [make(), newJob()]
      const claims = await Promise.all(
        Array.from({ length: 8 }, (_, n) => leases.claim(job, `instance ${n}`, { everyMs: LONG, holdMs: LONG })),
      )
      expect(claims.filter((claimed) => claimed)).toHaveLength(1)
    })

    test('a job that is done rests until it is due again', async () => {
      const [leases, job] = [make(), newJob()]
      const claim = (holder: string, everyMs: number) => leases.claim(job, holder, { everyMs, holdMs: LONG })
      expect(await claim('one', LONG)).toBe(true)
      await leases.release(job, 'one', true)
      expect(await claim('two', LONG)).toBe(false)
      expect(await claim('two', 0)).toBe(true)
    })

    test('while it is held nobody else has it, due or not', async () => {
      const [leases, job] = [make(), newJob()]
      await leases.claim(job, 'one', { everyMs: 0, holdMs: LONG })
      expect(await leases.claim(job, 'two', { everyMs: 0, holdMs: LONG })).toBe(false)
      expect(await leases.renew(job, 'two', LONG)).toBe(false)
      await leases.release(job, 'two', true)
      expect(await leases.renew(job, 'one', LONG)).toBe(true)
    })

    test('the lease of a dead holder is taken over, and lost to it', async () => {
      const [leases, job] = [make(), newJob()]
      await leases.claim(job, 'dead', { everyMs: LONG, holdMs: OVER })
      expect(await leases.claim(job, 'next', { everyMs: LONG, holdMs: LONG })).toBe(true)
      expect(await leases.renew(job, 'dead', LONG)).toBe(false)
    })

    test('a renewal holds on to what has nearly run out', async () => {
      const [leases, job] = [make(), newJob()]
      await leases.claim(job, 'one', { everyMs: LONG, holdMs: OVER })
      expect(await leases.renew(job, 'one', LONG)).toBe(true)
      expect(await leases.claim(job, 'two', { everyMs: 0, holdMs: LONG })).toBe(false)
    })

    test('a job that was given back unfinished is anybody’s at once', async () => {
      const [leases, job] = [make(), newJob()]
      await leases.claim(job, 'one', { everyMs: LONG, holdMs: LONG })
      await leases.release(job, 'one', false)
      expect(await leases.claim(job, 'two', { everyMs: LONG, holdMs: LONG })).toBe(true)
    })

    test('jobs have nothing to do with each other', async () => {
      const leases = make()
      for (const job of [newJob(), newJob()])
        expect(await leases.claim(job, 'one', { everyMs: LONG, holdMs: LONG })).toBe(true)
    })
  })
}
