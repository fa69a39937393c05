import { expect, test } from 'bun:test'
import { stale } from './sources.ts'

test('the lists of the sources are those of their folders: else run `bun run sources`', async () => {
  expect(await stale()).toEqual([])
})
