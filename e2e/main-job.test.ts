import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { needs } from '#testing/needs.ts'
import { launchBrowser, openViewer, type Viewer } from './harness/browser.ts'
import { type Executable, startExecutable } from './harness/executable.ts'
import { type MediaServer, startMediaServer } from './harness/media-server.ts'
import {
  begin,
  comeInAs,
  hears,
  makeRoom,
  plays,
  positionOf,
  say,
  stands,
  TOGETHER_MS,
  together,
  videoIs,
  videoIsUntouched,
} from './harness/steps.ts'
import { openTcpProxy, type TcpProxy } from './harness/tcp-proxy.ts'

/** How long the network is away, ms. */
const CUT_MS = 5_000
/** How far apart two standing frames may be, ms: one frame of the film. */
const FRAME_MS = 50

describe.skipIf(needs('browser', 'executable', 'ffmpeg'))('two people and a film', () => {
  let executable: Executable
  let media: MediaServer
  let browser: Browser
  let proxy: TcpProxy
  let ann: Viewer
  let ben: Viewer
  let invite: string

  beforeAll(async () => {
    ;[executable, media, browser] = await Promise.all([startExecutable(), startMediaServer(), launchBrowser()])
    proxy = openTcpProxy(executable.port)
    ann = await openViewer(browser, { name: 'ann', size: 'desktop' })
    ben = await openViewer(browser, { name: 'ben', size: 'phone' })
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    proxy?.close()
    await media?.close()
    await executable?.remove()
  })

  /** Ann's link, as Ben reaches it: through a line that can be cut. */
  const bensLink = () => invite.replace(`:${executable.port}/`, `:${proxy.port}/`)

  test('Ann makes a room from a link, Ben comes in by the invite', async () => {
    invite = await makeRoom(ann.page, executable.url, media.film, 'Ann')
    expect(invite).toMatch(/\/r\/[0-9a-z]{13}$/)
    await ben.page.goto(bensLink())
    await ben.page.getByText('You are invited').waitFor()
    await comeInAs(ben.page, 'Ben')
    await ann.page.getByRole('log').getByText('Ben').waitFor()
  }, 60_000)

  test('what a guest types stays while the invite is still on its way', async () => {
    const guest = await openViewer(browser, { size: 'phone' })
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    await guest.page.route('**/api/invites/*', async (route) => {
      await released
      await route.continue()
    })
    await guest.page.goto(invite)
    const name = guest.page.getByLabel('Your name')
    await name.fill('Eve')
    release()
    await guest.page.getByText('Now showing').waitFor()
    expect(await name.inputValue()).toBe('Eve')
    await guest.close()
  }, 30_000)

  test('both play within 250 ms of each other', async () => {
    await begin(ann.page)
    await Promise.all([plays(ann.page), plays(ben.page)])
    expect((await together(ann.page, ben.page)).p95).toBeLessThan(TOGETHER_MS)
    // The film came in pieces, from a server that serves ranges.
    expect(media.asked.some(({ status }) => status === 206)).toBe(true)
  }, 60_000)

  test('a pause stops both on the same frame', async () => {
    await ann.page.keyboard.press('k')
    await Promise.all([stands(ann.page), stands(ben.page)])
    expect(Math.abs((await positionOf(ann.page)) - (await positionOf(ben.page)))).toBeLessThan(FRAME_MS)
    await hears(ben.page, 'paused at')
  }, 60_000)

  test('a seek takes both along, playing and standing', async () => {
    const before = await positionOf(ann.page)
    await ann.page.keyboard.press('l')
    await videoIs(ben.page, `video.currentTime * 1000 > ${before + 9_000}`)
    await Promise.all([stands(ann.page), stands(ben.page)])
    expect(Math.abs((await positionOf(ann.page)) - (await positionOf(ben.page)))).toBeLessThan(FRAME_MS)
    await ann.page.keyboard.press('k')
    await Promise.all([plays(ann.page), plays(ben.page)])
    await ann.page.keyboard.press('5')
    await videoIs(ben.page, 'video.currentTime > 85')
    expect((await together(ann.page, ben.page)).p95).toBeLessThan(TOGETHER_MS)
  }, 60_000)

  test('who comes late lands where the others are', async () => {
    const cleo = await openViewer(browser, { name: 'cleo', size: 'desktop' })
    await cleo.page.goto(invite)
    await comeInAs(cleo.page, 'Cleo')
    await plays(cleo.page)
    expect((await together(ann.page, cleo.page)).p95).toBeLessThan(TOGETHER_MS)
    expect(cleo.problems.console).toEqual([])
    await cleo.close()
  }, 60_000)

  test('what one says the other reads, both ways', async () => {
    await say(ann.page, 'Look at the lantern')
    await hears(ben.page, 'Look at the lantern')
    await say(ben.page, 'I see it')
    await hears(ann.page, 'I see it')
  }, 30_000)

  test('a reload resumes, and nobody sees a departure', async () => {
    const news = () =>
      ann.page
        .getByRole('log')
        .getByText(/left|joined/)
        .allInnerTexts()
    const before = (await news()).filter((text) => text.includes('Ben'))
    await ben.page.reload()
    await plays(ben.page)
    await hears(ben.page, 'Look at the lantern')
    expect((await together(ann.page, ben.page)).p95).toBeLessThan(TOGETHER_MS)
    expect((await news()).filter((text) => text.includes('Ben'))).toEqual(before)
  }, 60_000)

  test('where the browser wants a tap for the sound, the film runs muted, and one tap brings it', async () => {
    // A tab that nobody has touched yet; the browser knows Ben again.
    const tab = await ben.context.newPage()
    await tab.goto(bensLink())
    await videoIsUntouched(tab, 'video.muted && !video.paused')
    await tab.getByRole('button', { name: 'Tap for sound' }).tap()
    await videoIs(tab, '!video.muted && !video.paused')
    expect((await together(ann.page, tab)).p95).toBeLessThan(TOGETHER_MS)
    await tab.close()
  }, 60_000)

  test('a token that is no longer good is renewed without a word', async () => {
    const dora = await openViewer(browser, { name: 'dora', size: 'desktop' })
    let hellos = 0
    await dora.page.routeWebSocket(/\/ws$/, (socket) => {
      const server = socket.connectToServer()
      socket.onMessage((message) => {
        const isHello = String(message).includes('"t":"hello"')
        if (isHello) hellos += 1
        const spoilt = isHello && hellos === 1
        server.send(spoilt ? String(message).replace(/"token":"[^"]+"/, '"token":"e30.e30.x"') : message)
      })
    })
    await dora.page.goto(invite)
    await comeInAs(dora.page, 'Dora')
    await plays(dora.page)
    expect(hellos).toBe(2)
    await dora.close()
  }, 60_000)

  test('a cut of five seconds heals by itself, with all that was said meanwhile', async () => {
    const cutAt = performance.now()
    proxy.cut()
    await ben.page.getByText('Connection lost').first().waitFor()
    await say(ben.page, 'from the lift')
    await say(ann.page, 'Ben, are you there?')
    await Bun.sleep(Math.max(0, CUT_MS - (performance.now() - cutAt))) // the length of the cut is what is tested
    proxy.mend()
    await hears(ben.page, 'Ben, are you there?')
    await hears(ann.page, 'from the lift')
    expect((await together(ann.page, ben.page)).p95).toBeLessThan(TOGETHER_MS)
    expect(await ann.page.getByRole('log').getByText('from the lift').count()).toBe(1)
  }, 60_000)

  test('a restart of the server is no end of the evening: both watch on, and nobody has left or joined', async () => {
    const news = () =>
      ann.page
        .getByRole('log')
        .getByText(/left|joined/)
        .allInnerTexts()
    await ann.page.evaluate('document.activeElement.blur()') // or the key would be typed into her message
    await ann.page.keyboard.press('3')
    await videoIs(ben.page, 'video.currentTime < 60')
    const told = await news()
    expect(await executable.stop()).toBe(0)
    await executable.restart()
    await say(ann.page, 'Still the same evening')
    await hears(ben.page, 'Still the same evening')
    await Promise.all([plays(ann.page), plays(ben.page)])
    expect((await together(ann.page, ben.page)).p95).toBeLessThan(TOGETHER_MS)
    // The server has not kept what happened before, the page has what it saw; what is new would be told.
    expect((await news()).filter((one) => !told.includes(one))).toEqual([])
  }, 60_000)

  test('nothing was asked of a third party, and nothing broke', () => {
    expect([...ann.problems.thirdParty, ...ben.problems.thirdParty]).toEqual([])
    // While the server was away, its socket could not be reached; that is all that may be complained of.
    const other = [...ann.problems.console, ...ann.problems.requests].filter((text) => !text.includes('/ws'))
    expect(other).toEqual([])
  })
})
