import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { needs } from '#testing/needs.ts'
import { byteRange, type MediaServer, startMediaServer, VIEWER_HEADER } from './media-server.ts'

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
})
