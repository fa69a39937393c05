import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { renderProtocolDoc } from './protocol-doc.ts'

test('docs/PROTOCOL.md is what the protocol says', async () => {
  const committed = await Bun.file(join(import.meta.dir, '../../docs/PROTOCOL.md')).text()
  expect(committed).toBe(renderProtocolDoc())
})

test('every shape is spelt out', () => {
  expect(renderProtocolDoc()).not.toContain('undefined')
  expect(renderProtocolDoc()).not.toContain(': unknown')
})
