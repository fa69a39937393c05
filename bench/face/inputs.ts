import type { Page } from 'playwright-core'
import { quantile } from '../../e2e/harness/instants.ts'
import { figure, type Rows } from '../figures.ts'
import type { Floor } from './floor.ts'
import type { House } from './house.ts'
import { give, type Means } from './lines.ts'
import { notesOf, takeNotes, until } from './notes.ts'

/** From an input to the next frame, the most, ms. */
const NEXT_PAINT_MS = 200
/** An input that takes less than a frame is not told, ms. */
const FRAME_MS = 16
/** Rows that must be known before anything is pressed. */
export const KNOWN = 500

const SCROLLER = `document.querySelector('[role="log"]').parentElement`

/** What people do in a room, and how soon it shows, with a long evening in the chat. */
export async function inputs(house: House, floor: Floor, means: Means, times: number): Promise<Rows> {
  return await house.withPage(async (page) => {
    await takeNotes(page, [])
    await page.goto(house.roomUrl)
    await page.getByRole('log').waitFor()
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
    await readAll(page)
    await give(page, means)
    const all: number[] = []
    const rows: Rows[number][] = []
    for (const [name, does] of Object.entries(DEEDS)) {
      const took = await worstOf(page, () => does(page, times))
      all.push(...took)
      rows.push(
        figure(`${name}, worst of ${took.length}`, Math.max(...took), { mark: NEXT_PAINT_MS, floor: floor.inputMs }),
      )
    }
    rows.push(figure(`all, p98 of ${all.length}`, quantile(all, 0.98), { mark: NEXT_PAINT_MS, floor: floor.inputMs }))
    const frames = await scrolled(page)
    rows.push(
      figure('scrolling, frame p95', quantile(frames, 0.95)),
      figure('scrolling, longest frame', Math.max(...frames)),
    )
    return rows
  })
}

const field = (page: Page) => page.getByRole('textbox', { name: 'Message' })

const DEEDS: Record<string, (page: Page, times: number) => Promise<void>> = {
  typing: async (page, times) => {
    await field(page).click()
    await page.keyboard.type('It was the lighthouse all along. '.repeat(times), { delay: 80 })
    await field(page).fill('')
  },
  sending: async (page, times) => {
    for (let time = 0; time < times; time += 1) {
      await field(page).fill(`Number ${time}`)
      await page.keyboard.press('Enter')
      await page.getByRole('log').getByText(`Number ${time}`, { exact: true }).last().waitFor()
      await Bun.sleep(1_100) // the rate at which people may speak
    }
  },
  'the room’s menu': async (page, times) => {
    for (let time = 0; time < times; time += 1) {
      await page.getByRole('button', { name: 'Room menu' }).click()
      await page.getByRole('dialog').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
  },
  'a message’s menu, and its answer': async (page, times) => {
    for (let time = 0; time < times; time += 1) {
      await page.getByRole('log').locator('button[aria-haspopup="menu"]').last().click()
      await page.getByRole('menuitem', { name: 'Reply' }).click()
      await page.getByText(/^Reply to /).waitFor()
      await page.keyboard.press('Escape')
    }
  },
  tabs: async (page, times) => {
    for (let time = 0; time < times; time += 1) {
      await page.getByRole('tab', { name: /People/ }).click()
      await page.getByText('Anna Bell (you)').first().waitFor()
      await page.getByRole('tab', { name: 'Chat' }).click()
    }
  },
  play: async (page, times) => {
    for (let time = 0; time < times; time += 1) {
      await page.getByRole('button', { name: 'Play', exact: true }).click()
      await page.getByRole('button', { name: 'Pause', exact: true }).click()
    }
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
  },
}

/** How long each input of a deed took to show, ms. */
async function worstOf(page: Page, deed: () => Promise<void>): Promise<number[]> {
  await page.evaluate('faceNotes.inputs = {}')
  await deed()
  // Told a little after they were shown.
  await page.evaluate('new Promise((done) => setTimeout(done, 500))')
  const took = Object.values((await notesOf(page)).inputs)
  return took.length === 0 ? [FRAME_MS] : took
}

/** Scrolls up until the whole evening is known, and back. */
async function readAll(page: Page): Promise<void> {
  await until(page, `(${SCROLLER}.scrollTop = 0, ${SCROLLER}.scrollHeight > ${KNOWN} * 40)`)
  await page.getByRole('button', { name: 'To the latest message' }).click()
}

/** The time between frames while a finger goes through the evening, ms. */
async function scrolled(page: Page): Promise<readonly number[]> {
  await page.getByRole('log').hover()
  await page.evaluate('{ faceNotes.frames = []; window.stopFrames = countFrames(true) }')
  for (let turn = 0; turn < 40; turn += 1) await page.mouse.wheel(0, turn < 20 ? -400 : 400)
  await page.evaluate('stopFrames()')
  return (await notesOf(page)).frames
}
