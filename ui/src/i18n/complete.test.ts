import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { localeFaults, missingKeys } from './complete.ts'

const base = {
  app: { language: 'en', steps: ['a', 'b'], none: '', here: (count: number) => `${count}`, tabs: { chat: 'Chat' } },
}
const app = { ...base.app, language: 'xx' }

test('the same keys are complete, whatever they say', () => {
  expect(missingKeys(base, { app: { ...app, steps: ['в', 'г'], here: () => (count: number) => count } })).toEqual([
    'app.here takes 0 values, not 1',
  ])
  expect(localeFaults({ en: base, xx: { app } })).toEqual([])
})

test('every difference is named with its way', () => {
  const { tabs: _, ...rest } = app
  const other = { app: { ...rest, steps: ['a'], more: 'x', none: ['?'], here: 'here', language: '' } }
  expect(missingKeys(base, other)).toEqual([
    'app.language is empty',
    'app.steps.1 is missing',
    'app.none is a group, not a text',
    'app.here is a text, not a function',
    'app.tabs is missing',
    'app.more is not a text of ours',
  ])
  expect(localeFaults({ en: base, xx: {} })).toEqual([
    'xx: app.language is undefined, the file xx.ts',
    'xx: app is missing',
  ])
  expect(localeFaults({ en: base, yy: { app } })).toEqual(['yy: app.language is xx, the file yy.ts'])
})

test('every language there is has all the texts', async () => {
  const locales: Record<string, unknown> = {}
  const folder = join(import.meta.dir, 'locales')
  for await (const name of new Bun.Glob('*.ts').scan(folder))
    locales[name.replace('.ts', '')] = await import(join(folder, name))
  expect(Object.keys(locales).sort()).toEqual(expect.arrayContaining(['en', 'ru']))
  expect(localeFaults(locales)).toEqual([])
})
