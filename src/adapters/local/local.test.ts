import { expect, test } from 'bun:test'
import { cacheContract } from '#testing/contracts/cache.contract.ts'
import { sequencerContract } from '#testing/contracts/sequencer.contract.ts'
import { FakeClock } from '#testing/fake-clock.ts'
import { LocalBus } from './local-bus.ts'
import { LocalCache } from './local-cache.ts'
import { LocalSequencer } from './local-sequencer.ts'

sequencerContract('memory', async () => {
  const bus = new LocalBus()
  return { bus, sequencer: new LocalSequencer(bus) }
})

cacheContract('memory', async () => {
  const clock = new FakeClock()
  return { cache: new LocalCache(clock), pass: (ms) => clock.advance(ms) }
})

test('a cache in memory keeps so many values and no more: those that were used last', async () => {
  const cache = new LocalCache(new FakeClock(), 3)
  const load = (key: string) => cache.through(key, 1_000, async () => key)
  for (const key of ['a', 'b', 'c', 'a', 'd']) await load(key)
  const kept = (key: string) => cache.through(key, 1_000, async () => 'loaded')
  expect(await kept('a')).toBe('a')
  expect(await kept('d')).toBe('d')
  expect(await kept('b')).toBe('loaded')
})

test('who asks for what is being loaded waits for the same answer', async () => {
  const cache = new LocalCache(new FakeClock())
  let loads = 0
  const load = async () => {
    loads += 1
    return loads
  }
  expect(await Promise.all([cache.through('a', 1_000, load), cache.through('a', 1_000, load)])).toEqual([1, 1])
})
