import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OutsideFault } from '#ports/fault.ts'
import { FakeClock } from '#testing/fake-clock.ts'
import { FakeLog } from '#testing/fake-log.ts'
import { LocalMediaFolder } from './media-folder.ts'

const home = mkdtempSync(join(tmpdir(), 'watchparty-library-'))
afterAll(() => rmSync(home, { recursive: true }))
const dir = join(home, 'films')
const at = (path: string) => join(dir, path)
const put = (path: string, content = 'film') => {
  mkdirSync(join(at(path), '..'), { recursive: true })
  writeFileSync(at(path), content)
}

let clock = new FakeClock()
let log = new FakeLog()
let folder = new LocalMediaFolder({ dir, clock, log })
beforeEach(() => {
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(dir)
  clock = new FakeClock()
  log = new FakeLog()
  folder = new LocalMediaFolder({ dir, clock, log })
})
const shown = async (path: string) =>
  (await folder.entries(path))?.map((entry) => `${entry.kind} ${entry.path}`).sort() ?? null
const everything = async (path = '') => (await folder.everything(path)).map((entry) => entry.path).sort()

describe('a folder', () => {
  test('shows folders and films, and nothing that is hidden or that no player plays', async () => {
    for (const path of ['a.mp4', 'B.MKV', 'Серии/1.webm', '.hidden.mp4', '.git/a.mp4', 'notes.txt', 'a.m3u8']) put(path)
    expect(await shown('')).toEqual(['film B.MKV', 'film a.mp4', 'folder Серии'])
    expect(await shown('Серии')).toEqual(['film Серии/1.webm'])
    expect(await shown('.git')).toBeNull()
    expect(await shown('a.mp4')).toBeNull()
    expect(await shown('nowhere')).toBeNull()
  })

  test('what is neither file nor folder is not there', async () => {
    expect(Bun.spawnSync(['mkfifo', at('pipe.mp4')]).exitCode).toBe(0)
    const socket = Bun.listen({ unix: at('socket.mp4'), socket: { data() {} } })
    symlinkSync('/dev/zero', at('zero.mp4'))
    symlinkSync('nowhere', at('broken.mp4'))
    symlinkSync('loop.mp4', at('loop.mp4'))
    mkdirSync(at('folder.mp4'))
    try {
      expect(await shown('')).toEqual(['folder folder.mp4'])
      for (const name of ['pipe.mp4', 'socket.mp4', 'zero.mp4', 'broken.mp4', 'loop.mp4', 'folder.mp4'])
        expect([name, await folder.file(name)]).toEqual([name, null])
    } finally {
      socket.stop(true)
    }
  })

  test('a list is kept for some seconds, then it is read again', async () => {
    put('a.mp4')
    expect(await shown('')).toEqual(['film a.mp4'])
    put('b.mp4')
    expect(await shown('')).toEqual(['film a.mp4'])
    clock.advance(5_001)
    expect(await shown('')).toEqual(['film a.mp4', 'film b.mp4'])
  })

  test('a folder of too many names is shown in part, and that is logged', async () => {
    for (let index = 0; index < 12; index++) put(`${index}.mp4`)
    const limits = { depth: 5, perFolder: 10, entries: 100 }
    folder = new LocalMediaFolder({ dir, clock, log, limits })
    expect(await folder.entries('')).toHaveLength(10)
    expect(log.lines).toContainEqual(expect.objectContaining({ event: 'library.folder_too_large' }))
  })

  test('a disk that is away is an outside fault, and is asked again the next time', async () => {
    const away = new LocalMediaFolder({ dir: join(home, 'unmounted'), clock, log })
    expect(await away.entries('')).toBeNull()
    writeFileSync(join(home, 'a-file'), '')
    expect(await new LocalMediaFolder({ dir: join(home, 'a-file'), clock, log }).entries('')).toBeNull()
    const spoiled = new LocalMediaFolder({ dir: '\0', clock, log })
    expect(spoiled.entries('')).rejects.toBeInstanceOf(OutsideFault)
    expect(spoiled.entries('')).rejects.toBeInstanceOf(OutsideFault)
  })
})

