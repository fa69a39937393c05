import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { needs } from '#testing/needs.ts'
import { launchBrowser, openViewer, type Viewer } from './harness/browser.ts'
import { type Executable, startExecutable } from './harness/executable.ts'
import { comeInAs } from './harness/steps.ts'
import { Talkers } from './harness/talkers.ts'

/** What a page has asked for, in this order. */
const asksOf = (page: Page): string[] => {
  const asks: string[] = []
  page.on('request', (request) => asks.push(`${request.method()} ${new URL(request.url()).pathname}`))
  return asks
}

describe.skipIf(needs('browser', 'executable'))('the head start of a page', () => {
  let executable: Executable
  let browser: Browser
  let room: string
  let known: Viewer

  beforeAll(async () => {
    ;[executable, browser] = await Promise.all([startExecutable(), launchBrowser()])
    const talkers = await Talkers.sitDown(executable.url, ['Marta Oliveira'])
    await talkers.say('Come in')
    room = `${executable.url}/r/${talkers.room}`
    known = await openViewer(browser)
    await known.page.goto(room)
    await comeInAs(known.page, 'Ann')
    await known.page.getByRole('log').waitFor()
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await executable?.remove()
  })

  test('signs in whoever is known, once, and before any script has come', async () => {
    const viewer = await openViewer(browser, { returning: known })
    const asks = asksOf(viewer.page)
    await viewer.page.goto(room)
    await viewer.page.getByRole('log').getByText('Come in').waitFor()
    expect(asks.filter((ask) => ask.includes('/api/auth/'))).toEqual(['POST /api/auth/guest'])
    expect(asks.indexOf('POST /api/auth/guest')).toBeLessThan(asks.indexOf('GET /api/info'))
    expect(viewer.problems.console).toEqual([])
    await viewer.close()
  }, 60_000)

  test('asks for a room’s files once, all of them before anything is drawn', async () => {
    const viewer = await openViewer(browser, { returning: known })
    const asks = asksOf(viewer.page)
    await viewer.page.goto(room)
    await viewer.page.getByRole('log').getByText('Come in').waitFor()
    const files = asks.filter((ask) => /^GET \/assets\/.*\.js$/.test(ask))
    expect(files.filter((file, index) => files.indexOf(file) !== index)).toEqual([])
    const before = asks.slice(0, asks.indexOf('GET /api/info')).filter((ask) => /\.js$/.test(ask))
    expect(before.length).toBeGreaterThanOrEqual(6)
    await viewer.close()
  }, 60_000)

  test('asks nothing of the server for somebody it does not know', async () => {
    const viewer = await openViewer(browser)
    const asks = asksOf(viewer.page)
    await viewer.page.goto(room)
    await viewer.page.getByLabel('Your name').waitFor()
    expect(asks.filter((ask) => ask.includes('/api/auth/'))).toEqual([])
    await viewer.close()
  }, 60_000)
})
