import { figure, type Rows } from '../figures.ts'
import type { House } from './house.ts'
import { give, type Means } from './lines.ts'
import { notesOf, takeNotes, until } from './notes.ts'

/** The most that may move while a page loads: a part of the window times how far. */
const SHIFT_MAX = 0.05

/** How much moves by itself while pages load, on a line that is slow enough to see it. */
export async function shifts(house: House, means: Means, times: number): Promise<Rows> {
  const { url } = house.executable
  const pages = [
    { name: 'home', at: url, until: 'main h1, main h2' },
    { name: 'room, by its link', at: house.roomUrl, until: 'button[aria-label="Play"]' },
    { name: 'new room', at: `${url}/new`, until: 'input[type="url"], input[inputmode="url"]' },
  ]
  const rows: Rows[number][] = []
  for (const size of ['phone', 'desktop'] as const) {
    for (const page of pages) {
      const values: number[] = []
      for (let time = 0; time < times; time += 1) values.push(await shiftsOf(house, page, size, means))
      rows.push(figure(`${page.name}, ${size}`, values, { unit: '', mark: SHIFT_MAX }))
    }
  }
  return rows
}

async function shiftsOf(
  house: House,
  { at, until: there }: { at: string; until: string },
  size: 'phone' | 'desktop',
  means: Means,
): Promise<number> {
  return await house.withPage(
    async (page) => {
      await takeNotes(page, [there])
      await give(page, means)
      await page.goto(at, { waitUntil: 'commit' })
      await until(page, '!faceNotes.thereMs.includes(null)')
      await page.waitForLoadState('networkidle')
      const { shifts, shifted } = await notesOf(page)
      if (shifts > SHIFT_MAX) console.log(`    ${at}: ${shifted.join('; ')}`)
      return shifts
    },
    { size },
  )
}
