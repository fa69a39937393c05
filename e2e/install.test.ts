import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import * as v from 'valibot'
import { needs } from '#testing/needs.ts'
import { launchBrowser, openViewer, type Viewer } from './harness/browser.ts'
import { type Executable, startExecutable } from './harness/executable.ts'
import { openNextBuilds } from './harness/next-builds.ts'
import { comeInAs } from './harness/steps.ts'

/** Until the page is in the hands of a worker whose shell is complete. */
const kept = (page: Page) =>
  page.evaluate(`navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller ??
    new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true })))
    .then(() => true)`)

const Shelves = v.array(v.object({ name: v.string(), paths: v.array(v.string()) }))
const Manifest = v.looseObject({ icons: v.array(v.object({ src: v.string(), type: v.string() })) })
/** All that the page's origin keeps. */
const shelves = async (page: Page) =>
  v.parse(
    Shelves,
    await page.evaluate(`caches.keys().then((names) => Promise.all(names.map(async (name) => ({
      name,
      paths: (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname),
    }))))`),
  )
/** Until nothing is kept but what a build with this entry needs; the page waits by itself, 10 s at most. */
const onlyShelf = (page: Page, entry: string) =>
  page.evaluate(`new Promise((done, fail) => {
    const look = async () => {
      if ((await caches.keys()).every((name) => name.endsWith(${JSON.stringify(entry)}))) done(true)
      else if (performance.now() > until) fail(new Error('something older is still kept'))
      else setTimeout(look, 50)
    }
    const until = performance.now() + 10_000
    void look()
  })`)
const entryOf = (page: Page) => page.locator('script[type="module"]').getAttribute('src')
/** A mark that a reload would wipe away. */
const mark = (page: Page) => page.evaluate('window.notReloaded = true')
const isMarked = (page: Page) => page.evaluate('window.notReloaded === true')

describe.skipIf(needs('browser', 'executable'))('outside Telegram', () => {
  let executable: Executable
  let browser: Browser
  let viewer: Viewer
  let page: Page

  beforeAll(async () => {
    ;[executable, browser] = await Promise.all([startExecutable(), launchBrowser()])
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await executable?.remove()
  })
  beforeEach(async () => {
    viewer = await openViewer(browser)
    page = viewer.page
  })
  afterEach(() => viewer.close())

  test('the app can be installed, under a name, with icons that are there', async () => {
    await page.goto(executable.url)
    const href = await page.locator('link[rel="manifest"]').getAttribute('href')
    const manifest = v.parse(Manifest, await (await fetch(`${executable.url}${href}`)).json())
    expect(manifest).toMatchObject({ name: 'WatchParty', start_url: '/', scope: '/', display: 'standalone' })
    const session = await viewer.context.newCDPSession(page)
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
    // A test's window is always a private one.
    expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(['in-incognito'])
    for (const { src, type } of manifest.icons) {
      const icon = await fetch(`${executable.url}${src}`)
      expect([src, icon.status, icon.headers.get('content-type')?.split(';')[0]]).toEqual([src, 200, type])
    }
    await kept(page)
    expect(viewer.problems.console).toEqual([])
  }, 30_000)

  test('without its server the app says so itself, and comes back by itself', async () => {
    await page.goto(executable.url)
    await comeInAs(page, 'Ann')
    await page.getByRole('button', { name: 'New room' }).waitFor()
    await kept(page)
    await executable.stop()
    for (const path of ['/', '/r/5f8h2kq9xw3mz']) {
      await page.goto(executable.url + path)
      await page.getByRole('heading', { name: 'No answer from the server' }).waitFor()
      await page.getByText('We keep trying by ourselves').waitFor()
    }
    await page.goto(executable.url)
    await mark(page)
    await executable.restart()
    await page.getByRole('button', { name: 'New room' }).waitFor({ timeout: 45_000 })
    expect(await isMarked(page)).toBe(true)
    const paths = (await shelves(page)).flatMap((shelf) => shelf.paths)
    expect(paths.filter((path) => path !== '/' && !path.startsWith('/assets/'))).toEqual([])
    expect(paths.length).toBeGreaterThan(10)
  }, 120_000)

  test('another build is there at the next load; who stays is told, and reloads when they like', async () => {
    const builds = await openNextBuilds(executable.url)
    try {
      await page.goto(builds.url)
      await kept(page)
      builds.next()
      await page.reload()
      await page.getByRole('textbox').waitFor()
      expect(await entryOf(page)).toBe(builds.entry)
      await page.evaluate('navigator.serviceWorker.ready.then((it) => it.update()).then(() => true)')
      await onlyShelf(page, builds.entry)
      expect(await page.getByText('A new version is ready').count()).toBe(0)

      await mark(page)
      builds.next()
      await page.evaluate('navigator.serviceWorker.ready.then((it) => it.update()).then(() => true)')
      await page.getByText('A new version is ready').waitFor()
      expect(await isMarked(page)).toBe(true)
      await page.getByRole('button', { name: 'Reload' }).click()
      await page.getByRole('textbox').waitFor()
      expect([await entryOf(page), await isMarked(page)]).toEqual([builds.entry, false])
    } finally {
      await builds.close()
    }
  }, 60_000)
})
