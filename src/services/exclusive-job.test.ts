import { describe, expect, test } from 'bun:test'
import { FakeClock } from '#testing/fake-clock.ts'
import { MemoryJobLeases } from '#testing/memory-job-leases.ts'
import { doAlone, type Going } from './exclusive-job.ts'

const EVERY_MS = 3_600_000

function open() {
  const clock = new FakeClock()
  const leases = new MemoryJobLeases(clock)
  const stop = new AbortController()
  const attempt = (holder: string, work: (going: Going) => Promise<string> = async () => holder) =>
    doAlone(leases, { job: 'sweep', holder, everyMs: EVERY_MS }, stop.signal, work)
  return { attempt, clock, stop }
}

describe('a job that one does alone', () => {
  test('is done once in its period, whoever asks', async () => {
    const { attempt, clock } = open()
    expect([await attempt('one'), await attempt('two'), await attempt('one')]).toEqual(['one', null, null])
    clock.advance(EVERY_MS)
    expect([await attempt('two'), await attempt('one')]).toEqual(['two', null])
  })

  test('is nobody else’s while it lasts, however long', async () => {
    const { attempt, clock } = open()
    const done = await attempt('one', async (going) => {
      for (let minute = 0; minute < 180; minute += 1) {
        clock.advance(50_000)
        expect(await going.on()).toBe(true)
        expect(await attempt('two')).toBeNull()
      }
      return 'long'
    })
    expect(done).toBe('long')
  })

  test('is taken over a minute after its holder died, who then ends if it was only slow', async () => {
    const { attempt, clock } = open()
    const done = await attempt('slow', async (going) => {
      clock.advance(59_999)
      expect(await attempt('two')).toBeNull()
      clock.advance(1)
      expect(await attempt('two', async () => ((await going.on()) ? 'both' : 'two alone'))).toBe('two alone')
      return (await going.on()) ? 'still mine' : 'lost'
    })
    expect(done).toBe('lost')
    expect(await attempt('three')).toBeNull() // it was done by two
  })

  test('is given back when it is stopped or fails, for another to do at once', async () => {
    const { attempt, stop } = open()
    await expect(attempt('one', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    const stopped = attempt('two', async (going) => {
      stop.abort()
      return (await going.on()) ? 'went on' : 'stopped'
    })
    expect(await stopped).toBe('stopped')
    expect(await attempt('three')).toBe('three')
  })
})
