import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { needs } from '#testing/needs.ts'
import { launchBrowser, openViewer, type Viewer } from './harness/browser.ts'
import { type Executable, startExecutable } from './harness/executable.ts'
import { type MediaServer, startMediaServer } from './harness/media-server.ts'
import {
  begin,
  comeInAs,
  makeRoom,
  plays,
  positionOf,
  stands,
  TOGETHER_MS,
  together,
  videoIs,
} from './harness/steps.ts'

/** How far apart two standing frames may be, ms: one frame of the film. */
const FRAME_MS = 50

describe.skipIf(needs('browser', 'executable', 'ffmpeg'))('two people and a film in pieces', () => {
  let executable: Executable
  let media: MediaServer
  let browser: Browser
  let ann: Viewer
  let ben: Viewer

  beforeAll(async () => {
    ;[executable, media, browser] = await Promise.all([startExecutable(), startMediaServer(), launchBrowser()])
    ann = await openViewer(browser, { name: 'ann', size: 'desktop' })
    ben = await openViewer(browser, { name: 'ben', size: 'phone' })
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await media?.close()
    await executable?.remove()
  })

  const changeFilm = async (url: string) => {
    await ann.page.getByRole('button', { name: 'Room menu' }).click()
    await ann.page.getByText('Change film').click()
    await ann.page.getByRole('textbox', { name: /link/i }).fill(url)
    await ann.page.getByRole('button', { name: 'Watch', exact: true }).click()
  }
  const bothPlay = async (condition: string) => {
    await Promise.all([ann, ben].map(({ page }) => videoIs(page, `!video.paused && ${condition}`)))
    expect((await together(ann.page, ben.page)).p95).toBeLessThan(TOGETHER_MS)
  }

  test('Ann makes a room from the link of a playlist', async () => {
    const invite = await makeRoom(ann.page, executable.url, media.hls, 'Ann')
    await ben.page.goto(invite)
    await comeInAs(ben.page, 'Ben')
    await ann.page.getByRole('log').getByText('Ben').waitFor()
  }, 60_000)

  test('both play within 250 ms of each other', async () => {
    await begin(ann.page)
    await ann.page.getByText('3:00').first().waitFor({ state: 'attached' })
    await Promise.all([plays(ann.page), plays(ben.page)])
    expect((await together(ann.page, ben.page)).p95).toBeLessThan(TOGETHER_MS)
    for (const viewer of ['ann', 'ben'])
      expect(media.asked.some((asked) => asked.viewer === viewer && asked.path.endsWith('.ts'))).toBe(true)
  }, 60_000)

  test('a pause stops both on the same frame', async () => {
    await ann.page.keyboard.press('k')
    await Promise.all([stands(ann.page), stands(ben.page)])
    expect(Math.abs((await positionOf(ann.page)) - (await positionOf(ben.page)))).toBeLessThan(FRAME_MS)
  }, 60_000)

  test('a seek takes both along, standing and playing', async () => {
    await ann.page.keyboard.press('5')
    await Promise.all(
      [ann, ben].map(({ page }) => videoIs(page, 'video.paused && Math.abs(video.currentTime - 90) < 1')),
    )
    await Promise.all([stands(ann.page), stands(ben.page)])
    expect(Math.abs((await positionOf(ann.page)) - (await positionOf(ben.page)))).toBeLessThan(FRAME_MS)
    await ann.page.keyboard.press('k')
    await bothPlay('video.currentTime > 90')
    await ann.page.keyboard.press('2')
    await bothPlay('video.currentTime > 36 && video.currentTime < 80')
  }, 60_000)

  test('a film of another kind takes over the same video, and gives it back', async () => {
    await changeFilm(media.film)
    await bothPlay(`video.currentSrc.startsWith(${JSON.stringify(media.film)}) && video.currentTime > 0`)
    await changeFilm(media.hls)
    await bothPlay("video.currentSrc.startsWith('blob:') && video.currentTime > 0")
  }, 60_000)

  test('a piece that does not come is asked for again, and the film plays on', async () => {
    let failures = 0
    await ben.page.route(/piece08\d\.ts$/, (route) => {
      failures += 1
      return failures <= 2 ? route.abort() : route.continue()
    })
    await ann.page.keyboard.press('9')
    await bothPlay('video.currentTime > 162')
    expect(failures).toBeGreaterThan(2)
  }, 60_000)

  test('a playlist that is not there is told as a video that does not open', async () => {
    await changeFilm(new URL('none.m3u8', media.hls).href)
    for (const { page } of [ann, ben]) await page.getByText('The video does not open').first().waitFor()
    await changeFilm(media.hls)
    await bothPlay("video.currentSrc.startsWith('blob:') && video.currentTime > 0")
  }, 60_000)

  test('nothing was asked of a third party, and nothing broke', () => {
    expect([...ann.problems.thirdParty, ...ben.problems.thirdParty]).toEqual([])
    const other = [...ann.problems.console, ...ann.problems.requests].filter(
      (text) => !text.includes('none.m3u8') && !text.includes('404'),
    )
    expect(other).toEqual([])
  })
})
