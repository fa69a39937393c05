import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { SAMPLE_FILM_PATH } from '#protocol/media.ts'
import { needs } from '#testing/needs.ts'
import { launchBrowser, openViewer, type Viewer } from './harness/browser.ts'
import { type Executable, startExecutable } from './harness/executable.ts'
import { hears, plays, stands } from './harness/steps.ts'

/** The name of what has the focus, and whether its focus can be seen: by an outline, or by a ring of its own or its box. */
const FOCUS = `(() => {
  const one = document.activeElement
  if (one === null || one === document.body) return { name: '', seen: true }
  const name = one.getAttribute('aria-label') || one.labels?.[0]?.textContent || one.textContent || one.id
  const ringed = (element) => {
    const style = getComputedStyle(element)
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
  }
  const radio = one.matches('input.for-readers') ? one.nextElementSibling : null
  const seen = [one, one.parentElement, one.parentElement?.parentElement, radio].some((it) => it && ringed(it))
  // A dialog puts the focus on its heading for readers of screens: no key does anything there.
  return { name: name.trim().replace(/\\s+/g, ' '), seen: seen || one.tabIndex < 0 }
})()`
/** So many stops of the Tab key are a walk; more are being lost. */
const STOPS_MAX = 60

type Focus = { name: string; seen: boolean }
// Sound: the page builds it in this form.
const focusOf = async (page: Page): Promise<Focus> => (await page.evaluate(FOCUS)) as Focus

/** Presses Tab until something with this name has the focus; every stop on the way must be seen. */
async function tabTo(page: Page, name: RegExp, key = 'Tab'): Promise<void> {
  const met: string[] = []
  for (let stop = 0; stop < STOPS_MAX; stop += 1) {
    const focus = await focusOf(page)
    if (!focus.seen) throw new Error(`the focus on “${focus.name}” cannot be seen`)
    if (name.test(focus.name)) return
    met.push(focus.name)
    await page.keyboard.press(key)
  }
  throw new Error(`Tab never came to ${name}: ${met.join(' | ')}`)
}

describe.skipIf(needs('browser', 'executable'))('with the keyboard alone', () => {
  let executable: Executable
  let browser: Browser
  let viewer: Viewer
  let page: Page

  beforeAll(async () => {
    ;[executable, browser] = await Promise.all([startExecutable(), launchBrowser('user')])
    viewer = await openViewer(browser, { size: 'desktop' })
    page = viewer.page
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await executable?.remove()
  })

  test('one comes in, and makes a room', async () => {
    await page.goto(executable.url)
    await page.getByLabel('Your name').waitFor()
    await tabTo(page, /^Your name/)
    await page.keyboard.type('Ann')
    await page.keyboard.press('Enter')
    await page
      .getByRole('link', { name: /New room/ })
      .or(page.getByRole('button', { name: /New room/ }))
      .first()
      .waitFor()
    await tabTo(page, /New room/)
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: /link/i }).waitFor()
    await tabTo(page, /link/i)
    await page.keyboard.type(`${executable.url}${SAMPLE_FILM_PATH}`)
    await page.getByText('Opens here').waitFor()
    await tabTo(page, /^Watch together/)
    await page.keyboard.press('Enter')
    await page.getByRole('log').waitFor()
  }, 60_000)

  test('the film starts, stands and moves', async () => {
    await tabTo(page, /^(Start now|Play)/)
    await page.keyboard.press('Enter')
    await plays(page)
    await page.locator('body').press('k')
    await stands(page)
    await page.keyboard.press('ArrowRight')
    await page.getByRole('log').getByText('Ann').first().waitFor()
    await page.keyboard.press('k')
    await plays(page)
  }, 60_000)

  test('one writes to the others, and may change one’s mind', async () => {
    await tabTo(page, /^Message/)
    await page.keyboard.type('Hello from the keyboard')
    await page.keyboard.press('Enter')
    await hears(page, 'Hello from the keyboard')
    expect((await focusOf(page)).name).toMatch(/^Message/)
  }, 30_000)

  test('a sheet keeps the focus inside, and gives it back', async () => {
    await tabTo(page, /^Room menu/, 'Shift+Tab')
    await page.keyboard.press('Enter')
    await page.locator('dialog[open]').waitFor()
    for (let stop = 0; stop < 20; stop += 1) {
      await page.keyboard.press('Tab')
      const inside = await page.evaluate(
        `document.activeElement === document.body || document.querySelector('dialog[open]').contains(document.activeElement)`,
      )
      expect(inside).toBe(true)
    }
    await page.keyboard.press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
    expect((await focusOf(page)).name).toMatch(/^Room menu/)
  }, 30_000)

  test('the tabs are one stop, and arrows go between them', async () => {
    await tabTo(page, /^Chat$/)
    await page.keyboard.press('ArrowRight')
    await page.getByText('Ann (you)').first().waitFor()
    expect((await focusOf(page)).name).toMatch(/^People/)
    await page.keyboard.press('Home')
    await page.getByRole('log').waitFor()
  }, 30_000)

  test('one leaves, and is home', async () => {
    await tabTo(page, /^Room menu/, 'Shift+Tab')
    await page.keyboard.press('Enter')
    await tabTo(page, /^Leave/)
    await page.keyboard.press('Enter')
    await page
      .getByRole('button', { name: /New room/ })
      .or(page.getByRole('link', { name: /New room/ }))
      .first()
      .waitFor()
    expect(viewer.problems.console).toEqual([])
  }, 30_000)
})
