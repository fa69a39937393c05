import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { needs } from '#testing/needs.ts'
import { launchBrowser, openViewer, type Viewer } from './harness/browser.ts'
import { type Caddy, caddyUrl, startCaddy } from './harness/caddy.ts'
import { type Executable, freePort } from './harness/executable.ts'
import { type Shared, socketsOf, startInstances } from './harness/instances.ts'
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
} from './harness/steps.ts'

/** How soon after an instance was killed its viewers must watch on, ms. */
const BACK_WITHIN_MS = 3_000
/** How far apart two standing frames may be, ms: one frame of the film. */
const FRAME_MS = 50

describe.skipIf(needs('browser', 'caddy', 'executable', 'ffmpeg', 'postgres', 'redis'))(
  'two viewers on two instances behind Caddy',
  () => {
    let shared: Shared
    let caddy: Caddy
    let media: MediaServer
    let browser: Browser
    let ann: Viewer
    let ben: Viewer
    let invite: string
    /** The instance that holds a viewer's socket. */
    let annsInstance: Executable
    let bensInstance: Executable

    beforeAll(async () => {
      const port = freePort()
      ;[shared, media, browser] = await Promise.all([
        startInstances({ PUBLIC_URL: caddyUrl(port) }),
        startMediaServer(),
        launchBrowser('user', true),
      ])
      caddy = await startCaddy({ port, upstreams: shared.instances.map((instance) => `127.0.0.1:${instance.port}`) })
      ann = await openViewer(browser, { name: 'ann', size: 'desktop' })
      ben = await openViewer(browser, { name: 'ben', size: 'phone' })
    }, 90_000)
    afterAll(async () => {
      await browser?.close()
      await caddy?.close()
      await media?.close()
      await shared?.remove()
    })

    async function holder(): Promise<Executable> {
      const [one, two] = shared.instances
      return (await socketsOf(one)) > (await socketsOf(two)) ? one : two
    }

    test('Ann makes a room, Ben comes in by the invite, and each is on an instance of their own', async () => {
      const [one, two] = shared.instances
      invite = await makeRoom(ann.page, caddy.url, media.film, 'Ann')
      annsInstance = await holder()
      bensInstance = annsInstance === one ? two : one
      await ben.page.goto(invite)
      await ben.page.getByText('You are invited').waitFor()
      await comeInAs(ben.page, 'Ben')
      await ann.page.getByRole('log').getByText('Ben').waitFor()
      // Caddy takes turns with every request: a few reloads bring Ben to the other one.
      for (let tries = 0; (await socketsOf(bensInstance)) === 0; tries += 1) {
        if (tries === 20) throw new Error('Ben never came to the other instance')
        await ben.page.reload()
        await ben.page.getByRole('tab', { name: 'Chat' }).waitFor()
      }
      expect(await socketsOf(annsInstance)).toBe(1)
    }, 90_000)

    test('they play, pause and seek together', async () => {
      await begin(ann.page)
      await Promise.all([plays(ann.page), plays(ben.page)])
      expect((await together(ann.page, ben.page)).p95).toBeLessThan(TOGETHER_MS)
      await ann.page.keyboard.press('k')
      await Promise.all([stands(ann.page), stands(ben.page)])
      expect(Math.abs((await positionOf(ann.page)) - (await positionOf(ben.page)))).toBeLessThan(FRAME_MS)
      await ann.page.keyboard.press('k')
      await Promise.all([plays(ann.page), plays(ben.page)])
      await ann.page.keyboard.press('5')
      await videoIs(ben.page, 'video.currentTime > 85')
      expect((await together(ann.page, ben.page)).p95).toBeLessThan(TOGETHER_MS)
    }, 60_000)

    test('what one says the other reads, both ways', async () => {
      await say(ann.page, 'Look at the lantern')
      await hears(ben.page, 'Look at the lantern')
      await say(ben.page, 'I see it')
      await hears(ann.page, 'I see it')
    }, 30_000)

    test('who comes late lands where the others are', async () => {
      const cleo = await openViewer(browser, { name: 'cleo', size: 'desktop' })
      await cleo.page.goto(invite)
      await comeInAs(cleo.page, 'Cleo')
      await plays(cleo.page)
      await hears(cleo.page, 'I see it')
      expect((await together(ann.page, cleo.page)).p95).toBeLessThan(TOGETHER_MS)
      await cleo.close()
    }, 60_000)

    test('a killed instance costs its viewer a reconnect of less than three seconds, and nobody anything else', async () => {
      const before = await positionOf(ann.page)
      const killedAt = performance.now()
      await annsInstance.kill()
      await say(ann.page, 'What was that?')
      await hears(ben.page, 'What was that?')
      expect(performance.now() - killedAt).toBeLessThan(BACK_WITHIN_MS)
      await say(ben.page, 'What was what?')
      await hears(ann.page, 'What was what?')
      expect(await socketsOf(bensInstance)).toBe(2)
      await videoIs(ann.page, `!video.paused && video.currentTime * 1000 > ${before + 1_000}`)
      expect((await together(ann.page, ben.page)).p95).toBeLessThan(TOGETHER_MS)
      await ben.page.evaluate('document.activeElement.blur()')
      await ann.page.evaluate('document.activeElement.blur()')
      await ann.page.keyboard.press('3')
      await videoIs(ben.page, 'video.currentTime < 60')
      expect((await together(ann.page, ben.page)).p95).toBeLessThan(TOGETHER_MS)
    }, 60_000)

    test('the instance that comes back serves the same room', async () => {
      await annsInstance.restart()
      const dora = await openViewer(browser, { name: 'dora', size: 'desktop' })
      await dora.page.goto(invite)
      await comeInAs(dora.page, 'Dora')
      await plays(dora.page)
      await hears(dora.page, 'What was what?')
      expect((await together(ann.page, dora.page)).p95).toBeLessThan(TOGETHER_MS)
      await dora.close()
    }, 60_000)

    test('nothing was asked of a third party, and nothing broke but the socket that was killed', () => {
      expect([...ann.problems.thirdParty, ...ben.problems.thirdParty]).toEqual([])
      const all = [ann, ben].flatMap(({ problems }) => [...problems.console, ...problems.requests])
      expect(all.filter((text) => !text.includes('/ws'))).toEqual([])
    })
  },
)
