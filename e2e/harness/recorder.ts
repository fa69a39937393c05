import type { BrowserContext, Page } from 'playwright-core'
import type { Sample } from './instants.ts'

/** Something that happened to a page's video, or a key that was pressed, on the machine's clock. */
export interface Happening {
  atMs: number
  what: 'keydown' | 'pause' | 'ratechange' | 'seeking' | 'waiting'
}

export interface Recording {
  /** When the page began to be navigated to, ms since 1970. */
  originMs: number
  samples: Sample[]
  happenings: Happening[]
  /** How wrong the page holds its own clock to be at most, ms; null where it does not say. */
  clockBoundMs: number | null
}

/** Every 20 ms: fifty times a second, more often than a frame of film changes. */
const EVERY_MS = 20
/** Four minutes of samples; of a longer recording the older half is dropped. */
const KEEP_MAX = 12_000

/**
 * Records the first `<video>` of its page. All pages of a browser on one machine share the clock behind `performance`,
 * to well under a millisecond. The source is a string because tests are not compiled against the DOM.
 */
const RECORDER = `(() => {
  const samples = []
  const happenings = []
  const now = () => performance.timeOrigin + performance.now()
  const keep = (list, item) => {
    if (list.push(item) > ${KEEP_MAX}) list.splice(0, ${KEEP_MAX / 2})
  }
  const heard = ({ type }) => keep(happenings, { atMs: now(), what: type })
  const kinds = ['keydown', 'pause', 'ratechange', 'seeking', 'waiting']
  // What happens to media does not bubble, but it is heard on its way down.
  for (const kind of kinds) document.addEventListener(kind, heard, true)
  const timer = setInterval(() => {
    const video = document.querySelector('video')
    if (video === null) return
    const { currentTime, paused, seeking, playbackRate: rate, readyState } = video
    keep(samples, { atMs: now(), positionMs: currentTime * 1000, paused, seeking, rate, readyState })
  }, ${EVERY_MS})
  const since = (list, fromMs) => list.filter(({ atMs }) => atMs >= fromMs)
  return {
    read: (fromMs) => {
      const { clockBoundMs } = document.documentElement.dataset
      return {
        originMs: performance.timeOrigin,
        samples: since(samples, fromMs),
        happenings: since(happenings, fromMs),
        clockBoundMs: clockBoundMs === undefined ? null : Number(clockBoundMs),
      }
    },
    stop: () => {
      clearInterval(timer)
      for (const kind of kinds) document.removeEventListener(kind, heard, true)
    },
  }
})()`

/** For a page to evaluate: records for so long, and answers a `Recording`. */
export const sampled = (forMs: number): string => `new Promise((done, fail) => {
  if (document.querySelector('video') === null) return fail(new Error('there is no video on this page'))
  const recorder = ${RECORDER}
  setTimeout(() => { recorder.stop(); done(recorder.read(0)) }, ${forMs})
})`

/** From now on every page of this browser is recorded from its first moment. */
export async function recordPages(context: BrowserContext): Promise<void> {
  await context.addInitScript({ content: `window.recorder = ${RECORDER}` })
}

/** What was recorded of the page that is open now, from an instant of the machine's clock on. */
export const recorded = async (page: Page, fromMs = 0): Promise<Recording> =>
  // The cast is sound: the page builds exactly this, above.
  (await page.evaluate(`window.recorder.read(${fromMs})`)) as Recording

/** The machine's clock, as the pages have it: ms since 1970, with a fraction. */
export const machineNow = (): number => performance.timeOrigin + performance.now()
