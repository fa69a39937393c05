import { afterAll, describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { httpApp } from '#testing/http-app.ts'

const SCRIPT = 'document.documentElement.dataset.early = "1"'
const PAGE = `<!doctype html><script>${SCRIPT}</script><script type="module" src="/assets/main-4f2a.js"></script>`
const FILM = Uint8Array.from({ length: 1_000 }, (_, index) => index % 251)

const folder = mkdtempSync(join(tmpdir(), 'watchparty-ui-'))
const dir = join(folder, 'dist')
for (const each of ['', 'assets', 'sample']) mkdirSync(join(dir, each))
const files: Record<string, string | Uint8Array> = {
  'index.html': PAGE,
  'assets/main-4f2a.js': 'x'.repeat(500),
  'assets/main-4f2a.js.br': 'brotli',
  'assets/main-4f2a.js.gz': 'gzip, longer',
  'assets/main-4f2a.js.zst': 'zstandard',
  'sample/the-last-keeper.mp4': FILM,
  'manifest.webmanifest': '{"name":"WatchParty"}',
  'sw.js': 'addEventListener("fetch", () => {})',
  'backup.gz': 'a file that is no copy of another',
}
for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), content)
writeFileSync(join(folder, 'secret.txt'), 'secret')
const withCard = join(folder, 'with-card')
mkdirSync(withCard)
writeFileSync(
  join(withCard, 'index.html'),
  `<meta property="og:image" content="{{origin}}/card.jpg">${' '.repeat(2_000)}`,
)

