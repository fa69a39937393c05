import { expect, test } from 'bun:test'
import { OneAtATime } from './one-at-a-time.ts'

test('one after another, in the order in which they came; a failure stops nobody else', async () => {
  const queue = new OneAtATime(10)
  const said: string[] = []
  const work = (name: string) =>
    queue.run(name, async () => {
      said.push(`${name} begins`)
      await Promise.resolve()
      said.push(`${name} ends`)
      if (name === 'b') throw new Error('in vain')
      return name
    })
  const done = await Promise.allSettled(['a', 'b', 'c'].map(work))
  expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(said).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})

test('who asks for the same shares it; when too much waits the next gets nothing, and later may ask again', async () => {
  const queue = new OneAtATime(2)
  const { promise, resolve } = Promise.withResolvers<number>()
  let began = 0
  const ask = (name: string) =>
    queue.run(name, () => {
      began += 1
      return promise
    })
  const asked = [ask('a'), ask('a'), ask('b')]
  expect(await ask('c')).toBeNull()
  resolve(7)
  expect([...(await Promise.all(asked)), began]).toEqual([7, 7, 7, 2])
  expect(await ask('c')).toBe(7)
})
