import { describe, expect, test } from 'bun:test'
import { Cleanup } from '#services/cleanup.ts'
import { FakeClock } from '#testing/fake-clock.ts'
import { FakeLog } from '#testing/fake-log.ts'
import { FakeMetrics } from '#testing/fake-metrics.ts'
import { MemoryCleanupStore } from '#testing/memory-cleanup-store.ts'
import { MemoryJobLeases } from '#testing/memory-job-leases.ts'
import { Jobs } from './jobs.ts'
import { jobList } from './list.ts'

const HOUR_MS = 3_600_000
const settle = async () => {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve()
}

function open(random = 0.5, clock = new FakeClock()) {
  const [log, metrics] = [new FakeLog(), new FakeMetrics()]
  const jobs = new Jobs({ clock, log, metrics, random: () => random })
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 60_000) {
      clock.advance(Math.min(left, 60_000))
      await settle()
    }
  }
  return { clock, jobs, log, metrics, pass }
}

describe('jobs', () => {
  test('come some minutes after the start and then in their period, each a little at its own time', async () => {
    const began: number[][] = []
    for (const random of [0, 0.5, 0.999]) {
      const { clock, jobs, pass } = open(random)
      const start = clock.now()
      const runs: number[] = []
      jobs.start([{ name: 'a', everyMs: HOUR_MS, run: async () => runs.push((clock.now() - start) / 60_000) }])
      await pass(3 * HOUR_MS)
      began.push(runs.map(Math.round))
    }
    expect(began).toEqual([
      [1, 58, 115, 172],
      [2, 62, 122],
      [3, 66, 129],
    ])
  })

  test('never overlap themselves, and do not wait for each other', async () => {
    const { jobs, pass } = open()
    const end = Promise.withResolvers<void>()
    let [slow, quick] = [0, 0]
    jobs.start([
      {
        name: 'slow',
        everyMs: HOUR_MS,
        run: async () => {
          slow += 1
          await end.promise
        },
      },
      { name: 'quick', everyMs: HOUR_MS, run: async () => (quick += 1) },
    ])
    await pass(5 * HOUR_MS)
    expect([slow, quick]).toEqual([1, 5])
    end.resolve()
    await pass(HOUR_MS + 60_000)
    expect(slow).toBe(2)
  })

  test('that fail are logged, and come again', async () => {
    const { jobs, log, metrics, pass } = open()
    jobs.start([{ name: 'bad', everyMs: HOUR_MS, run: () => Promise.reject(new Error('no')) }])
    await pass(2 * HOUR_MS)
    expect(log.lines.map(({ event, fields }) => [event, fields.job])).toEqual([
      ['job.failed', 'bad'],
      ['job.failed', 'bad'],
    ])
    expect(metrics.faults).toEqual(['job', 'job'])
  })

  test('are told to stop, waited for, and do not begin again', async () => {
    const { clock, jobs, pass } = open()
    let ended = false
    const run = async (stopped: AbortSignal) => {
      await new Promise((done) => stopped.addEventListener('abort', done))
      ended = true
    }
    jobs.start([
      { name: 'running', everyMs: HOUR_MS, run },
      { name: 'waiting', everyMs: HOUR_MS, run },
    ])
    await pass(5 * 60_000)
    await jobs.stop()
    expect([ended, clock.pending]).toEqual([true, 0])
  })
})

test('of two instances one cleans up in each period, and the other takes over when it is gone', async () => {
  const clock = new FakeClock()
  const leases = new MemoryJobLeases(clock)
  const began: string[] = []
  const instance = (holder: string, random: number) => {
    const { jobs, log, metrics } = open(random, clock)
    const store = new MemoryCleanupStore()
    const kept = { silentRooms: 365, closedRooms: null, messages: null, guests: null }
    store.onBatch = () => began.push(holder)
    const cleanup = new Cleanup({ clock, store, retention: kept, log, metrics })
    jobs.start(jobList({ cleanup, leases, holder }))
    return jobs
  }
  const [one, two] = [instance('one', 0.4), instance('two', 0.6)]
  const pass = async (hours: number) => {
    for (let minute = 0; minute < 60 * hours; minute += 1) {
      clock.advance(60_000)
      await settle()
    }
  }
  await pass(10)
  expect(began.length).toBeGreaterThanOrEqual(9)
  expect(began.length).toBeLessThanOrEqual(11)
  await one.stop()
  began.length = 0
  await pass(10)
  expect(began.length).toBeGreaterThanOrEqual(8)
  expect(new Set(began)).toEqual(new Set(['two']))
  await two.stop()
})
