import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { ErrorBody } from '#protocol/errors.ts'
import { AppInfo } from '#protocol/http.ts'
import { Addresses } from '#services/library/addresses.ts'
import { FakeClock } from '#testing/fake-clock.ts'
import { needs } from '#testing/needs.ts'
import { type Executable, startExecutable } from './harness/executable.ts'
import { HttpLine, request } from './harness/hostile/http-line.ts'
import { Person } from './harness/person.ts'
import { Reader } from './harness/readers.ts'

const SECRET = 'a secret of thirty-two characters or more'
const GB = 1_024 ** 3
/** Bytes that are not nothing, by their place in the film. */
const FIRST = 'the beginning'
const MIDDLE = 'the middle'
const LAST = 'the end'
const MARKS = { 0: FIRST, [GB / 2]: MIDDLE, [GB - 7]: LAST }

const READERS = 200
/** What each of them has read before it stops reading for a while, bytes. */
const READ_BYTES = 4 * 1_024 ** 2
/**
 * How much the server may grow while all of them read, bytes. Files go to sockets through the kernel, so a reader costs a
 * request and a socket, a few kilobytes; 64 kB for each would be 13 MB, and the rest is room for the garbage of a moment.
 * Were answers held in memory it would be the 800 MB that they read, or the 200 GB that they asked for.
 */
const GROWTH_MAX_BYTES = 48 * 1_024 ** 2
/** How long the server may take to let go of what nobody reads any more, ms. */
const LET_GO_MS = 15_000

const rssOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024
const descriptorsOf = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length

