import { expect, test } from 'bun:test'
import { ownAddresses, systemResolver } from './system-resolver.ts'

test('this machine knows itself by name, and by its addresses', async () => {
  const found = await systemResolver()('localhost', AbortSignal.timeout(5_000))
  expect(found.some((address) => address === '127.0.0.1' || address === '::1')).toBe(true)
  expect(ownAddresses()).toContain('127.0.0.1')
})

test('what nobody has heard of is refused', () => {
  expect(systemResolver()('nobody.invalid', AbortSignal.timeout(5_000))).rejects.toThrow()
})
