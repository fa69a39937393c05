import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { needs } from '#testing/needs.ts'
import { launchBrowser, openViewer, type Viewer, type ViewerOptions } from './harness/browser.ts'
import { type Executable, startExecutable } from './harness/executable.ts'
import { comeInAs, hears, say } from './harness/steps.ts'
import { Talkers } from './harness/talkers.ts'
import { openTcpProxy } from './harness/tcp-proxy.ts'

/** Where the chat stands: how far from its end, and the row that is read with its place on screen, px. */
interface Place {
  fromEnd: number
  height: number
  row: string
  top: number
}
const PLACE = `(() => {
  const log = document.querySelector('[role="log"]').parentElement
  const { top } = log.getBoundingClientRect()
  const rows = [...log.querySelectorAll('[data-row]')]
  const row = rows.find((row) => row.getBoundingClientRect().top >= top)
  return {
    fromEnd: log.scrollHeight - log.scrollTop - log.clientHeight,
    height: log.scrollHeight,
    row: row.dataset.row,
    top: row.getBoundingClientRect().top,
  }
})()`
// Sound: the page builds what the type says.
const place = async (page: Page): Promise<Place> => (await page.evaluate(PLACE)) as Place

/** Where a row stands now, px; it must be drawn. */
const topOf = async (page: Page, row: string): Promise<number> =>
  Number(await page.evaluate(`document.querySelector('[data-row="${row}"]').getBoundingClientRect().top`))

/** Waits until the page's own condition holds, checked with every frame. */
const until = (page: Page, condition: string): Promise<unknown> =>
  page.evaluate(`new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error(${JSON.stringify(`never: ${condition}`)})), 10_000)
    const look = () => (${condition}) ? (clearTimeout(late), done()) : requestAnimationFrame(look)
    look()
  })`)
const END = `(() => {
  const log = document.querySelector('[role="log"]').parentElement
  return log.scrollHeight - log.scrollTop - log.clientHeight < 2
})()`
const atEnd = (page: Page) => until(page, END)
const scrollTo = (page: Page, top: number) =>
  page.evaluate(`document.querySelector('[role="log"]').parentElement.scrollTop = ${top}`)
const field = (page: Page): Locator => page.getByRole('textbox', { name: 'Message' })
const line = (page: Page, text: string): Locator =>
  page.getByRole('log').getByRole('listitem').filter({ hasText: text })

