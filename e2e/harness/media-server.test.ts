import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { needs } from '#testing/needs.ts'
import { byteRange, type MediaServer, startMediaServer, VIEWER_HEADER } from './media-server.ts'
import { TEST_CARD_MS } from './test-card.ts'

test('a range is read as RFC 9110 says', () => {
  expect(byteRange('bytes=0-', 100)).toEqual([0, 99])
  expect(byteRange('bytes=10-19', 100)).toEqual([10, 19])
  expect(byteRange('bytes=90-500', 100)).toEqual([90, 99])
  expect(byteRange('bytes=-5', 100)).toEqual([95, 99])
  expect(byteRange('bytes=-500', 100)).toEqual([0, 99])
  for (const wrong of ['bytes=100-', 'bytes=20-10', 'bytes=-0', 'bytes=-', 'bytes=a-b', 'pages=1-2'])
    expect(byteRange(wrong, 100)).toBeNull()
})

describe.skipIf(needs('ffmpeg'))('the media server', () => {
  let media: MediaServer
  beforeAll(async () => {
    media = await startMediaServer()
  }, 60_000)
  afterAll(() => media?.close())

  const ask = (headers: Record<string, string>, url = media.film) => fetch(url, { headers })

  test('gives the part that was asked for, and says which it is', async () => {
    const whole = await (await ask({})).bytes()
    const answer = await ask({ range: 'bytes=100-199' })
    expect(answer.status).toBe(206)
    expect(answer.headers.get('content-range')).toBe(`bytes 100-199/${whole.length}`)
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(await answer.bytes()).toEqual(whole.slice(100, 200))
    expect((await ask({ range: `bytes=${whole.length}-` })).status).toBe(416)
  })

  test('gives the whole film when the part is of another version', async () => {
    const etag = (await ask({ range: 'bytes=0-0' })).headers.get('etag') ?? ''
    expect((await ask({ range: 'bytes=0-9', 'if-range': etag })).status).toBe(206)
    expect((await ask({ range: 'bytes=0-9', 'if-range': '"other"' })).status).toBe(200)
  })

  test('gives the film in pieces that begin every two seconds, and says what each is', async () => {
    const answer = await ask({}, media.hls)
    expect(answer.headers.get('content-type')).toBe('application/vnd.apple.mpegurl')
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    const playlist = await answer.text()
    expect(playlist).toContain('#EXT-X-PLAYLIST-TYPE:VOD')
    const lengths = [...playlist.matchAll(/#EXTINF:([\d.]+)/g)].map(([, seconds]) => Number(seconds))
    expect(lengths.slice(0, -1).every((seconds) => seconds === 2)).toBe(true)
    expect(lengths.reduce((sum, seconds) => sum + seconds, 0)).toBeCloseTo(TEST_CARD_MS / 1_000, 0)
    const [first = ''] = /^\w+\.ts$/m.exec(playlist) ?? []
    const piece = await ask({}, new URL(first, media.hls).href)
    expect(piece.headers.get('content-type')).toBe('video/mp2t')
    expect((await piece.bytes())[0]).toBe(0x47) // each packet of a transport stream begins so
    expect((await ask({}, new URL('piece999.ts', media.hls).href)).status).toBe(404)
    expect(media.asked.some(({ path }) => path === `/hls/${first}`)).toBe(true)
  })

  test('has two broken films', async () => {
    expect((await ask({}, media.missing)).status).toBe(404)
    expect(await (await ask({}, media.text)).text()).toContain('not a film')
  })

  test('a frozen viewer gets nothing more until thawed, others all the while', async () => {
    media.pace('ann', 1_000_000_000)
    media.freeze('ann')
    const body = ask({ range: 'bytes=0-999999', [VIEWER_HEADER]: 'ann' }).then((answer) => answer.bytes())
    let arrived = false
    body.then(() => {
      arrived = true
    })
    expect((await (await ask({ range: 'bytes=0-999999' })).bytes()).length).toBe(1_000_000)
    expect(arrived).toBe(false)
    media.thaw('ann')
    expect((await body).length).toBe(1_000_000)
  })

  test('a frozen viewer gets no piece either', async () => {
    media.pace('ben', 1_000_000_000)
    media.freeze('ben')
    const piece = ask({ [VIEWER_HEADER]: 'ben' }, new URL('piece000.ts', media.hls).href).then((answer) =>
      answer.bytes(),
    )
    let arrived = false
    piece.then(() => {
      arrived = true
    })
    expect((await (await ask({}, new URL('piece000.ts', media.hls).href)).bytes()).length).toBeGreaterThan(0)
    expect(arrived).toBe(false)
    media.thaw('ben')
    expect((await piece).length).toBeGreaterThan(0)
  })

  test('a paced viewer waits for a piece as long as its bytes take', async () => {
    const url = new URL('piece001.ts', media.hls).href
    const bytes = (await (await ask({}, url)).bytes()).length
    media.pace('cleo', bytes * 10)
    const startedAt = performance.now()
    await (await ask({ [VIEWER_HEADER]: 'cleo' }, url)).bytes()
    expect(performance.now() - startedAt).toBeGreaterThan(80)
  })
})
