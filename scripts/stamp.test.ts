import { afterEach, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stampBuild } from './stamp.ts'

const made: string[] = []
afterEach(async () => {
  for (const dir of made.splice(0)) await rm(dir, { recursive: true })
})

/** A built Mini App whose only script says this. */
async function built(script: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'watchparty-stamp-'))
  made.push(dir)
  await Bun.write(join(dir, 'index.html'), '<html><head><title>W</title></head><body></body></html>')
  await Bun.write(join(dir, 'assets/main.js'), script)
  return dir
}

test('two builds of the same version differ as soon as a byte of them does', async () => {
  const stamps = await Promise.all(
    ['a()', 'a()', 'b()'].map(async (script) => stampBuild(await built(script), '1.2.3')),
  )
  expect(stamps[0]).toMatch(/^1\.2\.3\+[0-9a-f]{12}$/)
  expect(stamps[1]).toBe(stamps[0] as string)
  expect(stamps[2]).not.toBe(stamps[0] as string)
  expect(await stampBuild(await built('a()'), '1.2.4')).not.toBe(stamps[0] as string)
})

test('the page and the server are told the same', async () => {
  const dir = await built('a()')
  const build = await stampBuild(dir, '1.2.3')
  expect(await Bun.file(join(dir, 'index.html')).text()).toContain(`<meta name="build" content="${build}"></head>`)
  expect(await Bun.file(join(dir, 'version.json')).json()).toEqual({ build })
})

test('a page without a head is no page of ours', async () => {
  const dir = await built('a()')
  await Bun.write(join(dir, 'index.html'), '<body>')
  expect(stampBuild(dir, '1.2.3')).rejects.toThrow('no head')
})