describe('everything', () => {
  test('is found, however deep, and below a folder when one is named', async () => {
    for (const path of ['a.mp4', 'x/b.mp4', 'x/y/c.mp4', 'xz/d.mp4', 'x/.z/e.mp4']) put(path)
    expect(await everything()).toEqual(['a.mp4', 'x', 'x/b.mp4', 'x/y', 'x/y/c.mp4', 'xz', 'xz/d.mp4'])
    expect(await everything('x')).toEqual(['x/b.mp4', 'x/y', 'x/y/c.mp4'])
  })

  test('a folder that links lead to again and again is read once', async () => {
    put('x/a.mp4')
    symlinkSync('..', at('x/up'))
    symlinkSync('x', at('also'))
    expect(await everything()).toEqual(expect.arrayContaining(['x', 'also']))
    expect((await everything()).filter((path) => path.endsWith('a.mp4'))).toHaveLength(1)
  })

  test('has a depth and a number, and says when there was more', async () => {
    for (let index = 0; index < 6; index++) put(`f${index}/a/b/c/d.mp4`)
    folder = new LocalMediaFolder({ dir, clock, log, limits: { depth: 2, perFolder: 100, entries: 100 } })
    expect(Math.max(...(await everything()).map((path) => path.split('/').length))).toBe(3)
    folder = new LocalMediaFolder({ dir, clock, log, limits: { depth: 9, perFolder: 100, entries: 7 } })
    expect(await everything()).toHaveLength(7)
    expect(log.lines).toContainEqual(expect.objectContaining({ event: 'library.too_large' }))
  })
})

describe('a film', () => {
  test('has its place, its size and a version that changes with it', async () => {
    put('x/a.mp4', 'twelve bytes')
    const before = await folder.file('x/a.mp4')
    expect(before).toMatchObject({ path: 'x/a.mp4', place: at('x/a.mp4'), sizeBytes: 12 })
    utimesSync(at('x/a.mp4'), 1_000, 1_000)
    const after = await folder.file('x/a.mp4')
    expect(after?.modifiedAt).toBe(1_000_000)
    expect(after?.version).not.toBe(before?.version)
    put('x/a.mp4', 'thirteen byte')
    utimesSync(at('x/a.mp4'), 1_000, 1_000)
    expect((await folder.file('x/a.mp4'))?.version).not.toBe(after?.version)
  })

  test('links are followed inside, and lead nowhere outside, also when they change', async () => {
    put('x/a.mp4')
    put('.secret/b.mp4')
    mkdirSync(join(home, 'films-2'), { recursive: true })
    writeFileSync(join(home, 'films-2/secret.mp4'), 'secret')
    symlinkSync('x/a.mp4', at('inside.mp4'))
    symlinkSync('../films-2/secret.mp4', at('out.mp4'))
    symlinkSync(join(home, 'films-2'), at('way-out'))
    symlinkSync(home, at('up'))
    symlinkSync('.secret', at('shown'))
    symlinkSync('.secret/b.mp4', at('shown.mp4'))
    expect((await folder.file('inside.mp4'))?.place).toBe(at('x/a.mp4'))
    for (const path of [
      'out.mp4',
      'way-out/secret.mp4',
      'up/films-2/secret.mp4',
      'up/films/x/a.mp4',
      'shown/b.mp4',
      'shown.mp4',
      '../films-2/secret.mp4',
      'x/../../films-2/secret.mp4',
      '.secret/b.mp4',
      `${home}/films-2/secret.mp4`,
      'x/a.mp4/',
      'x//a.mp4',
      'x/a.mp4\0.mp4',
      '',
    ]) {
      const found = await folder.file(path)
      const isInside = path === 'up/films/x/a.mp4' // around the house, and in again by its own door
      expect([path, found?.place ?? null]).toEqual([path, isInside ? at('x/a.mp4') : null])
    }
    expect(await shown('')).toEqual(['film inside.mp4', 'folder x'])
    expect(await shown('way-out')).toBeNull()
    unlinkSync(at('inside.mp4'))
    symlinkSync(join(home, 'films-2/secret.mp4'), at('inside.mp4'))
    expect(await folder.file('inside.mp4')).toBeNull()
    renameSync(at('x'), join(home, 'x-moved'))
    symlinkSync(join(home, 'x-moved'), at('x'))
    expect(await folder.file('x/a.mp4')).toBeNull()
    rmSync(join(home, 'x-moved'), { recursive: true })
  })
})
