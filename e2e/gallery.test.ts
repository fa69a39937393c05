import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { createServer, type ViteDevServer } from 'vite'
import { needs } from '#testing/needs.ts'
import { launchBrowser, openViewer } from './harness/browser.ts'

const CONFIG = join(import.meta.dir, '../ui/vite.config.ts')
const MINUTE_MS = 60_000
/** Longer than a mouse rests on a button before its name is shown. */
const REST_MS = 2_000

/** What axe finds wrong in a part of the page, one line each. Another theme changes nothing but the colours. */
async function faults(page: Page, where: 'dialog' | 'main', coloursAlone: boolean): Promise<string[]> {
  const axe = new AxeBuilder({ page }).include(where)
  const { violations } = await (coloursAlone ? axe.withRules('color-contrast') : axe).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

/** Words that are cut off or reach over what they stand in. A seat is a picture; an ellipsis says itself that it cuts. */
const CUT = `[...document.querySelectorAll('main :is(button, a, label, h2, p, span, legend, output)')]
  .filter((it) => it.checkVisibility() && !it.closest('.for-readers, svg, .one-line, .badge, .seat'))
  .filter((it) => it.clientWidth > 0 && it.scrollWidth > it.clientWidth + 1)
  .map((it) => it.closest('section').id + ': ' + it.textContent.trim().slice(0, 40))`

/** What a thumb would miss: less than 44 px in one direction. */
const SMALL = `[...document.querySelectorAll('main :is(button, a, input, [role=slider])')]
  .filter((it) => it.checkVisibility())
  .map((it) => ({ it, box: (it.closest('label') ?? it).getBoundingClientRect() }))
  .filter(({ box }) => box.width < 44 || box.height < 44)
  .map(({ it, box }) => it.closest('section').id + ': ' + Math.round(box.width) + '×' + Math.round(box.height))`

const list = async (page: Page, script: string): Promise<string[]> => (await page.evaluate(script)) as string[] // sound: the scripts build lists of texts

/** Two frames: what follows the size of the window has been moved. */
const settled = (page: Page) =>
  page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')

describe.skipIf(needs('browser'))('the kit', () => {
  let browser: Browser
  let server: ViteDevServer
  let desk: Page
  let phone: Page

  const show = async (page: Page, query: string) => {
    await page.goto(`${server.resolvedUrls?.local[0]}gallery?${query}`)
    await page.getByRole('heading', { name: 'Ticket', exact: true }).waitFor()
  }

  beforeAll(async () => {
    const listen = { port: 0, host: '127.0.0.1', hmr: false, watch: null }
    ;[browser, server] = await Promise.all([
      launchBrowser(),
      createServer({ configFile: CONFIG, logLevel: 'error', server: listen }),
    ])
    await server.listen()
    desk = (await openViewer(browser, { size: 'desktop', reducedMotion: true })).page
    phone = (await openViewer(browser, { size: 'small phone', reducedMotion: true })).page
  }, MINUTE_MS)
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  }, MINUTE_MS)

  test('is for everyone, in every theme', async () => {
    await show(desk, '')
    const found: Record<string, string[]> = {}
    for (const theme of ['dark', 'light', 'night', 'day', 'garish']) {
      const coloursAlone = theme !== 'dark'
      await desk.getByLabel('theme').selectOption(theme)
      await desk.getByRole('button', { name: '1×' }).click()
      await desk.getByRole('menu').waitFor()
      found[`menu, ${theme}`] = await faults(desk, 'dialog', coloursAlone)
      await desk.keyboard.press('Escape')
      await desk.getByRole('button', { name: 'Hung' }).click()
      await desk.getByRole('dialog').waitFor()
      found[`sheet, ${theme}`] = await faults(desk, 'dialog', coloursAlone)
      await desk.keyboard.press('Escape')
      await desk.getByRole('dialog').waitFor({ state: 'detached' })
      found[`page, ${theme}`] = await faults(desk, 'main', coloursAlone)
    }
    for (const [where, wrong] of Object.entries(found)) expect([where, ...wrong]).toEqual([where])
  }, 120_000)

  for (const query of ['size=200', 'size=200&language=ru&direction=rtl', 'size=150&language=ru', 'direction=rtl'])
    test(
      `keeps everything usable and in its place: ${query}`,
      async () => {
        await show(phone, query)
        expect(await phone.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
        expect(await list(phone, CUT)).toEqual([])
        expect(await list(phone, SMALL)).toEqual([])
      },
      MINUTE_MS,
    )

  test(
    'has a menu that is worked by keys alone',
    async () => {
      await show(desk, '')
      const button = desk.locator('#Menu').getByRole('button', { name: 'More' })
      const menu = desk.getByRole('menu')
      const focused = () => desk.locator(':focus').getAttribute('data-text')
      await button.press('Enter')
      await menu.waitFor()
      expect(await focused()).toBe('Make moderator')
      const way = [
        ['ArrowDown', 'Mute'],
        ['ArrowDown', 'Remove from the room'], // over the one that is disabled
        ['ArrowDown', 'Make moderator'],
        ['ArrowUp', 'Remove from the room'],
        ['Home', 'Make moderator'],
        ['End', 'Remove from the room'],
        ['m', 'Make moderator'],
      ] as const
      for (const [key, where] of way) {
        await desk.keyboard.press(key)
        expect([key, await focused()]).toEqual([key, where])
      }
      for (const key of ['Escape', 'Tab']) {
        await desk.keyboard.press(key)
        await menu.waitFor({ state: 'detached' })
        expect(await button.and(desk.locator(':focus[aria-expanded=false]')).count()).toBe(1)
        await button.press('Enter')
        await menu.waitFor()
      }
      await desk.keyboard.press('r')
      await desk.keyboard.press('Enter')
      await desk.getByText('Chosen last: remove').waitFor()
      expect(await button.and(desk.locator(':focus')).count()).toBe(1)
    },
    MINUTE_MS,
  )

  for (const direction of ['ltr', 'rtl'])
    test(
      `hangs a sheet beside its button, and keeps it in the window: ${direction}`,
      async () => {
        await show(desk, `direction=${direction}`)
        const button = desk.getByRole('button', { name: 'Hung' })
        const dialog = desk.getByRole('dialog')
        await button.click()
        for (const [width, height] of [
          [1280, 800],
          [1000, 420],
          [720, 640],
        ] as const) {
          await desk.setViewportSize({ width, height })
          await settled(desk)
          const {
            x,
            y,
            width: wide,
            height: high,
          } = (await dialog.boundingBox()) ?? { x: -1, y: -1, width: 0, height: 0 }
          expect([x >= 0, y >= 0, x + wide <= width, y + high <= height]).toEqual([true, true, true, true])
        }
        await desk.setViewportSize({ width: 1280, height: 800 })
        for (let press = 0; press < 12; press++) await desk.keyboard.press('Tab')
        expect(await desk.locator(':focus:not(dialog *)').count()).toBe(0)
        await desk.mouse.click(2, 2)
        await dialog.waitFor({ state: 'detached' })
        expect(await button.and(desk.locator(':focus')).count()).toBe(1)
      },
      MINUTE_MS,
    )

  test(
    'pulls a sheet up from below on a phone, and a finger pulls it down again',
    async () => {
      await show(phone, '')
      const button = phone.getByRole('button', { name: 'Hung' })
      const dialog = phone.getByRole('dialog')
      // A tap on its close button is a tap, not a pull.
      await button.tap()
      await dialog.getByRole('button', { name: 'Close' }).tap()
      await dialog.waitFor({ state: 'detached' })
      await button.tap()
      const { x, y, width, height } = (await dialog.boundingBox()) ?? { x: -1, y: -1, width: 0, height: 0 }
      expect([x, width, y + height]).toEqual([0, 360, 640])
      const touch = await phone.context().newCDPSession(phone)
      const at = (down: number) => [{ x: 180, y: y + down }]
      await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(10) })
      for (const down of [40, 80, 120, 160])
        await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(down) })
      await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
      await dialog.waitFor({ state: 'detached' })
    },
    MINUTE_MS,
  )

  test(
    'names a button to a mouse that rests on it and to the focus, and says nothing to a finger',
    async () => {
      await show(desk, '')
      const buttons = desk.locator('#IconButton').getByRole('button', { name: 'Mute' })
      const named = desk.locator('.tooltip')
      await buttons.first().hover()
      await named.waitFor()
      expect(await named.textContent()).toMatch(/^\s*Mute\s+M\s*$/)
      await desk.mouse.move(0, 0)
      await named.waitFor({ state: 'detached' })
      await desk.locator('#Button').getByRole('button').last().focus()
      await desk.keyboard.press('Tab')
      await named.waitFor()
      await desk.keyboard.press('Escape')
      await named.waitFor({ state: 'detached' })

      await phone.clock.install()
      await show(phone, '')
      await phone.locator('#IconButton').getByRole('button', { name: 'Mute' }).first().tap()
      await phone.clock.runFor(REST_MS)
      await settled(phone)
      expect(await phone.locator('.tooltip').count()).toBe(0)
    },
    MINUTE_MS,
  )

  test(
    'switches by the whole row, and keeps the focus on what is busy',
    async () => {
      await show(desk, 'direction=rtl')
      const row = desk.locator('#Switch').getByRole('switch').first()
      await row.click({ position: { x: 8, y: 8 } })
      expect(await row.getAttribute('aria-checked')).toBe('false')
      await desk.keyboard.press('Space')
      expect(await row.getAttribute('aria-checked')).toBe('true')
      const working = desk.locator('#Button [aria-busy=true]')
      expect(await working.count()).toBe(1)
      await desk.locator('#Button [aria-busy=false]').filter({ hasText: 'Save' }).last().click()
      expect(await working.nth(1).and(desk.locator(':focus')).count()).toBe(1)
    },
    MINUTE_MS,
  )

  test(
    'clears and pastes a field, and its tabs follow the way the line is read',
    async () => {
      await show(desk, 'direction=rtl')
      await desk.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      await desk.evaluate(`navigator.clipboard.writeText(' kino.example/film.mp4 ')`)
      const fields = desk.locator('#Field')
      const box = fields.getByRole('textbox', { name: 'Link to the film' })
      await fields.getByRole('button', { name: 'Paste' }).click()
      await fields.getByRole('button', { name: 'Paste' }).waitFor({ state: 'detached' })
      expect(await box.first().inputValue()).toBe('kino.example/film.mp4')
      await fields.getByRole('button', { name: 'Clear' }).first().click()
      expect(await box.nth(1).inputValue()).toBe('')
      expect(await box.nth(1).and(desk.locator(':focus')).count()).toBe(1)

      const chosen = desk.locator('[role=tab][aria-selected=true]:focus')
      await desk.getByRole('tab', { name: 'Chat' }).press('ArrowLeft')
      expect(await chosen.textContent()).toContain('Queue')
      await desk.keyboard.press('End')
      expect(await chosen.textContent()).toContain('People')
    },
    MINUTE_MS,
  )
})
