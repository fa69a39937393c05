import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { SAMPLE_FILM_PATH } from '#protocol/media.ts'
import { needs } from '#testing/needs.ts'
import { launchBrowser, openViewer, type Viewer } from './harness/browser.ts'
import { type Executable, startExecutable } from './harness/executable.ts'
import { startMediaServer } from './harness/media-server.ts'
import { Person } from './harness/person.ts'
import { begin, comeInAs, plays, stands, videoIs } from './harness/steps.ts'
import { cardWithTracks } from './harness/test-card.ts'

const CORPUS = join(import.meta.dir, '../src/core/subtitles/corpus')

/** Bytes of windows-1251, which the platform only decodes. */
function windows1251(text: string): Buffer {
  const decoder = new TextDecoder('windows-1251')
  const codes = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte] as const))
  return Buffer.from(Array.from(text, (letter) => codes.get(letter) ?? 0x3f))
}

/** The keys 1 and 2 go to a tenth and two tenths of 66 s: 6.6 s and 13.2 s. */
const SHARED =
  '1\n00:00:06,300 --> 00:00:07,500\nМаяк <i>горит</i> до рассвета\n\n2\n00:00:13,000 --> 00:00:14,000\nКто здесь?\n'
const OWN = 'WEBVTT\n\n00:06.300 --> 00:07.500\nThe lamp burns until dawn\n'

