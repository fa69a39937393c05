import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { SETTINGS } from '../config.ts'
import { renderConfigDoc } from './config-doc.ts'

test('docs/CONFIG.md is what the table of settings says', async () => {
  const committed = await Bun.file(join(import.meta.dir, '../../docs/CONFIG.md')).text()
  expect(committed).toBe(renderConfigDoc())
})

test('every setting has its row', () => {
  for (const { env, doc } of Object.values(SETTINGS)) expect(renderConfigDoc()).toContain(`| \`${env}\` | ${doc}`)
})
