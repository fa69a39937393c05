import { openViewer } from '../../e2e/harness/browser.ts'
import type { House } from './house.ts'
import { give, type Means } from './lines.ts'
import { notesOf, takeNotes, until } from './notes.ts'

/** What the line and the browser cost with nothing on them. */
export interface Floor {
  readonly paintMs: number
  readonly readyMs: number
  /** The worst of some letters typed into a field. */
  readonly inputMs: number
}

const PAGE = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<p>A field</p><textarea aria-label="Message" autofocus></textarea>`
const LETTERS = 20

/** One page of a hundred bytes with a field in it, from a server that does nothing else, under the same means. */
export async function floorOf({ browser }: House, means: Means): Promise<Floor> {
  const server = Bun.serve({
    port: 0,
    fetch: () => new Response(PAGE, { headers: { 'content-type': 'text/html' } }),
  })
  const viewer = await openViewer(browser)
  try {
    const { page } = viewer
    await takeNotes(page, ['textarea'])
    await give(page, means)
    await page.goto(`http://localhost:${server.port}/`)
    await until(page, '!faceNotes.thereMs.includes(null) && faceNotes.firstPaintMs !== null')
    await page.locator('textarea').pressSequentially('x'.repeat(LETTERS), { delay: 60 })
    await until(page, `document.querySelector('textarea').value.length === ${LETTERS}`)
    const { firstPaintMs, thereMs, inputs } = await notesOf(page)
    return {
      paintMs: firstPaintMs ?? Number.NaN,
      readyMs: thereMs[0] ?? Number.NaN,
      inputMs: Math.max(16, ...Object.values(inputs)), // what is quicker than a frame is not told
    }
  } finally {
    await viewer.close()
    await server.stop(true)
  }
}