describe.skipIf(needs('browser', 'executable'))('the chat', () => {
  let executable: Executable
  let browser: Browser
  let talkers: Talkers
  const open: Viewer[] = []

  beforeAll(async () => {
    ;[executable, browser] = await Promise.all([startExecutable(), launchBrowser()])
    const crowd = Array.from({ length: 26 }, (_, index) => `Guest ${index}`)
    talkers = await Talkers.sitDown(executable.url, ['Marta Oliveira', 'Tom Whitaker', ...crowd])
    await talkers.chatter(230)
  }, 90_000)
  afterAll(async () => {
    const wrong = open.flatMap(({ problems }) => problems.console)
    expect(wrong.filter((text) => !text.includes('ERR_CONNECTION_REFUSED'))).toEqual([]) // while the line was cut
    await browser?.close()
    await executable?.remove()
  })

  async function comeIn(name: string, options: ViewerOptions = {}, url = executable.url): Promise<Page> {
    const viewer = await openViewer(browser, options)
    open.push(viewer)
    await viewer.page.goto(`${url}/r/${talkers.room}`)
    await comeInAs(viewer.page, name)
    await viewer.page.getByRole('log').waitFor()
    await atEnd(viewer.page)
    return viewer.page
  }

  test('draws what is seen, not all there is, and opens at its end', async () => {
    const page = await comeIn('Ann')
    await line(page, 'Message 229').waitFor()
    expect(await page.getByRole('listitem').count()).toBeLessThan(60)
    await page.context().close()
  }, 90_000)

  test('what is read stays where it is, to the pixel, while earlier messages come', async () => {
    const page = await comeIn('Ann')
    let release = () => {}
    const held = new Promise<void>((done) => {
      release = done
    })
    await page.route(/\/messages/, async (route) => {
      await held
      await route.continue()
    })
    const asked = page.waitForRequest(/\/messages/)
    await scrollTo(page, 40)
    await asked
    await until(page, `document.querySelector('[role="log"]').parentElement.scrollTop < 200`)
    const before = await place(page)
    release()
    await until(page, `document.querySelector('[role="log"]').parentElement.scrollHeight > ${before.height + 500}`)
    // Sizes that were only guessed are measured as they come into sight: look again a few frames later.
    for (let frame = 0; frame < 5; frame += 1) {
      await page.evaluate('new Promise(requestAnimationFrame)')
      expect(Math.abs((await topOf(page, before.row)) - before.top)).toBeLessThan(1)
    }
    await page.context().close()
  }, 90_000)

  test('who reads the end stays there: with new messages, a longer field and a keyboard', async () => {
    const page = await comeIn('Ann')
    await talkers.say('one more\nand a second line\nand a third')
    await line(page, 'one more').waitFor()
    await atEnd(page)
    await field(page).fill('a\nb\nc\nd\ne')
    await atEnd(page)
    const height = await field(page).evaluate('document.querySelector("textarea").clientHeight')
    expect(Number(height)).toBeGreaterThan(110)
    await field(page).fill(Array.from({ length: 30 }, (_, index) => index).join('\n'))
    expect(Number(await page.evaluate('document.querySelector("textarea").clientHeight'))).toBeLessThan(170)
    await field(page).fill('')
    // A keyboard that takes its place from the window, as Android's does.
    await page.setViewportSize({ width: 390, height: 470 })
    await until(page, 'innerHeight === 470')
    await atEnd(page)
    expect((await field(page).boundingBox())?.y).toBeLessThan(440)
    await page.context().close()
  }, 90_000)

  test('the field stands above a keyboard that lies over the page', async () => {
    const viewer = await openViewer(browser)
    open.push(viewer)
    const { page } = viewer
    // iOS tells of its keyboard by the visual viewport alone.
    await page.addInitScript(`{
      let covered = 0
      const real = Object.getOwnPropertyDescriptor(VisualViewport.prototype, 'height')
      Object.defineProperty(visualViewport, 'height', { get: () => real.get.call(visualViewport) - covered })
      window.showKeyboard = (px) => { covered = px; visualViewport.dispatchEvent(new Event('resize')) }
    }`)
    await page.goto(`${executable.url}/r/${talkers.room}`)
    await comeInAs(page, 'Ann')
    await page.getByRole('log').waitFor()
    await atEnd(page)
    for (const size of [
      { width: 390, height: 844, covered: 336 },
      { width: 360, height: 640, covered: 260 },
      { width: 1180, height: 820, covered: 360 },
    ]) {
      await page.setViewportSize({ width: size.width, height: size.height })
      await until(page, `innerHeight === ${size.height}`)
      await page.evaluate(`showKeyboard(${size.covered})`)
      await until(
        page,
        `document.querySelector('.composer').getBoundingClientRect().bottom <= ${size.height - size.covered + 1}`,
      )
      await atEnd(page)
      await page.evaluate('showKeyboard(0)')
    }
    await page.context().close()
  }, 90_000)

  test('who reads further up is told how much is new, finds a mark there, and is led back', async () => {
    const page = await comeIn('Ann')
    await page.getByRole('log').hover()
    await page.mouse.wheel(0, -900)
    await page.getByRole('button', { name: 'To the latest message' }).waitFor()
    const before = await place(page)
    for (const text of ['first news', 'second news', 'third news']) await talkers.say(text)
    const news = page.getByRole('button', { name: '3 new messages' })
    await news.waitFor()
    expect(Math.abs((await topOf(page, before.row)) - before.top)).toBeLessThan(1)
    await news.click()
    await atEnd(page)
    await line(page, 'first news').getByText('New', { exact: true }).waitFor()
    await news.waitFor({ state: 'detached' })
    // Saying something oneself ends what was new.
    await say(page, 'I have read it all')
    await page.getByText('New', { exact: true }).waitFor({ state: 'detached' })
    await page.getByRole('log').hover()
    await page.mouse.wheel(0, -900)
    await page.getByRole('button', { name: 'To the latest message' }).waitFor()
    await page.getByLabel('Chat of the room').first().focus()
    await page.keyboard.press('End')
    await atEnd(page)
    await page.context().close()
  }, 90_000)

  test('who was at another tab finds a mark where they left off', async () => {
    const page = await comeIn('Ann')
    await page.getByRole('tab', { name: /People/ }).click()
    await talkers.say('said behind your back')
    await page.getByRole('tab', { name: 'Chat' }).click()
    await line(page, 'said behind your back').getByText('New', { exact: true }).waitFor()
    await atEnd(page)
    await page.context().close()
  }, 90_000)

  test('a message is answered from its menu, and the answer leads to it, however far back', async () => {
    const [ann, ben] = [await comeIn('Ann'), await comeIn('Ben', { size: 'desktop' })]
    const original = await talkers.say('The keeper knew it all along')
    await line(ann, 'The keeper knew')
      .getByRole('button', { name: /reply and more/ })
      .click()
    await ann.getByRole('menuitem', { name: 'Reply' }).click()
    await ann.getByText(/^Reply to /).waitFor()
    await until(ann, 'document.activeElement.tagName === "TEXTAREA"')
    await ann.keyboard.type('So did she')
    await ann.keyboard.press('Enter')
    await ann.getByText(/^Reply to /).waitFor({ state: 'detached' })
    const answer = line(ben, 'So did she').getByRole('button', { name: /In reply to .*: The keeper knew/ })
    await answer.waitFor()
    await talkers.chatter(120)
    const later = await talkers.say('long after', { replyTo: original })
    expect(later).not.toBe(original)
    // A page that has come in since then knows only the last hundred.
    const eve = await comeIn('Eve', { size: 'desktop' })
    await line(eve, 'long after')
      .getByRole('button', { name: /In reply to/ })
      .click()
    await until(eve, `document.querySelector('[data-row="${original}"]') !== null`)
    await until(
      eve,
      `(() => {
        const { top, bottom } = document.querySelector('[data-row="${original}"]').getBoundingClientRect()
        return top > 50 && bottom < innerHeight - 50
      })()`,
    )
    for (const page of [ann, ben, eve]) await page.context().close()
  }, 90_000)

  test('a message is answered by a swipe, not by a scroll', async () => {
    const page = await comeIn('Ann')
    await talkers.say('swipe me')
    await atEnd(page)
    const box = await line(page, 'swipe me').boundingBox()
    if (!box) throw new Error('the message is not drawn')
    const touch = await page.context().newCDPSession(page)
    const drag = async (dx: number, dy: number) => {
      const at = (part: number) => [{ x: box.x + 250 + dx * part, y: box.y + 20 + dy * part }]
      await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) })
      for (let step = 1; step <= 10; step += 1)
        await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(step / 10) })
      await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    }
    await drag(-30, 2)
    await drag(-60, -120)
    await drag(100, 0)
    expect(await page.getByText(/^Reply to /).count()).toBe(0)
    await atEnd(page)
    await drag(-110, 6)
    await page.getByText(/^Reply to /).waitFor()
    // It springs back.
    await until(page, `document.querySelector('.pulled') === null`)
    await page.keyboard.press('Escape')
    await page.getByText(/^Reply to /).waitFor({ state: 'detached' })
    await page.context().close()
  }, 90_000)

  test('a finger that rests opens the menu, and lifting it taps nothing', async () => {
    const page = await comeIn('Ann')
    await talkers.say('hold me at 0:12')
    await atEnd(page)
    const box = await line(page, 'hold me').boundingBox()
    if (!box) throw new Error('the message is not drawn')
    const touch = await page.context().newCDPSession(page)
    await touch.send('Input.dispatchTouchEvent', {
      type: 'touchStart',
      touchPoints: [{ x: box.x + 120, y: box.y + 40 }],
    })
    await page.getByRole('menuitem', { name: 'Copy text' }).waitFor()
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual([
      'Reply',
      'Copy text',
      expect.stringMatching(/^Go to 0:\d\d in the film$/),
    ])
    await page.keyboard.press('Escape')
    await page.getByRole('menuitem').first().waitFor({ state: 'detached' })
    await page.context().close()
  }, 90_000)

  test('by keys alone: to a message, its menu, the answer, and what it answers', async () => {
    const page = await comeIn('Ann', { size: 'desktop' })
    await talkers.say('no mouse needed')
    await line(page, 'no mouse needed').waitFor()
    await field(page).focus()
    await page.keyboard.press('Shift+Tab')
    await until(page, 'document.activeElement.getAttribute("aria-haspopup") === "menu"')
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Reply' }).waitFor()
    await page.keyboard.press('Enter')
    await until(page, 'document.activeElement.tagName === "TEXTAREA"')
    await page.keyboard.type('by keys')
    await page.keyboard.press('Enter')
    const quote = line(page, 'by keys').getByRole('button', { name: /In reply to .*no mouse needed/ })
    await quote.waitFor()
    await quote.focus()
    await page.keyboard.press('Enter')
    await until(page, `document.activeElement.closest('[data-row]')?.textContent.includes('no mouse needed') === true`)
    // In an empty field the arrows choose what to answer.
    await field(page).focus()
    await page.keyboard.press('ArrowUp')
    await page.getByText('Reply to yourself').waitFor()
    await page.keyboard.press('ArrowUp')
    await page.getByText(/^Reply to (?!yourself)/).waitFor()
    await page.keyboard.press('Escape')
    await page.getByText(/^Reply to /).waitFor({ state: 'detached' })
    await page.context().close()
  }, 90_000)

  test('an answer that was written while the line was cut goes out with what it answers', async () => {
    const proxy = openTcpProxy(executable.port)
    try {
      const page = await comeIn('Ann', { size: 'desktop' }, proxy.url)
      await talkers.say('are you still there?')
      await line(page, 'are you still there?')
        .getByRole('button', { name: /reply and more/ })
        .click()
      await page.getByRole('menuitem', { name: 'Reply' }).click()
      await page.getByText(/^Reply to /).waitFor()
      proxy.cut()
      await page.getByText('Connection lost').first().waitFor()
      await say(page, 'in the lift')
      await line(page, 'in the lift').getByRole('img', { name: 'Waits for the connection' }).waitFor()
      proxy.mend()
      await line(page, 'in the lift')
        .getByRole('button', { name: /reply and more/ })
        .waitFor({ timeout: 20_000 })
      const ben = await comeIn('Ben')
      await line(ben, 'in the lift')
        .getByRole('button', { name: /In reply to .*are you still there/ })
        .waitFor()
      expect(await line(ben, 'in the lift').count()).toBe(1)
      for (const each of [page, ben]) await each.context().close()
    } finally {
      proxy.close()
    }
  }, 90_000)

  test('what is half written is there again after a reload, with what it answers', async () => {
    const page = await comeIn('Ann', { size: 'desktop' })
    await talkers.say('think about it')
    await line(page, 'think about it')
      .getByRole('button', { name: /reply and more/ })
      .click()
    await page.getByRole('menuitem', { name: 'Reply' }).click()
    await page.getByText(/^Reply to /).waitFor()
    await field(page).fill('I am thi')
    await page.reload()
    await page.getByRole('log').waitFor()
    await page.getByText(/^Reply to /).waitFor()
    expect(await field(page).inputValue()).toBe('I am thi')
    await page.keyboard.press('Escape')
    await say(page, 'done thinking')
    await hears(page, 'done thinking')
    await page.reload()
    await page.getByRole('log').waitFor()
    expect(await field(page).inputValue()).toBe('')
    await page.context().close()
  }, 90_000)

  test('a long message is folded, and unfolds without moving what is above', async () => {
    const page = await comeIn('Ann')
    await talkers.say(`The whole story. ${'It went on and on. '.repeat(80)}The end.`)
    const row = line(page, 'The whole story.')
    await row.getByRole('button', { name: 'Show all' }).waitFor()
    await atEnd(page)
    expect(await row.getByText('The end.').count()).toBe(0)
    const before = await row.boundingBox()
    await row.getByRole('button', { name: 'Show all' }).click()
    await row.getByText('The end.').waitFor()
    expect((await row.boundingBox())?.y).toBeCloseTo(before?.y ?? 0, 0)
    await page.context().close()
  }, 90_000)

  test('a reader of screens hears each message once', async () => {
    const page = await comeIn('Ann')
    await page.evaluate(`{
      window.heard = []
      const live = [...document.querySelectorAll('[aria-live="polite"], [role="log"]:not([aria-live="off"])')]
      for (const region of live) new MutationObserver((changes) => {
        for (const { addedNodes } of changes) for (const node of addedNodes) if (node.textContent.trim()) heard.push(node.textContent.trim())
      }).observe(region, { childList: true, subtree: true })
    }`)
    await talkers.say('listen to this')
    await until(page, `heard.some((text) => text.includes('listen to this'))`)
    await page.getByRole('log').hover()
    await page.mouse.wheel(0, -2_000)
    await page.getByRole('button', { name: 'To the latest message' }).click()
    await atEnd(page)
    await say(page, 'my own words')
    await hears(page, 'my own words')
    const heard = (await page.evaluate('heard')) as string[] // sound: it is filled with texts above
    expect(heard.filter((text) => /listen|Message|my own/.test(text))).toEqual([
      expect.stringMatching(/: listen to this$/),
    ])
    await page.context().close()
  }, 90_000)

  test('with text twice as large everything can still be read and written', async () => {
    for (const size of ['small phone', 'desktop'] as const) {
      const page = await comeIn('Ann', { size })
      await page.evaluate(`document.documentElement.style.fontSize = '200%'`)
      await atEnd(page)
      await field(page).fill('larger')
      const box = await field(page).boundingBox()
      const height = page.viewportSize()?.height ?? 0
      expect((box?.y ?? height) + (box?.height ?? 0)).toBeLessThanOrEqual(height)
      const log = await page.getByRole('log').locator('..').boundingBox()
      expect(log?.height).toBeGreaterThan(60)
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
      await page.getByRole('button', { name: 'Send' }).click()
      await line(page, 'larger').last().waitFor()
      await page.context().close()
    }
  }, 90_000)
})
