import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { needs } from '#testing/needs.ts'
import { launchBrowser, openViewer, type Viewer } from './harness/browser.ts'
import { type Executable, startExecutable } from './harness/executable.ts'
import { type MediaServer, startMediaServer } from './harness/media-server.ts'
import { begin, comeInAs, makeRoom, plays, stands, TOGETHER_MS, videoIs } from './harness/steps.ts'
import { broadcast } from './harness/test-card.ts'

/** Seconds of the broadcast that can be played. */
const KEPT_S = 30
/** Behind the edge by the common delay (six seconds, of pieces of one), the age of a list, and what is read of both. */
const LIVE_WITHIN_S = 10
const WITHIN_MS = 25_000

/**
 * Where a page's video begins, by the date of the first piece of the first list it got: told by the list alone, and so
 * without anything of ours that is to be proved. Call it before the page is opened.
 */
const beginsAt = (page: Page): Promise<number> =>
  page
    .waitForResponse((response) => response.url().endsWith('/index.m3u8'), { timeout: WITHIN_MS })
    .then(async (response) => {
      const date = /#EXT-X-PROGRAM-DATE-TIME:(\S+)/.exec(await response.text())?.[1]
      if (date === undefined) throw new Error('the list has no date')
      return Date.parse(date)
    })

describe.skipIf(needs('browser', 'executable', 'ffmpeg'))('two people and a broadcast', () => {
  let executable: Executable
  let media: MediaServer
  let browser: Browser
  let air: Awaited<ReturnType<typeof broadcast>>
  let ann: Viewer
  let ben: Viewer
  let invite = ''
  const begins = new Map<Viewer, number>()

  beforeAll(async () => {
    ;[executable, media, browser, air] = await Promise.all([
      startExecutable(),
      startMediaServer(),
      launchBrowser(),
      broadcast(KEPT_S),
    ])
    ann = await openViewer(browser, { name: 'ann', size: 'desktop' })
    ben = await openViewer(browser, { name: 'ben', size: 'phone' })
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await air?.stop()
    await media?.close()
    await executable?.remove()
  })

  /** The date of what is seen, less the machine's clock, ms: whoever sees the same is as far behind. */
  async function lateMs(viewer: Viewer): Promise<number> {
    const [now, ms] = (await viewer.page.evaluate(
      '[performance.timeOrigin + performance.now(), document.querySelector("video").currentTime * 1000]',
    )) as [number, number]
    return now - ms - (begins.get(viewer) ?? Number.NaN)
  }
  /** Waits until both are together in five looks one after the other. */
  async function together(): Promise<void> {
    const deadline = performance.now() + WITHIN_MS
    for (let held = 0; held < 5; ) {
      const apart = Math.abs((await lateMs(ann)) - (await lateMs(ben)))
      held = apart <= TOGETHER_MS ? held + 1 : 0
      if (performance.now() > deadline) throw new Error(`never came together: ${apart} ms`)
      const from = Number(await ann.page.evaluate('document.querySelector("video").currentTime'))
      await videoIs(ann.page, `video.currentTime > ${from + 0.2}`)
    }
  }
  const liveWords = (page: Page) => page.getByText(/s behind live$/).first()
  async function behindS(page: Page): Promise<number> {
    await page.mouse.move(300, 300) // the controls come
    await page.mouse.move(320, 320)
    return Number.parseInt((await liveWords(page).textContent()) ?? '', 10)
  }

  test('Ann begins it, and it is live', async () => {
    invite = await makeRoom(ann.page, executable.url, `${media.also(air.folder)}/index.m3u8`, 'Ann')
    const first = beginsAt(ann.page)
    await ann.page.goto(invite)
    begins.set(ann, await first)
    await begin(ann.page)
    await plays(ann.page)
    await ann.page.getByText('LIVE', { exact: true }).first().waitFor({ state: 'attached' })
    expect(await behindS(ann.page)).toBeLessThan(LIVE_WITHIN_S)
  }, 60_000)

  test('who comes five seconds later sees what she sees', async () => {
    const from = Number(await ann.page.evaluate('document.querySelector("video").currentTime'))
    await videoIs(ann.page, `video.currentTime > ${from + 5}`)
    await ben.page.goto(invite)
    const first = beginsAt(ben.page)
    await comeInAs(ben.page, 'Ben')
    begins.set(ben, await first)
    await plays(ben.page)
    await together()
    await ben.page.getByText('LIVE', { exact: true }).first().waitFor({ state: 'attached' })
  }, 60_000)

  test('after a pause both are behind, say so, and one button brings both to the edge', async () => {
    const before = await lateMs(ann)
    await ann.page.keyboard.press('k')
    await Promise.all([stands(ann.page), stands(ben.page)])
    await ann.page
      .getByText(/^1[5-9] s behind live$/)
      .first()
      .waitFor({ state: 'attached', timeout: WITHIN_MS })
    await ann.page.keyboard.press('k')
    await Promise.all([plays(ann.page), plays(ben.page)])
    await together()
    expect((await lateMs(ann)) - before).toBeGreaterThan(5_000)
    await ann.page.mouse.move(310, 310)
    await ann.page.getByRole('button', { name: 'Go live' }).click()
    await ann.page.getByRole('button', { name: 'Go live' }).waitFor({ state: 'detached', timeout: WITHIN_MS })
    await together()
    // The edge comes by pieces of two seconds: one more or less is no delay.
    expect((await lateMs(ann)) - before).toBeLessThan(4_500)
  }, 90_000)

  test('when it is over it stands, and says so', async () => {
    await air.end()
    for (const { page } of [ann, ben])
      await page.getByText('The broadcast is over').first().waitFor({ state: 'attached', timeout: WITHIN_MS })
    await Promise.all([ann, ben].map(({ page }) => videoIs(page, 'video.paused || video.ended')))
    expect([...ann.problems.thirdParty, ...ben.problems.thirdParty]).toEqual([])
  }, 60_000)
})