describe.skipIf(needs('browser', 'executable'))('subtitles', () => {
  let executable: Executable
  let browser: Browser
  let host: Person
  let roomId: string
  let ann: Viewer
  let ben: Viewer

  beforeAll(async () => {
    ;[executable, browser] = await Promise.all([startExecutable(), launchBrowser('free')])
    host = await Person.guest(executable.url, 'Marta Oliveira')
    const film = { url: SAMPLE_FILM_PATH, title: 'The Last Keeper', durationMs: 66_000 }
    roomId = (await host.createRoom(film, 'Film club')).id
    ann = await openViewer(browser, { size: 'desktop' })
    ben = await openViewer(browser, { size: 'desktop', locale: 'ru' })
    await ann.page.goto(`${executable.url}/r/${roomId}`)
    await comeInAs(ann.page, 'Ann')
    await ben.page.goto(`${executable.url}/r/${roomId}`)
    await ben.page.getByRole('textbox').first().fill('Ben')
    await ben.page.keyboard.press('Enter')
    await ben.page.locator('.stage').waitFor()
    await begin(ann.page)
    await Promise.all([plays(ann.page), plays(ben.page)])
    await ann.page.keyboard.press('k')
    await Promise.all([stands(ann.page), stands(ben.page)])
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await executable?.remove()
  })

  const open = async (page: Page) => {
    await page.locator('.stage').hover()
    await page.getByRole('button', { name: /^(Subtitles|Субтитры),/ }).click()
    await page.getByRole('dialog').waitFor()
  }
  const close = async (page: Page) => {
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  const give = (page: Page, name: string, buffer: Buffer) =>
    page.locator('dialog input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer })
  const goTo = async (tenth: number) => {
    await ann.page.keyboard.press(String(tenth))
    for (const { page } of [ann, ben]) await videoIs(page, `Math.abs(video.currentTime - ${tenth * 6.6}) < 0.2`)
  }
  const lines = (page: Page) => page.locator('.lines p')
  const reads = (page: Page, text: string) => lines(page).filter({ hasText: text }).waitFor()
  const readsNothing = (page: Page) => lines(page).waitFor({ state: 'detached' })

  test('that one person adds in windows-1251 are read by the other, at the right second', async () => {
    await open(ann.page)
    await give(ann.page, 'keeper.rus.srt', windows1251(SHARED))
    await ann.page.getByRole('dialog').getByText('keeper.rus').waitFor()
    await close(ann.page)
    await ben.page.getByText('добавляет субтитры: keeper.rus').first().waitFor()
    await goTo(1)
    for (const { page } of [ann, ben]) await reads(page, 'Маяк горит до рассвета')
    expect(await lines(ben.page).locator('.italic').textContent()).toBe('горит')
    await goTo(2)
    for (const { page } of [ann, ben]) await reads(page, 'Кто здесь?')
    await goTo(3)
    for (const { page } of [ann, ben]) await readsNothing(page)
  }, 60_000)

  test('are moved for me alone', async () => {
    await goTo(2)
    await reads(ben.page, 'Кто здесь?')
    await open(ben.page)
    await ben.page.getByRole('button', { name: 'Позже на 0,5 с' }).click()
    await readsNothing(ben.page)
    await reads(ann.page, 'Кто здесь?')
    await ben.page.getByRole('button', { name: 'Раньше на 0,1 с' }).click()
    await ben.page.getByText('0,4 с позже').waitFor()
    await readsNothing(ben.page)
    await ben.page.getByRole('button', { name: 'Раньше на 0,5 с' }).click()
    await reads(ben.page, 'Кто здесь?')
    await close(ben.page)
  }, 60_000)

  test('can be switched off by a key, and are on again', async () => {
    await ben.page.keyboard.press('c')
    await readsNothing(ben.page)
    await reads(ann.page, 'Кто здесь?')
    await ben.page.keyboard.press('c')
    await reads(ben.page, 'Кто здесь?')
  }, 30_000)

  test('that are mine only stay with me', async () => {
    const uploads: string[] = []
    ben.page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().includes('/subtitles')) uploads.push(request.url())
    })
    await open(ben.page)
    await ben.page.getByRole('switch', { name: 'Для всей комнаты' }).click()
    await give(ben.page, 'mine.vtt', Buffer.from(OWN))
    await ben.page
      .getByRole('dialog')
      .getByRole('button', { name: /^mine\b/ })
      .waitFor()
    await close(ben.page)
    await goTo(1)
    await reads(ben.page, 'The lamp burns until dawn')
    await reads(ann.page, 'Маяк горит до рассвета')
    await open(ann.page)
    expect(
      await ann.page
        .getByRole('dialog')
        .getByRole('button', { name: /^mine\b/ })
        .count(),
    ).toBe(0)
    await close(ann.page)
    expect(uploads).toEqual([])
  }, 60_000)

  test('in a broken file say what is wrong with it', async () => {
    await open(ann.page)
    const broken = {
      'broken-zip.srt': 'This is an archive',
      'broken-pictures.sup': 'These subtitles are pictures',
      'broken-empty.srt': 'This file is empty',
      'broken-page.srt': 'This is no kind of subtitles',
    }
    for (const [name, words] of Object.entries(broken)) {
      await give(ann.page, name, Buffer.from(await Bun.file(join(CORPUS, name)).bytes()))
      await ann.page.getByRole('alert').filter({ hasText: words }).waitFor()
    }
    await ann.page.getByRole('textbox', { name: 'Link to subtitles' }).fill('https://localhost/keeper.srt')
    await ann.page.getByRole('button', { name: 'Add from the link' }).click()
    await ann.page.getByText('Nothing came from this link').waitFor()
    const { violations } = await new AxeBuilder({ page: ann.page }).include('dialog').analyze()
    expect(violations.map(({ id }) => id)).toEqual([])
    await close(ann.page)
  }, 60_000)

  test('are there for who comes back, and gone when they are taken away', async () => {
    await goTo(1)
    await ben.page.reload()
    await reads(ben.page, 'Маяк горит до рассвета')
    await open(ann.page)
    await ann.page.getByRole('button', { name: 'Take away from everyone: keeper.rus' }).click()
    for (const { page } of [ann, ben]) await readsNothing(page)
    expect([...ann.problems.console, ...ben.problems.console].filter((line) => !/400/.test(line))).toEqual([])
  }, 60_000)

  test.skipIf(needs('ffmpeg'))(
    'that come with a film in pieces are drawn as the others are',
    async () => {
      const media = await startMediaServer()
      const url = `${media.also(await cardWithTracks())}/index.m3u8`
      const { id } = await host.createRoom({ url, title: 'Test card', durationMs: 60_000 }, 'Pieces')
      await ann.page.goto(`${executable.url}/r/${id}`)
      await begin(ann.page)
      await plays(ann.page)
      await open(ann.page)
      await ann.page
        .getByRole('dialog')
        .getByRole('button', { name: /^English/ })
        .click()
      await reads(ann.page, 'Test card')
      expect(
        await ann.page.evaluate(`[...document.querySelector('video').textTracks].map(({ mode }) => mode)`),
      ).toEqual(['hidden'])
      await ann.page.getByRole('button', { name: 'No subtitles' }).click()
      await readsNothing(ann.page)
      await media.close()
    },
    120_000, // its pieces are made the first time
  )
})
