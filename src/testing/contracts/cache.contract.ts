import { describe, expect, test } from 'bun:test'
import type { Cache } from '#ports/cache.ts'

/** A cache, and how to let time pass for it. */
export interface Cached {
  readonly cache: Cache
  readonly pass: (ms: number) => Promise<void> | void
}

const newKey = () => crypto.randomUUID()

/** Something that counts how often it is asked. */
function source<T>(...answers: T[]) {
  let asked = 0
  return {
    get asked() {
      return asked
    },
    load: async () => answers[Math.min(asked++, answers.length - 1)] as T,
  }
}

/** Somebody who is reading what was true; `resolve` lets the answer come. */
async function slowReader(cache: Cache, key: string) {
  const { promise: old, resolve } = Promise.withResolvers<string>()
  const begun = Promise.withResolvers<void>()
  const reading = cache.through(key, 10_000, () => {
    begun.resolve()
    return old
  })
  await begun.promise
  return { answer: () => reading, resolve }
}

/** What every cache must do. */
export function cacheContract(name: string, make: () => Promise<Cached>): void {
  describe(`${name} keeps the Cache contract`, () => {
    test('what was loaded is not loaded again, and comes back as it was', async () => {
      const { cache } = await make()
      const key = newKey()
      const value = { title: 'Кино 🎬', list: [1, null, { deep: true }] }
      const { load } = source(value)
      expect(await cache.through(key, 10_000, load)).toEqual(value)
      expect(await cache.through(key, 10_000, async () => ({ ...value, title: 'asked again' }))).toEqual(value)
    })

    test('nothing is not kept', async () => {
      const { cache } = await make()
      const key = newKey()
      const from = source<number | null>(null, 7)
      expect(await cache.through(key, 10_000, from.load)).toBe(null)
      expect(await cache.through(key, 10_000, from.load)).toBe(7)
    })

    test('a value ends with its time', async () => {
      const { cache, pass } = await make()
      const key = newKey()
      const from = source(1, 2)
      expect(await cache.through(key, 50, from.load)).toBe(1)
      await pass(60)
      expect(await cache.through(key, 50, from.load)).toBe(2)
    })

    test('a dropped value is loaded anew, and only that one', async () => {
      const { cache } = await make()
      const [key, other] = [newKey(), newKey()]
      const from = source(1, 2)
      await cache.through(key, 10_000, from.load)
      await cache.through(other, 10_000, async () => 'other')
      await cache.drop(key)
      expect(await cache.through(key, 10_000, from.load)).toBe(2)
      expect(await cache.through(other, 10_000, async () => 'new')).toBe('other')
    })

    test('what was dropped while it was being loaded is not kept', async () => {
      const { cache } = await make()
      const key = newKey()
      const { answer, resolve } = await slowReader(cache, key)
      await cache.drop(key)
      resolve('as it was before')
      expect(await answer()).toBe('as it was before')
      expect(await cache.through(key, 10_000, async () => 'as it is')).toBe('as it is')
    })

    test('who asks after the drop does not get what was read before it', async () => {
      const { cache } = await make()
      const key = newKey()
      const { answer, resolve } = await slowReader(cache, key)
      await cache.drop(key)
      expect(await cache.through(key, 10_000, async () => 'as it is')).toBe('as it is')
      resolve('as it was before')
      await answer()
      expect(await cache.through(key, 10_000, async () => 'another')).toBe('as it is')
    })

    test('a load that fails fails whoever asked, and is tried again', async () => {
      const { cache } = await make()
      const key = newKey()
      await expect(cache.through(key, 10_000, () => Promise.reject(new Error('away')))).rejects.toThrow('away')
      expect(await cache.through(key, 10_000, async () => 1)).toBe(1)
    })
  })
}
