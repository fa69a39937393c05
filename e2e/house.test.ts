import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { SAMPLE_FILM_PATH } from '#protocol/media.ts'
import { needs } from '#testing/needs.ts'
import type { WireClient } from '#testing/wire-client.ts'
import { launchBrowser, openViewer, type ViewerOptions } from './harness/browser.ts'
import { type Executable, startExecutable } from './harness/executable.ts'
import { Person } from './harness/person.ts'
import { begin, comeInAs, plays } from './harness/steps.ts'

const FILM = { url: SAMPLE_FILM_PATH, title: 'The Last Keeper', durationMs: 66_000 }
/** More people than are drawn at once. */
const CROWD = 60

describe.skipIf(needs('browser', 'executable'))('the house', () => {
  let executable: Executable
  let browser: Browser

  beforeAll(async () => {
    ;[executable, browser] = await Promise.all([startExecutable(), launchBrowser()])
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await executable?.remove()
  })

  /** Somebody who has just signed in, on this screen. */
  async function guest(name: string, path: string, options: ViewerOptions = {}) {
    const viewer = await openViewer(browser, options)
    await viewer.page.goto(`${executable.url}${path}`)
    await comeIn(viewer.page, name)
    return viewer
  }

  /** From a screen that is nobody's invitation. */
  async function comeIn(page: Page, name: string): Promise<void> {
    const field = page.getByLabel(/^(Your name|Ваше имя)$/)
    await field.fill(name)
    await field.press('Enter')
    await field.waitFor({ state: 'detached' })
  }

  test('a guest takes another name in place, and the others see it', async () => {
    const { page, close } = await guest('Ann', '/me')
    await page.getByRole('heading', { name: 'Ann', exact: true }).waitFor()
    await page.getByText(/^In the house since \p{L}+ \d{4}$/u).waitFor()
    const rename = page.getByRole('button', { name: 'Change your name' })
    await rename.click()
    const field = page.getByRole('textbox', { name: 'Your name' })
    await field.fill(' ')
    await field.press('Enter')
    await page.getByText('Tell us a name first').waitFor()
    await field.fill('Anna Bell')
    await field.press('Enter')
    await page.getByRole('heading', { name: 'Anna Bell' }).waitFor()
    // The focus is back where it was.
    expect(await rename.evaluate('document.activeElement?.getAttribute("aria-label")')).toBe('Change your name')
    await page.reload()
    await page.getByRole('heading', { name: 'Anna Bell' }).waitFor()
    await close()
  }, 30_000)

  test('a name that is refused is told of in place, and what was typed stays', async () => {
    const { page, close } = await guest('Ann', '/me')
    await page.getByRole('button', { name: 'Change your name' }).click()
    await page.route('**/api/**', (route) => route.abort())
    const field = page.getByRole('textbox', { name: 'Your name' })
    await field.fill('Anna')
    await field.press('Enter')
    await page.getByRole('alert').waitFor()
    expect(await field.inputValue()).toBe('Anna')
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { name: 'Ann', exact: true }).waitFor()
    await close()
  }, 30_000)

  test('a guest signs out, and the next one here is somebody new', async () => {
    const { page, close } = await guest('Ann', '/me')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.reload()
    await page.getByRole('heading', { name: 'Ann', exact: true }).waitFor({ state: 'detached' })
    await close()
  }, 30_000)

  test('another language is there at once, and stays', async () => {
    const { page, close } = await guest('Ann', '/settings')
    await page.getByText('Русский', { exact: true }).click()
    await page.getByRole('heading', { name: 'Настройки', level: 1 }).waitFor()
    expect(await page.evaluate('document.documentElement.lang')).toBe('ru')
    // Whoever goes by the keyboard goes on from where they were.
    expect(await page.evaluate('document.activeElement?.closest("label")?.textContent.trim()')).toBe('Русский')
    await page.reload()
    await page.getByRole('heading', { name: 'Настройки', level: 1 }).waitFor()
    await page.getByText('Как в браузере: English').click()
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
    await close()
  }, 30_000)

  test('a theme that was chosen is worn before the first paint, against the device', async () => {
    const { page, close } = await guest('Ann', '/settings', { scheme: 'dark' })
    const theme = () => page.evaluate('document.documentElement.dataset.theme')
    await page.getByText('Light', { exact: true }).click()
    expect(await theme()).toBe('light')
    await page.getByRole('switch', { name: 'Less motion' }).click()
    await page.getByRole('switch', { name: 'The film’s light' }).click()
    await page.route('**/assets/*.js', (route) => route.abort())
    await page.reload({ waitUntil: 'domcontentloaded' })
    expect(await page.evaluate('({ ...document.documentElement.dataset })')).toMatchObject({
      theme: 'light',
      still: '',
      filmLight: 'off',
    })
    const curtain = 'parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--curtain"))'
    expect(await page.evaluate(curtain)).toBe(0)
    await page.unroute('**/assets/*.js')
    await page.reload()
    await page.getByText('Automatic', { exact: true }).click()
    expect(await theme()).toBe('dark')
    await page.emulateMedia({ colorScheme: 'light' })
    await page.locator('html[data-theme="light"]').waitFor()
    await close()
  }, 30_000)

  test('people gather in the lobby, say that they are ready, and the film begins', async () => {
    const ann = await guest('Ann', '/new')
    await ann.page.getByRole('button', { name: 'Take the short sample film' }).click()
    await ann.page.getByText('Opens for everyone').waitFor()
    await ann.page.getByRole('textbox', { name: /link/i }).press('Enter')
    await ann.page.getByText('You are the first').waitFor()
    const ben = await openViewer(browser, { size: 'desktop' })
    await ben.page.goto(ann.page.url())
    await comeInAs(ben.page, 'Ben')
    await ben.page.getByText('Two are here').waitFor()
    await ann.page.getByRole('button', { name: 'I’m ready' }).click()
    for (const { page } of [ann, ben]) await page.getByText('1 of 2 is ready').waitFor()
    // A check that was called off asks nobody any more.
    await ann.page.getByRole('button', { name: /^You’re ready/ }).click()
    await ben.page.getByText('Two are here').waitFor()
    await ann.page.getByRole('button', { name: 'I’m ready' }).click()
    await ben.page.getByText('1 of 2 is ready').waitFor()
    await ben.page.getByRole('button', { name: 'I’m ready' }).click()
    await Promise.all([plays(ann.page), plays(ben.page)])
    // The lobby is gone, and the chat is where it was.
    await ann.page.getByRole('tab', { name: 'Lobby' }).waitFor({ state: 'detached' })
    await ann.page.getByRole('log').waitFor()
    await ann.close()
    await ben.close()
  }, 60_000)

  test('where only the host controls, the others learn who opens the curtain', async () => {
    const host = await Person.guest(executable.url, 'Marta Oliveira')
    const { id } = await host.createRoom(FILM, 'Film club')
    await host.updateRoom(id, { control: 'host' })
    const socket = await host.enter(id)
    await socket.next('snapshot')
    const ben = await guest('Ben', `/r/${id}`, { size: 'phone' })
    await ben.page.getByText('Marta opens the curtain').waitFor()
    expect(await ben.page.getByRole('button', { name: /Start now|ready/ }).count()).toBe(0)
    socket.send({ t: 'command', id: 1, command: { type: 'playback.gather', epoch: 1 } })
    await ben.page.getByRole('button', { name: 'I’m ready' }).click()
    await plays(ben.page)
    await ben.close()
  }, 60_000)

  test('the chat of the lobby is one tab away, and what is half written stays', async () => {
    const host = await Person.guest(executable.url, 'Marta Oliveira')
    const { id } = await host.createRoom(FILM, 'Film club')
    const { page, close } = await guest('Ann', `/r/${id}`, { size: 'phone' })
    await page.getByRole('tab', { name: 'Chat' }).click()
    await page.getByRole('textbox', { name: 'Message' }).fill('Tea is')
    await page.getByRole('tab', { name: 'Lobby' }).click()
    await begin(page)
    await plays(page)
    expect(await page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('Tea is')
    await close()
  }, 60_000)

  test('a link that is no film says why, and each why is another', async () => {
    const { page, close } = await guest('Ann', '/new')
    const link = page.getByRole('textbox', { name: /link/i })
    const start = page.getByRole('button', { name: 'Watch together' })
    for (const [text, words] of [
      ['the last keeper', 'This does not look like a link yet'],
      ['https://www.netflix.com/title/80100172', 'only its own app may show them'],
      ['https://www.youtube.com/@someone', 'Open the film there and copy its link'],
      ['https://kino.example/poster.jpg', 'a picture, a document or another file'],
      [`${executable.url}/nothing-here.mp4`, 'The browser cannot play this link'],
      ['http://localhost:59999/far-away.mp4', 'The site does not answer'],
    ] as const) {
      await link.fill(text)
      await page.getByText(words).waitFor()
      expect([text, await start.isDisabled()]).toEqual([text, true])
    }
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.getByRole('button', { name: 'Open without a film' }).waitFor()
    await close()
  }, 30_000)

  test('a film may be given another title, and its room settings before it is made', async () => {
    const { page, close } = await guest('Ann', '/new')
    await page.getByRole('textbox', { name: /link/i }).fill(`${executable.url}${SAMPLE_FILM_PATH}`)
    await page.getByText('Opens here').waitFor()
    await page.getByRole('heading', { name: 'The last keeper' }).waitFor()
    await page.getByRole('button', { name: 'Change the title' }).click()
    const title = page.getByRole('textbox', { name: 'Title of the film' })
    await title.fill('Our evening')
    await title.press('Enter')
    await page.getByText('Room settings').click()
    await page.getByRole('button', { name: 'Who controls' }).click()
    await page.getByText('Only me', { exact: true }).last().click()
    await page.getByRole('switch', { name: 'Wait for those who load' }).click()
    await page.getByRole('button', { name: 'Watch together' }).click()
    await page.getByRole('heading', { name: 'Our evening' }).waitFor()
    await page.getByRole('button', { name: 'Room menu' }).click()
    await page.getByRole('button', { name: 'Room settings' }).click()
    const sheet = page.getByRole('dialog')
    await sheet.getByRole('button', { name: 'Who controls' }).getByText('Only me').waitFor()
    await sheet.getByRole('button', { name: 'Wait for those who load' }).getByText('Never wait').waitFor()
    await sheet.getByRole('button', { name: 'Title' }).click()
    await sheet.getByRole('textbox', { name: 'Room title' }).fill('Film club')
    await sheet.getByRole('button', { name: 'Save' }).click()
    await sheet.getByRole('button', { name: 'Title' }).getByText('Film club').waitFor()
    await sheet.getByRole('button', { name: 'Close room for everyone' }).click()
    await sheet.getByRole('button', { name: 'Close it' }).click()
    await page.getByText('The room is closed').waitFor()
    await close()
  }, 60_000)

  test('rooms that are known stay when the server does not answer, and it can be asked again', async () => {
    const { page, close } = await guest('Ann', '/new')
    await page.getByRole('button', { name: 'Open without a film' }).click()
    await page.getByText('What are we watching?').waitFor()
    await page.goto(executable.url)
    await page.getByText('The room is waiting for a link').waitFor()
    await page.getByRole('link', { name: 'Profile' }).first().click()
    await page.getByRole('heading', { name: 'Ann', exact: true }).waitFor()
    await page.route('**/api/rooms', (route) => route.abort())
    await page.goBack()
    await page.getByText('this may be out of date').waitFor()
    await page.getByText('The room is waiting for a link').waitFor()
    await page.unroute('**/api/rooms')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('this may be out of date').waitFor({ state: 'detached' })
    await close()
  }, 30_000)

  test('a full house is drawn as far as it is looked at', async () => {
    const people = await Promise.all(
      Array.from({ length: CROWD }, (_, index) => Person.guest(executable.url, `Guest ${index}`)),
    )
    const host = await Person.guest(executable.url, 'Marta')
    const { id } = await host.createBegunRoom(FILM, 'Film club')
    const sockets: WireClient[] = await Promise.all(people.map((person) => person.enter(id)))
    await Promise.all(sockets.map((socket) => socket.next('snapshot')))
    const { page, close } = await guest('Ann', `/r/${id}`, { size: 'phone' })
    await page.getByRole('tab', { name: /People/ }).click()
    await page.getByRole('heading', { name: `${CROWD + 1} in the row` }).waitFor()
    const rows = page.getByRole('list', { name: 'People' }).getByRole('listitem')
    const first = await rows.count()
    expect(first).toBeLessThan(CROWD)
    await rows.last().scrollIntoViewIfNeeded()
    await rows.nth(CROWD).waitFor()
    expect(await rows.count()).toBe(CROWD + 1)
    for (const socket of sockets) socket.close()
    await close()
  }, 60_000)
})
