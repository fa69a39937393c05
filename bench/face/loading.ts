import { figure, type Rows } from '../figures.ts'
import type { Floor } from './floor.ts'
import type { House } from './house.ts'
import { give, type Means } from './lines.ts'
import { notesOf, takeNotes, until } from './notes.ts'

/** A room can be used when one can write, read what was said, and press play. */
const ROOM = ['textarea[aria-label="Message"]', '[role="log"] [data-row]', 'button[aria-label="Play"]'] as const
/** The most that may take, ms. */
const INTERACTIVE_MS = 2_500

/** From an invitation to a room that can be used, with empty caches. */
export async function loading(house: House, floor: Floor, means: Means, times: number): Promise<Rows> {
  const paints: (number | null)[] = []
  const ready: (number | null)[] = []
  const answers: number[] = []
  for (let time = 0; time < times; time += 1) {
    await house.withPage(async (page) => {
      await takeNotes(page, ROOM)
      await give(page, means)
      await page.goto(house.roomUrl, { waitUntil: 'commit' })
      await until(page, '!faceNotes.thereMs.includes(null)')
      const notes = await notesOf(page)
      paints.push(notes.firstPaintMs)
      ready.push(Math.max(...notes.thereMs.map((at) => at ?? Number.POSITIVE_INFINITY)))
      answers.push(await playAnswers(page))
    })
  }
  return [
    figure('first paint', paints, { floor: floor.paintMs }),
    figure('room interactive', ready, { mark: INTERACTIVE_MS, floor: floor.readyMs }),
    figure('play answers', answers, { floor: floor.inputMs }),
  ]
}

/** From the press of the button to the frame that shows it, ms. */
async function playAnswers(page: Parameters<typeof notesOf>[0]): Promise<number> {
  await page.evaluate(`window.playAnswered = null
    addEventListener('pointerup', () => {
      const began = performance.now()
      const look = () => document.querySelector('button[aria-label="Pause"]') ? (playAnswered = performance.now() - began) : requestAnimationFrame(look)
      look()
    }, { capture: true, once: true })`)
  await page.locator('.middle button[aria-label="Play"]').waitFor()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await until(page, 'playAnswered !== null')
  const answered = Number(await page.evaluate('playAnswered'))
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  return answered
}
