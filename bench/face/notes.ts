import type { Page } from 'playwright-core'

/** What a page noted of itself; times from the start of the navigation, ms. */
export interface Notes {
  readonly firstPaintMs: number | null
  /** When all of the things waited for were there, in their order. */
  readonly thereMs: readonly (number | null)[]
  /** The sum of all layout shifts that no input caused. */
  readonly shifts: number
  /** What moved, for whoever wants to mend it. */
  readonly shifted: readonly string[]
  /** From an input to the frame that shows what it did, by the number of the interaction. */
  readonly inputs: Readonly<Record<string, number>>
  /** Between frames, ms, while they were counted. */
  readonly frames: readonly number[]
}

/** Runs before the page's own scripts. `waitedFor`: selectors of things that must be seen. */
const NOTING = (waitedFor: readonly string[]): string => `{
  const notes = window.faceNotes = { firstPaintMs: null, thereMs: ${JSON.stringify(waitedFor.map(() => null))}, shifts: 0, shifted: [], inputs: {}, frames: [] }
  const observe = (type, take, more = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more })
  observe('paint', (entry) => { if (entry.name === 'first-contentful-paint') notes.firstPaintMs = entry.startTime })
  observe('layout-shift', (entry) => {
    if (entry.hadRecentInput) return
    notes.shifts += entry.value
    for (const { node } of entry.sources)
      notes.shifted.push(entry.value.toFixed(4) + ' ' + (node?.className || node?.nodeName) + ' at ' + Math.round(entry.startTime))
  })
  observe('event', (entry) => {
    if (entry.interactionId > 0)
      notes.inputs[entry.interactionId] = Math.max(notes.inputs[entry.interactionId] ?? 0, entry.duration)
  }, { durationThreshold: 16 })
  const isSeen = (element) => element !== null && element.getClientRects().length > 0 && getComputedStyle(element).visibility === 'visible' && !element.disabled
  const waited = ${JSON.stringify(waitedFor)}
  const look = () => {
    waited.forEach((selector, index) => {
      if (notes.thereMs[index] === null && isSeen(document.querySelector(selector))) notes.thereMs[index] = performance.now()
    })
    if (notes.thereMs.includes(null)) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
  let last = null
  window.countFrames = (on) => {
    last = null
    const count = (now) => {
      if (last !== null) notes.frames.push(now - last)
      last = now
      if (on) requestAnimationFrame(count)
    }
    if (on) requestAnimationFrame(count)
    return () => { on = false }
  }
}`

export const takeNotes = (page: Page, waitedFor: readonly string[]): Promise<unknown> =>
  page.addInitScript(NOTING(waitedFor))

// Sound: the script above builds what the type says.
export const notesOf = async (page: Page): Promise<Notes> => (await page.evaluate('faceNotes')) as Notes

/** Waits for a condition of the page's own, looked at with every frame. */
export const until = (page: Page, condition: string, withinMs = 60_000): Promise<unknown> =>
  page.evaluate(`new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error(${JSON.stringify(`never: ${condition}`)})), ${withinMs})
    const look = () => (${condition}) ? (clearTimeout(late), done()) : requestAnimationFrame(look)
    look()
  })`)