const { app } = httpApp({ assetsDir: dir })
// A real server: Bun looks at `Range` itself when it is handed a file, and drops the body of a HEAD.
const server = Bun.serve({ port: 0, fetch: (request) => app.fetch(request, { address: '127.0.0.1' }) })
afterAll(async () => {
  await server.stop(true)
  rmSync(folder, { recursive: true })
})
const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${server.url.origin}${path}`, {
    method,
    headers: { 'Accept-Encoding': 'identity', ...headers },
    decompress: false,
  })

describe('screens', () => {
  test('every screen is the one page, never kept without asking', async () => {
    for (const path of ['/', '/new', '/r/5f8h2kq9xw3mz', '/?tgWebAppStartParam=x', '/index.html']) {
      const answer = await get(path)
      expect([path, answer.status, await answer.text()]).toEqual([path, 200, PAGE])
      expect(answer.headers.get('cache-control')).toBe('no-cache')
      expect(answer.headers.get('content-type')).toBe('text/html;charset=utf-8')
    }
  })

  test('the script in the page may run, by its hash', async () => {
    const policy = (await get('/')).headers.get('content-security-policy')
    const hash = createHash('sha256').update(SCRIPT).digest('base64')
    expect(policy).toContain(`script-src 'self' 'sha256-${hash}';`)
  })

  test('the page names where it is reached, in every copy of it', async () => {
    const { app } = httpApp({ assetsDir: withCard })
    const address = 'https://party.example.org/card.jpg'
    expect(await (await app.request('/')).text()).toContain(`content="${address}"`)
    const gzip = await app.request('/', { headers: { 'Accept-Encoding': 'gzip' } })
    expect(gzip.headers.get('content-encoding')).toBe('gzip')
    expect(new TextDecoder().decode(Bun.gunzipSync(await gzip.arrayBuffer()))).toContain(`content="${address}"`)
  })

  test('the house may be found by those who search, a room never', async () => {
    expect((await get('/')).headers.get('x-robots-tag')).toBeNull()
    for (const path of ['/r/5f8h2kq9xw3mz', '/new'])
      expect((await get(path)).headers.get('x-robots-tag')).toBe('noindex')
  })

  test('a page that is known is not sent again', async () => {
    const etag = (await get('/')).headers.get('etag') ?? ''
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await get('/', { 'If-None-Match': known })
      expect([answer.status, await answer.text(), answer.headers.get('etag')]).toEqual([304, '', etag])
    }
    expect((await get('/', { 'If-None-Match': '"other"' })).status).toBe(200)
  })
})

describe('files', () => {
  test('a hashed name is kept for ever', async () => {
    const answer = await get('/assets/main-4f2a.js')
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('content-type')).toBe('text/javascript;charset=utf-8')
    expect(await answer.text()).toHaveLength(500)
  })

  test('what tells of a new build is never kept without asking', async () => {
    for (const [path, type] of [
      ['/sw.js', 'text/javascript;charset=utf-8'],
      ['/manifest.webmanifest', 'application/manifest+json'],
    ] as const) {
      const { headers } = await get(path)
      expect([path, headers.get('cache-control'), headers.get('content-type')]).toEqual([path, 'no-cache', type])
      expect((await get(path, { 'If-None-Match': headers.get('etag') ?? '' })).status).toBe(304)
    }
  })

  test('the smallest copy that the browser can read is sent', async () => {
    for (const [accepted, encoding, content] of [
      ['gzip, deflate, br, zstd', 'br', 'brotli'],
      ['gzip, zstd', 'zstd', 'zstandard'],
      ['gzip', 'gzip', 'gzip, longer'],
      ['br;q=0.5, gzip;q=0.9', 'gzip', 'gzip, longer'],
      ['br;q=0, *', 'zstd', 'zstandard'],
    ] as const) {
      const answer = await get('/assets/main-4f2a.js', { 'Accept-Encoding': accepted })
      expect([answer.headers.get('content-encoding'), await answer.text()]).toEqual([encoding, content])
      expect(answer.headers.get('vary')).toBe('Accept-Encoding')
    }
    const plain = await get('/assets/main-4f2a.js', { 'Accept-Encoding': 'deflate, br;q=0' })
    expect([plain.headers.get('content-encoding'), plain.headers.get('vary')]).toEqual([null, 'Accept-Encoding'])
  })

  test('each copy has a tag of its own', async () => {
    const tags = ['identity', 'br', 'gzip', 'zstd'].map(async (encoding) =>
      (await get('/assets/main-4f2a.js', { 'Accept-Encoding': encoding })).headers.get('etag'),
    )
    expect(new Set(await Promise.all(tags)).size).toBe(4)
  })

  test('HEAD tells the size and sends nothing', async () => {
    const answer = await get('/sample/the-last-keeper.mp4', {}, 'HEAD')
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '1000', ''])
  })

  test('no address reaches a file that is not in the folder', async () => {
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/assets/..%5c..%5csecret.txt',
      '//secret.txt',
      '/assets/',
      '/assets/main-4f2a.js.br',
      '/__proto__',
      '/%00',
      '/%ff',
    ]) {
      expect([path, (await get(path)).status]).toEqual([path, 404])
    }
    expect((await get('/backup.gz')).status).toBe(200)
  })

  test('a file is only read', async () => {
    const answer = await get('/sample/the-last-keeper.mp4', {}, 'POST')
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  })

  test('a server without a Mini App says so in its log', async () => {
    const without = httpApp()
    expect(without.log.lines).toContainEqual(expect.objectContaining({ event: 'assets.missing' }))
    expect((await without.app.request('/')).status).toBe(404)
  })
})

describe('parts of the film', () => {
  const film = '/sample/the-last-keeper.mp4'

  test('a part is what was asked for, and says where it lies', async () => {
    for (const [range, start, end] of [
      ['bytes=0-99', 0, 100],
      ['bytes=990-', 990, 1_000],
      ['bytes=-10', 990, 1_000],
      ['bytes=900-5000', 900, 1_000],
      ['bytes=-5000', 0, 1_000],
    ] as const) {
      const answer = await get(film, { Range: range })
      expect([answer.status, answer.headers.get('content-range')]).toEqual([206, `bytes ${start}-${end - 1}/1000`])
      expect(answer.headers.get('content-length')).toBe(String(end - start))
      expect(new Uint8Array(await answer.arrayBuffer())).toEqual(FILM.slice(start, end))
    }
  })

  test('a part beyond the end cannot be had', async () => {
    for (const range of ['bytes=1000-', 'bytes=-0']) {
      const answer = await get(film, { Range: range })
      expect([answer.status, answer.headers.get('content-range'), await answer.text()]).toEqual([
        416,
        'bytes */1000',
        '',
      ])
    }
  })

  test('a range that makes no sense is ignored', async () => {
    for (const range of ['bytes=9-1', 'lines=0-9', 'bytes=x-1', 'bytes=-']) {
      const answer = await get(film, { Range: range })
      expect([range, answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([range, 200, 1_000])
    }
  })

  test('a part of an older version is not mixed with this one', async () => {
    const etag = (await get(film)).headers.get('etag') ?? ''
    expect((await get(film, { Range: 'bytes=0-9', 'If-Range': etag })).status).toBe(206)
    for (const other of ['"other"', `W/${etag}`, 'Sun, 22 Nov 2026 13:08:56 GMT']) {
      const answer = await get(film, { Range: 'bytes=0-9', 'If-Range': other })
      expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, 1_000])
    }
  })

  test('parts are of the plain file, whatever copies there are', async () => {
    const answer = await get('/assets/main-4f2a.js', { Range: 'bytes=0-9', 'Accept-Encoding': 'br' })
    expect([answer.status, answer.headers.get('content-encoding')]).toEqual([206, null])
    expect(await answer.text()).toBe('xxxxxxxxxx')
  })
})
