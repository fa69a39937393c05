import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { needs } from '#testing/needs.ts'
import { launchBrowser, openViewer, type Viewer } from './harness/browser.ts'
import { type Executable, startExecutable } from './harness/executable.ts'
import { begin, comeInAs, plays, TOGETHER_MS, together } from './harness/steps.ts'
import { testCard } from './harness/test-card.ts'

describe.skipIf(needs('browser', 'executable', 'ffmpeg'))('two people and a film of the server', () => {
  const films = mkdtempSync(join(tmpdir(), 'watchparty-films-'))
  let executable: Executable
  let browser: Browser
  let ann: Viewer
  let ben: Viewer

  beforeAll(async () => {
    const card = await testCard()
    mkdirSync(join(films, 'Evenings/Winter'), { recursive: true })
    for (const name of ['Test card.mp4', 'Evenings/Winter/The.Long.Night.720p.mp4']) cpSync(card, join(films, name))
    ;[executable, browser] = await Promise.all([startExecutable({ env: { MEDIA_DIR: films } }), launchBrowser()])
    ann = await openViewer(browser, { name: 'ann', size: 'desktop' })
    ben = await openViewer(browser, { name: 'ben', size: 'phone' })
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await executable?.remove()
    rmSync(films, { recursive: true })
  })

  const row = (name: RegExp) => ann.page.getByRole('dialog').getByRole('button', { name })

  test('Ann goes through the folders with the keyboard alone, and comes back', async () => {
    await ann.page.goto(`${executable.url}/new`)
    await comeInAs(ann.page, 'Ann')
    await ann.page.getByRole('button', { name: 'From this server' }).press('Enter')
    await row(/^Evenings/).press('Enter')
    await row(/^Winter/).waitFor()
    // The row that was pressed is gone, and the focus is where the list begins.
    await row(/^All films/)
      .and(ann.page.locator(':focus'))
      .waitFor()
    await ann.page.keyboard.press('ArrowDown')
    await ann.page.keyboard.press('Enter')
    await row(/The Long Night/).waitFor()
    await ann.page.keyboard.press('Enter') // on the way up
    await row(/^Winter/).waitFor()
  }, 60_000)

  test('a search finds the film in its folder, with its picture and its length', async () => {
    await ann.page.getByRole('dialog').getByRole('textbox').fill('no such film')
    await ann.page.getByText('Nothing called “no such film”').waitFor()
    await ann.page.getByRole('dialog').getByRole('textbox').fill('long NIGHT')
    const found = row(/The Long Night/)
    await found.getByText('3:00').waitFor()
    await found.locator('img.shown').waitFor()
    await found.click()
    await ann.page.getByText('Opens for everyone').waitFor()
    await ann.page.getByText('From this server').waitFor()
  }, 60_000)

  test('both play it within 250 ms of each other', async () => {
    await ann.page.getByRole('button', { name: 'Watch together' }).click()
    await ann.page.getByRole('button', { name: 'Start now' }).waitFor()
    await ben.page.goto(ann.page.url())
    await comeInAs(ben.page, 'Ben')
    await ann.page.getByRole('log').getByText('Ben').waitFor()
    await begin(ann.page)
    await ben.page.mouse.click(200, 200) // whatever sound waits for
    await Promise.all([plays(ann.page), plays(ben.page)])
    expect((await together(ann.page, ben.page)).p95).toBeLessThan(TOGETHER_MS)
  }, 60_000)

  test('after a restart of the server it is still the film of the room', async () => {
    await executable.restart()
    await ann.page.reload()
    await ann.page.getByRole('textbox', { name: 'Message' }).waitFor()
    await ann.page.evaluate(`new Promise((done) => {
      const look = () => (document.querySelector('video')?.readyState >= 2 ? done() : setTimeout(look, 50))
      look()
    })`)
    expect(await ann.page.evaluate(`new URL(document.querySelector('video').src).pathname`)).toMatch(
      /^\/library\/[\w-]{22}\/Evenings\/Winter\/The\.Long\.Night\.720p\.mp4$/,
    )
  }, 60_000)

  test('the room changes to another film of the server', async () => {
    await ann.page.getByRole('button', { name: 'Room menu' }).click()
    await ann.page.getByText('Change film').click()
    await ann.page.getByRole('button', { name: 'From this server' }).click()
    await row(/Test card/).click()
    await Promise.all(
      [ann, ben].map(({ page }) =>
        page.evaluate(`new Promise((done) => {
          const look = () => (document.querySelector('video')?.src.includes('Test%20card') ? done() : setTimeout(look, 50))
          look()
        })`),
      ),
    )
  }, 60_000)
})
