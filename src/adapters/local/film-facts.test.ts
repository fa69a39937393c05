import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LibraryFile } from '#ports/library.ts'
import { FakeClock } from '#testing/fake-clock.ts'
import { FakeLog } from '#testing/fake-log.ts'
import { needs } from '#testing/needs.ts'
import { FfmpegFacts } from './film-facts.ts'
import { LocalMediaFolder } from './media-folder.ts'

const home = mkdtempSync(join(tmpdir(), 'watchparty-facts-'))
afterAll(() => rmSync(home, { recursive: true }))
const films = join(home, 'films')
mkdirSync(films)
const log = new FakeLog()
const folder = new LocalMediaFolder({ dir: films, clock: new FakeClock(), log })
const film = async (name: string): Promise<LibraryFile> => {
  const file = await folder.file(name)
  if (file === null) throw new Error(`${name} is not there`)
  return file
}
/** A program that says and does what it is told to. */
const program = (name: string, script: string) => {
  writeFileSync(join(home, name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(home, name), 0o755)
  return join(home, name)
}
let lastDir = 0
const facts = (programs: { ffmpeg?: string | null; ffprobe?: string | null; postersMax?: number } = {}) => {
  const dir = join(home, `posters-${++lastDir}`)
  return { dir, facts: new FfmpegFacts({ dir, ffmpeg: null, ffprobe: null, log, ...programs }) }
}
writeFileSync(join(films, 'a.mp4'), 'a')

test('without the programs there are no pictures and no lengths', async () => {
  const { facts: none } = facts()
  const file = await film('a.mp4')
  expect([none.hasPosters, await none.durationMs(file), await none.poster(file)]).toEqual([false, null, null])
})

test('a length is asked for once; what the program says is not believed blindly', async () => {
  const file = await film('a.mp4')
  for (const [says, ms] of [
    ['12.5', 12_500],
    ['N/A', null],
    ['-3', null],
    ['', null],
  ] as const) {
    const counted = join(home, `count-${lastDir}`)
    const ffprobe = program(`probe-${lastDir}`, `echo x >> ${counted}\necho ${says}`)
    const { facts: probed } = facts({ ffprobe })
    expect([says, await probed.durationMs(file), await probed.durationMs(file)]).toEqual([says, ms, ms])
    expect((await readFile(counted, 'utf8')).length).toBe(2)
  }
})

test('a program that fails, floods or is gone is as if it had nothing to say', async () => {
  const file = await film('a.mp4')
  for (const ffmpeg of [program('fails', 'echo picture; exit 1'), program('floods', 'yes'), join(home, 'gone')]) {
    const { facts: drawn, dir } = facts({ ffmpeg, ffprobe: program('probes', 'echo 1') })
    expect([ffmpeg, await drawn.poster(file)]).toEqual([ffmpeg, null])
    expect(() => readdirSync(dir)).toThrow()
  }
  expect(log.lines).toContainEqual(expect.objectContaining({ event: 'library.program_failed' }))
})

test('pictures are kept, and when there are too many the oldest go', async () => {
  const { facts: drawn, dir } = facts({ ffmpeg: program('draws', 'echo picture'), postersMax: 10 })
  for (let index = 0; index < 25; index++) {
    writeFileSync(join(films, `${index}.mp4`), String(index))
    expect(await drawn.poster(await film(`${index}.mp4`))).toMatch(/\.jpg$/)
    expect(readdirSync(dir).length).toBeLessThanOrEqual(10)
  }
  expect(await Bun.file((await drawn.poster(await film('24.mp4'))) ?? '').text()).toBe('picture\n')
})

describe.skipIf(needs('ffmpeg'))('ffmpeg itself', () => {
  const [ffmpeg, ffprobe] = [Bun.which('ffmpeg'), Bun.which('ffprobe')]

  beforeAll(() => {
    const made = [
      '-f',
      'lavfi',
      '-i',
      'testsrc=size=640x360:rate=10:duration=3',
      '-c:v',
      'mpeg4',
      join(films, 'real.mp4'),
    ]
    expect(Bun.spawnSync([ffmpeg ?? 'ffmpeg', '-v', 'error', ...made]).exitCode).toBe(0)
  }, 30_000)

  test('tells how long a film is and draws it small, once', async () => {
    const { facts: real } = facts({ ffmpeg, ffprobe })
    const file = await film('real.mp4')
    expect(await real.durationMs(file)).toBe(3_000)
    const place = (await real.poster(file)) ?? ''
    const picture = new Uint8Array(await Bun.file(place).arrayBuffer())
    expect([...picture.slice(0, 3)]).toEqual([0xff, 0xd8, 0xff])
    expect(picture.length).toBeLessThan(60_000)
    expect(await facts({ ffmpeg: null }).facts.poster(file)).toBeNull()
    expect(await real.poster(file)).toBe(place)
  }, 30_000)

  test('a playlist that calls itself a film is not followed', async () => {
    const asked: string[] = []
    const server = Bun.serve({
      port: 0,
      fetch: (request) => {
        asked.push(request.url)
        return new Response('')
      },
    })
    try {
      const lists = {
        'hls.mp4': `#EXTM3U\n#EXTINF:10,\n${server.url.origin}/a.ts\n#EXT-X-ENDLIST\n`,
        'concat.mkv': `ffconcat version 1.0\nfile ${join(films, 'real.mp4')}\n`,
      }
      for (const [name, text] of Object.entries(lists)) {
        writeFileSync(join(films, name), text)
        const { facts: real } = facts({ ffmpeg, ffprobe })
        const file = await film(name)
        expect([name, await real.durationMs(file), await real.poster(file)]).toEqual([name, null, null])
      }
      expect(asked).toEqual([])
    } finally {
      await server.stop(true)
    }
  }, 30_000)
})