describe.skipIf(needs('executable'))('films of the server', () => {
  const home = mkdtempSync(join(tmpdir(), 'watchparty-range-'))
  const films = join(home, 'films')
  let executable: Executable
  let mira: Person
  /** Where the film of a gigabyte is fetched, and what a room would keep of it. */
  let signed: string
  let address: string
  let etag: string
  let modified: string

  /** An address that the server would sign, `agoMs` in the past. */
  const signedBy = (pathname: string, agoMs = 0, secret = SECRET) =>
    new Addresses([secret], new FakeClock(Date.now() - agoMs)).signed(pathname).url
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${executable.url}${path}`, { method, headers: { 'Accept-Encoding': 'identity', ...headers } })
  const film = (headers: Record<string, string> = {}, method = 'GET') => get(signed, headers, method)
  const codeOf = async (answer: Response) => `${answer.status} ${v.parse(ErrorBody, await answer.json()).error.code}`

  beforeAll(async () => {
    mkdirSync(join(films, 'Series/Season 1'), { recursive: true })
    mkdirSync(join(films, '.hidden'))
    mkdirSync(join(home, 'films-too'))
    const big = await open(join(films, 'A long film.mp4'), 'w')
    await big.truncate(GB)
    for (const [at, text] of Object.entries(MARKS)) await big.write(text, Number(at))
    await big.close()
    for (const path of ['films/Series/Season 1/01.mkv', 'films/.hidden/a.mp4', 'films-too/secret.mp4', 'secret.mp4'])
      writeFileSync(join(home, path), `in ${path}`)
    writeFileSync(join(films, 'notes.txt'), 'notes')
    symlinkSync('../secret.mp4', join(films, 'out.mp4'))
    symlinkSync('/etc', join(films, 'etc'))
    symlinkSync('/etc/passwd', join(films, 'passwd.mp4'))
    symlinkSync('/dev/zero', join(films, 'zero.mp4'))
    symlinkSync('.hidden', join(films, 'shown'))
    expect(Bun.spawnSync(['mkfifo', join(films, 'pipe.mp4')]).exitCode).toBe(0)
    executable = await startExecutable({ env: { MEDIA_DIR: films, JWT_SECRET: SECRET } })
    mira = await Person.guest(executable.url, 'Mira')
    address = (await mira.library()).films[0]?.url ?? ''
    signed = (await mira.signFilm(address)).url
    const head = await film({}, 'HEAD')
    etag = head.headers.get('etag') ?? ''
    modified = head.headers.get('last-modified') ?? ''
  }, 60_000)
  afterAll(async () => {
    await executable?.remove()
    rmSync(home, { recursive: true })
  })

  test('are told of, and those that are hidden or lead out are not', async () => {
    const info = v.parse(AppInfo, await (await get('/api/info')).json())
    expect(info.library).toBe(true)
    const { folders, films } = await mira.library()
    expect(folders).toEqual([{ name: 'Series', path: 'Series' }])
    expect(films.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([['A long film.mp4', GB]])
    expect((await mira.library({ q: '01 season' })).films.map(({ path }) => path)).toEqual(['Series/Season 1/01.mkv'])
    expect(await codeOf(await get('/api/library'))).toBe('401 unauthorized')
  })

  test('are what a room plays, also after a restart', async () => {
    const room = await mira.createRoom({ url: address, title: null, durationMs: null })
    expect(room.film).toMatchObject({ url: address, title: 'A long film' })
    await executable.restart()
    expect((await mira.room(room.id)).film?.url).toBe(address)
    expect((await mira.signFilm(address, room.id)).url).toBe(signed)
    expect((await film({ Range: 'bytes=0-0' })).status).toBe(206)
  }, 60_000)

  test('HEAD and the first bytes of the whole tell what it is', async () => {
    const head = await film({}, 'HEAD')
    expect([head.status, head.headers.get('content-length'), head.headers.get('content-type')]).toEqual([
      200,
      String(GB),
      'video/mp4',
    ])
    expect(head.headers.get('accept-ranges')).toBe('bytes')
    expect(head.headers.get('x-content-type-options')).toBe('nosniff')
    expect(head.headers.get('content-disposition')).toBe("inline; filename*=UTF-8''A%20long%20film.mp4")
    expect(etag).toMatch(/^"[\w-]+"$/)
    expect(Date.parse(modified)).toBe(Math.floor(statSync(join(films, 'A long film.mp4')).mtimeMs / 1_000) * 1_000)
    const whole = await film()
    expect([whole.status, whole.headers.get('content-length')]).toEqual([200, String(GB)])
    const reader = whole.body?.getReader()
    const first = (await reader?.read())?.value
    expect(
      Buffer.from(first ?? [])
        .toString()
        .slice(0, 13),
    ).toBe(FIRST)
    await reader?.cancel()
  })

  test.each([
    ['bytes=0-12', 0, FIRST],
    [`bytes=${GB / 2}-${GB / 2 + 9}`, GB / 2, MIDDLE],
    ['bytes=-7', GB - 7, LAST],
    [`bytes=${GB - 7}-`, GB - 7, LAST],
    [`bytes=${GB - 7}-${GB * 9}`, GB - 7, LAST],
    ['bytes=0-3,4-12', 0, FIRST],
  ])('%s is the part at %d', async (range, start, text) => {
    const answer = await film({ Range: range })
    expect([answer.status, answer.headers.get('content-range')]).toEqual([
      206,
      `bytes ${start}-${start + text.length - 1}/${GB}`,
    ])
    expect(answer.headers.get('content-length')).toBe(String(text.length))
    expect(await answer.text()).toBe(text)
  })

  test('several parts come in one body, in the order they were asked', async () => {
    const answer = await film({ Range: `bytes=-7,0-12,${GB / 2}-${GB / 2 + 9}` })
    const boundary = /^multipart\/byteranges; boundary=(.+)$/.exec(answer.headers.get('content-type') ?? '')?.[1]
    const body = await answer.text()
    expect([answer.status, body.split(`--${boundary}`).map((part) => part.split('\r\n').at(-2))]).toEqual([
      206,
      [undefined, LAST, FIRST, MIDDLE, undefined].map((text) => text ?? expect.anything()),
    ])
    expect(body).toContain(`\r\nContent-Range: bytes ${GB - 7}-${GB - 1}/${GB}\r\n`)
  })

  test('a hundred parts are no player, and get the whole', async () => {
    const many = Array.from({ length: 100 }, (_, index) => `${index * 1_000}-${index * 1_000}`).join()
    const answer = await film({ Range: `bytes=${many}` })
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, String(GB)])
    await answer.body?.cancel()
  })

  test.each([`bytes=${GB}-`, 'bytes=-0', `bytes=${GB * 2}-${GB * 3}`])('%s cannot be had', async (range) => {
    const answer = await film({ Range: range })
    expect([answer.status, answer.headers.get('content-range'), await answer.text()]).toEqual([
      416,
      `bytes */${GB}`,
      '',
    ])
  })

  test('conditions are looked at before ranges', async () => {
    const statusOf = async (headers: Record<string, string>) => {
      const answer = await film({ Range: 'bytes=0-9', ...headers })
      await answer.body?.cancel()
      return answer.status
    }
    const earlier = new Date(Date.parse(modified) - 1_000).toUTCString()
    for (const [headers, status] of [
      [{ 'If-Range': etag }, 206],
      [{ 'If-Range': modified }, 206],
      [{ 'If-Range': '"other"' }, 200],
      [{ 'If-Range': `W/${etag}` }, 200],
      [{ 'If-Range': earlier }, 200],
      [{ 'If-None-Match': etag }, 304],
      [{ 'If-None-Match': '"other"' }, 206],
      [{ 'If-Modified-Since': modified }, 304],
      [{ 'If-Modified-Since': earlier }, 206],
      [{ 'If-Match': '"other"' }, 412],
      [{ 'If-Match': etag }, 206],
      [{ 'If-Unmodified-Since': earlier }, 412],
    ] as [Record<string, string>, number][])
      expect([headers, await statusOf(headers)]).toEqual([headers, status])
  })

  test('nobody fetches without an address of ours that is still good', async () => {
    const other = new Addresses([SECRET], new FakeClock(Date.now())).film('Series/Season 1/01.mkv')
    const query = signed.slice(signed.indexOf('?'))
    for (const [path, code] of [
      [address, '403 address_forged'],
      [`${address}?e=9999999999`, '403 address_forged'],
      [`${address}${query.replace(/e=\d/, 'e=9')}`, '403 address_forged'],
      [`${address}${query.slice(0, -1)}`, '403 address_forged'],
      [signedBy(address, 0, 'another secret of thirty-two characters'), '403 address_forged'],
      [`${other}${query}`, '403 address_forged'],
      [`${address.replace('/library/', '/posters/')}${query}`, '403 address_forged'],
      [signedBy(address, 13 * 3_600_000), '403 address_expired'],
    ] as const) {
      const answer = await get(path)
      expect([path, await codeOf(answer)]).toEqual([path, code])
      expect((await get(path, {}, 'HEAD')).status).toBe(403)
    }
    expect(await codeOf(await get(signed, {}, 'PUT'))).toBe('405 method_not_allowed')
    expect((await get(signedBy(other))).status).toBe(200)
  })

  const PROOF = '3kqT9xw3mz5f8h2kQ1aB_w'
  /** Behind `/library/`: each signed as if the server had given it, so that nothing but the path can stop it. */
  const OUT = [
    ...['../secret.mp4', '../../secret.mp4', '../films-too/secret.mp4', '../../../../../../etc/passwd'],
    ...['%2e%2e/secret.mp4', '%2E%2E/secret.mp4', '.%2e/secret.mp4', '..%2fsecret.mp4', '..%2Fsecret.mp4'],
    ...['%2e%2e%2fsecret.mp4', '..%5csecret.mp4', '..\\secret.mp4', '%2e%2e%5csecret.mp4', '%252e%252e/secret.mp4'],
    ...[
      '..%252fsecret.mp4',
      '%c0%ae%c0%ae/secret.mp4',
      '%c0%ae%c0%ae%c0%afsecret.mp4',
      '%e0%80%ae%e0%80%ae/secret.mp4',
    ],
    ...['%u002e%u002e/secret.mp4', '..;/secret.mp4', '....//secret.mp4', '..../secret.mp4', '%ff%fe/secret.mp4'],
    ...['Series/../../secret.mp4', 'Series/..%2f..%2fsecret.mp4', 'Series%2f..%2f..%2fsecret.mp4', './secret.mp4'],
    ...['/etc/passwd', '//etc/passwd', '%2fetc%2fpasswd', '%2Fetc/passwd.mp4', 'file:///etc/passwd', 'C:%5csecret.mp4'],
    ...['A%20long%20film.mp4%00', 'A%20long%20film.mp4%00.mp4', '%00/secret.mp4', 'secret.mp4%0a', 'a%0d%0ab.mp4'],
    ...['.hidden/a.mp4', '%2ehidden/a.mp4', 'shown/a.mp4', 'Series/.%2fa.mp4', '.mp4', '..mp4', '...mp4'],
    ...['out.mp4', 'etc/passwd', 'etc/passwd.mp4', 'passwd.mp4', 'zero.mp4', 'pipe.mp4'],
    ...[
      'notes.txt',
      'Series',
      'Series/',
      'Series/Season%201/',
      '',
      'A%20long%20film.mp4/',
      'A%20long%20film.mp4/x.mp4',
    ],
    ...['a%20long%20film.mp4', 'A+long+film.mp4', '%41%20long%20film.mp4', 'A%20long%20film.mp4%20', 'A%20long%20film'],
    ...[
      'con.mp4',
      `${'a/'.repeat(600)}a.mp4`,
      `${'a'.repeat(300)}.mp4`,
      '%F0%9F.mp4',
      '~root/secret.mp4',
      '$HOME/a.mp4',
    ],
  ]
  test('no path leads out of the folder', async () => {
    expect(new Set(OUT).size).toBeGreaterThanOrEqual(60)
    const line = new HttpLine(executable.port)
    for (const path of OUT) {
      for (const raw of [`/library/${PROOF}/${path}`, `/library/${path}`]) {
        // What the server takes for the path of this request is what the signature is of.
        const { pathname } = new URL(raw, executable.url)
        const query = signedBy(pathname).slice(pathname.length)
        const answer = await line.ask(request(`GET ${raw}${query}`))
        expect([raw, answer?.status]).toEqual([raw, 404])
        expect([raw, answer?.body.includes('in films') || answer?.body.includes('root:')]).toEqual([raw, false])
      }
    }
    line.drop()
    expect(executable.logs()).not.toContain('http.fault')
  }, 60_000)

  test(`${READERS} people read a gigabyte at once, and the server hardly grows`, async () => {
    const { pid, port } = executable
    const [before, descriptors] = [rssOf(pid), descriptorsOf(pid)]
    const step = Math.floor((GB - 64 * 1_024 ** 2) / READERS)
    const readers = Array.from(
      { length: READERS },
      (_, index) => new Reader(port, signed, { from: index * step, wanted: READ_BYTES }),
    )
    let most = 0
    const watch = setInterval(() => {
      most = Math.max(most, rssOf(pid))
    }, 50)
    await Promise.all(readers.map((reader) => reader.has()))
    // All of them have stopped reading, none has let go.
    expect(descriptorsOf(pid)).toBeGreaterThanOrEqual(descriptors + READERS)
    const [leaving, staying] = [readers.slice(0, READERS / 2), readers.slice(READERS / 2)]
    for (const reader of leaving) reader.abort()
    await Promise.all(staying.map((reader) => reader.more(READ_BYTES)))
    most = Math.max(most, rssOf(pid))
    clearInterval(watch)
    console.log(`${READERS} readers: ${((most - before) / 1_024 ** 2).toFixed(1)} MB more, at most`)
    expect(most - before).toBeLessThan(GROWTH_MAX_BYTES)
    for (const reader of staying) reader.abort()
    const deadline = performance.now() + LET_GO_MS
    while (descriptorsOf(pid) > descriptors && performance.now() < deadline) await Bun.sleep(50)
    expect(descriptorsOf(pid)).toBeLessThanOrEqual(descriptors)
    expect((await film({ Range: 'bytes=0-12' })).status).toBe(206)
  }, 60_000)

  test('several parts read by people who leave cost neither memory nor descriptors', async () => {
    const { pid } = executable
    const [before, descriptors] = [rssOf(pid), descriptorsOf(pid)]
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        const answer = await film({ Range: `bytes=0-99999999,${GB / 2}-` })
        const reader = answer.body?.getReader()
        await reader?.read()
        await reader?.cancel()
      }),
    )
    expect(rssOf(pid) - before).toBeLessThan(GROWTH_MAX_BYTES)
    const deadline = performance.now() + LET_GO_MS
    while (descriptorsOf(pid) > descriptors + 2 && performance.now() < deadline) await Bun.sleep(50)
    expect(descriptorsOf(pid)).toBeLessThanOrEqual(descriptors + 2)
  }, 60_000)
})
