import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { needs } from '#testing/needs.ts'
import { launchBrowser, openViewer } from './browser.ts'
import type { Sample } from './instants.ts'
import { measureSkew, samplePositions, skewOf } from './measure.ts'
import { type MediaServer, startMediaServer } from './media-server.ts'
import { machineNow, recorded, recordPages } from './recorder.ts'

const film = (startMs: number, positionMs: number): Sample[] =>
  Array.from({ length: 100 }, (_, n) => ({
    ...{ atMs: startMs + n * 20, positionMs: positionMs + n * 20 },
    ...{ paused: false, seeking: false, rate: 1, readyState: 4 },
  }))

test('skew is measured at the same instants, whenever each viewer was read', () => {
  // The second is read 7 ms later each time and stands 30 ms further on the film than the first.
  const skew = skewOf(film(1_000, 5_000), film(1_007, 5_037))
  expect(skew.p50).toBeCloseTo(30)
  expect(skew.max).toBeCloseTo(30)
  expect(skew.compared).toBeGreaterThan(90)
})

test('viewers who were never read at the same time cannot be compared', () => {
  expect(() => skewOf(film(1_000, 0), film(9_000, 0))).toThrow('never sampled')
})

describe.skipIf(needs('browser', 'ffmpeg'))('a viewer', () => {
  let browser: Browser
  let media: MediaServer
  let app: Bun.Server<undefined>
  beforeAll(async () => {
    browser = await launchBrowser('free')
    media = await startMediaServer()
    const html = `<!doctype html><link rel="icon" href="data:,"><video muted src="${media.film}"></video>`
    app = Bun.serve({ port: 0, fetch: () => new Response(html, { headers: { 'content-type': 'text/html' } }) })
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await media?.close()
    await app?.stop(true)
  })

  test('plays the test card, and a viewer who is behind is measured as such', async () => {
    const [ann, ben] = await Promise.all([
      openViewer(browser, { name: 'ann' }),
      openViewer(browser, { name: 'ben', size: 'desktop', locale: 'ru' }),
    ])
    for (const { page } of [ann, ben]) {
      await page.goto(String(app.url))
      await page.evaluate("document.querySelector('video').play()")
    }
    const behind = await measureSkew(ann.page, ben.page, 400)
    await ben.page.evaluate("document.querySelector('video').currentTime += 60")
    const [sample] = await samplePositions(ann.page, 100)
    expect(sample?.paused).toBe(false)
    const ahead = await measureSkew(ann.page, ben.page, 400)
    expect(ahead.p50).toBeGreaterThan(50_000)
    expect(behind.p50).toBeLessThan(10_000)
    expect(ann.problems).toEqual({ console: [], requests: [], thirdParty: [] })
    expect(media.asked.some(({ viewer }) => viewer === 'ann')).toBe(true)
    expect(await ben.page.evaluate('navigator.language')).toBe('ru-RU')
    await Promise.all([ann.close(), ben.close()])
  }, 30_000)

  test('is recorded from the first moment of its page, with all that happens to its film', async () => {
    const viewer = await openViewer(browser)
    await recordPages(viewer.context)
    await viewer.page.goto(String(app.url))
    const { originMs, samples } = await recorded(viewer.page)
    expect(Math.abs(originMs - machineNow())).toBeLessThan(10_000)
    expect(samples.every(({ atMs }) => atMs >= originMs)).toBe(true)
    await viewer.page.evaluate(`(async () => {
      const video = document.querySelector('video')
      await video.play()
      const seeked = new Promise((done) => video.addEventListener('seeked', done, { once: true }))
      video.currentTime = 60
      await seeked
      const slowed = new Promise((done) => video.addEventListener('ratechange', done, { once: true }))
      video.playbackRate = 0.5
      await slowed
    })()`)
    const { happenings, clockBoundMs } = await recorded(viewer.page)
    const heard = happenings.map(({ what }) => what).filter((what) => what !== 'waiting')
    expect(heard).toEqual(['seeking', 'ratechange'])
    expect(clockBoundMs).toBeNull()
    const afterwards = await samplePositions(viewer.page, 100)
    expect(afterwards[0]).toMatchObject({ rate: 0.5, paused: false, seeking: false })
    expect((await recorded(viewer.page, machineNow() + 1_000)).samples).toEqual([])
    await viewer.close()
  }, 30_000)

  test('tells what went wrong in it, and reaches nobody else', async () => {
    const viewer = await openViewer(browser)
    await viewer.page.goto(String(app.url))
    await viewer.page.evaluate(`Promise.allSettled([
      fetch('https://example.com/counter'),
      fetch('${media.missing}'),
      Promise.resolve().then(() => { setTimeout(() => { throw new Error('oops') }) }),
    ])`)
    await viewer.page.evaluate('new Promise((done) => setTimeout(done))')
    expect(viewer.problems.thirdParty).toEqual(['https://example.com/counter'])
    expect(viewer.problems.requests).toEqual([`GET ${media.missing}: 404`])
    expect(viewer.problems.console.join()).toContain('oops')
    await viewer.close()
  }, 30_000)
})
