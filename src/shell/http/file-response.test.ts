import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ServedFile, serveFile } from './file-response.ts'

const folder = mkdtempSync(join(tmpdir(), 'watchparty-file-'))
afterAll(() => rmSync(folder, { recursive: true }))

const BYTES = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) % 251)
const path = join(folder, 'film.mp4')
writeFileSync(path, BYTES)
const CHANGED_AT = Date.UTC(2026, 10, 20, 12, 0, 0, 500)
const CHANGED = 'Fri, 20 Nov 2026 12:00:00 GMT'
const EARLIER = 'Fri, 20 Nov 2026 11:59:59 GMT'
const LATER = 'Fri, 20 Nov 2026 12:00:01 GMT'
const film: ServedFile = {
  blob: Bun.file(path),
  size: BYTES.length,
  etag: '"one"',
  modifiedAt: CHANGED_AT,
  type: 'video/mp4',
  headers: { 'Cache-Control': 'private' },
}
const ask = (headers: Record<string, string> = {}, { method = 'GET', now = CHANGED_AT + 60_000, file = film } = {}) =>
  serveFile(new Request('http://house/film.mp4', { method, headers }), file, now)
const bytesOf = async (answer: Response) => new Uint8Array(await answer.arrayBuffer())

describe('a file', () => {
  test('says what it is, how long, and when it was changed', async () => {
    const answer = ask()
    expect([answer.status, await bytesOf(answer)]).toEqual([200, BYTES])
    expect(Object.fromEntries(answer.headers)).toEqual({
      'accept-ranges': 'bytes',
      'cache-control': 'private',
      'content-length': '300000',
      'content-type': 'video/mp4',
      etag: '"one"',
      'last-modified': CHANGED,
    })
  })

  test('HEAD tells the same and sends nothing, whatever range it names', async () => {
    for (const headers of [{}, { Range: 'bytes=0-9' }] as Record<string, string>[]) {
      const answer = ask(headers, { method: 'HEAD' })
      expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '300000', ''])
    }
  })

  test.each([
    ['bytes=0-99', 0, 100],
    ['bytes=299990-', 299_990, 300_000],
    ['bytes=-10', 299_990, 300_000],
    ['bytes=0-', 0, 300_000],
    ['bytes=0-9,5-20', 0, 21],
  ])('%s is answered with that part', async (range, start, end) => {
    const answer = ask({ Range: range })
    expect([answer.status, answer.headers.get('content-range')]).toEqual([206, `bytes ${start}-${end - 1}/300000`])
    expect(answer.headers.get('content-length')).toBe(String(end - start))
    expect(answer.headers.get('content-type')).toBe('video/mp4')
    expect(await bytesOf(answer)).toEqual(BYTES.slice(start, end))
  })

  test('several parts are one body with a head before each', async () => {
    const answer = ask({ Range: 'bytes=200000-299999, 0-9, -5' })
    const boundary = /^multipart\/byteranges; boundary=(.+)$/.exec(answer.headers.get('content-type') ?? '')?.[1]
    expect(answer.status).toBe(206)
    expect(answer.headers.get('content-range')).toBeNull()
    const body = Buffer.from(await answer.arrayBuffer())
    const head = (range: string) =>
      `\r\n--${boundary}\r\nContent-Type: video/mp4\r\nContent-Range: bytes ${range}/300000\r\n\r\n`
    expect(body).toEqual(
      Buffer.concat([
        Buffer.from(head('200000-299999')),
        BYTES.slice(200_000),
        Buffer.from(head('0-9')),
        BYTES.slice(0, 10),
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ]),
    )
  })

  test('what lies beyond the end cannot be had, and the length is told', async () => {
    for (const range of ['bytes=300000-', 'bytes=-0']) {
      const answer = ask({ Range: range })
      expect([answer.status, answer.headers.get('content-range'), await answer.text()]).toEqual([
        416,
        'bytes */300000',
        '',
      ])
    }
  })

  test('several parts of a file that has become shorter end in a fault, not in bytes that are not its own', async () => {
    const short = join(folder, 'short.mp4')
    writeFileSync(short, BYTES)
    const answer = ask({ Range: 'bytes=0-9,200000-299999' }, { file: { ...film, blob: Bun.file(short) } })
    truncateSync(short, 100_000)
    expect(answer.arrayBuffer()).rejects.toThrow()
  })

  test('whoever leaves while several parts are read leaves nothing open', async () => {
    const reader = ask({ Range: 'bytes=0-99999,200000-299999' }).body?.getReader()
    expect((await reader?.read())?.done).toBe(false)
    await reader?.cancel()
    expect((await reader?.read())?.done).toBe(true)
  })
})

describe('conditions', () => {
  test.each([
    [{ 'If-None-Match': '"one"' }, 304],
    [{ 'If-None-Match': 'W/"one"' }, 304],
    [{ 'If-None-Match': '"other", "one"' }, 304],
    [{ 'If-None-Match': '*' }, 304],
    [{ 'If-None-Match': '"other"' }, 200],
    [{ 'If-None-Match': '"one"', Range: 'bytes=0-9' }, 304],
    // A tag is the better witness: beside it the date does not count.
    [{ 'If-None-Match': '"other"', 'If-Modified-Since': LATER }, 200],
    [{ 'If-Modified-Since': CHANGED }, 304],
    [{ 'If-Modified-Since': LATER }, 304],
    [{ 'If-Modified-Since': EARLIER }, 200],
    [{ 'If-Modified-Since': 'soon' }, 200],
    [{ 'If-Match': '"one"' }, 200],
    [{ 'If-Match': '*' }, 200],
    [{ 'If-Match': 'W/"one"' }, 412],
    [{ 'If-Match': '"other"' }, 412],
    [{ 'If-Match': '"one"', 'If-Unmodified-Since': EARLIER }, 200],
    [{ 'If-Unmodified-Since': EARLIER }, 412],
    [{ 'If-Unmodified-Since': CHANGED }, 200],
    [{ 'If-Unmodified-Since': 'never' }, 200],
  ] as [Record<string, string>, number][])('%p: %i', (headers, status) => {
    const answer = ask(headers)
    expect([answer.status, answer.headers.get('etag')]).toEqual([status, '"one"'])
  })

  test.each([
    ['"one"', 206],
    ['W/"one"', 200],
    ['"other"', 200],
    [CHANGED, 206],
    [EARLIER, 200],
    [LATER, 200],
    ['Friday', 200],
  ])('a part if the file is still %s: %i', (validator, status) => {
    expect(ask({ Range: 'bytes=0-9', 'If-Range': validator }).status).toBe(status)
  })

  test('a date is no proof in the second that it names: the file may change twice in it', () => {
    const headers = { Range: 'bytes=0-9', 'If-Range': CHANGED }
    expect(ask(headers, { now: CHANGED_AT + 400 }).status).toBe(200)
    expect(ask(headers, { now: CHANGED_AT + 500 }).status).toBe(206)
  })

  test('without If-Range a range that cannot be met is refused, with another file in mind it is not looked at', () => {
    expect(ask({ Range: 'bytes=300000-', 'If-Range': '"other"' }).status).toBe(200)
  })
})
