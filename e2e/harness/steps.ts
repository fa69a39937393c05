import type { Frame, Page } from 'playwright-core'
import { measureSkew, type Skew } from './measure.ts'

/** How far apart two viewers may be, ms. */
export const TOGETHER_MS = 250
/** Longest wait for viewers to come together, ms. */
const WITHIN_MS = 20_000

/** Signs in with a name, where a name is asked for. */
export async function comeInAs(page: Page, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name)
  await page.getByRole('button', { name: /^(Come in|Join)$/ }).click()
}

/** From the first visit to a room with this film; answers the invite link. */
export async function makeRoom(page: Page, url: string, film: string, name: string): Promise<string> {
  await page.goto(`${url}/new`)
  await comeInAs(page, name)
  await page.getByRole('textbox', { name: /link/i }).fill(film)
  await page.getByText('Opens here').waitFor()
  await page.getByRole('button', { name: 'Watch together' }).click()
  await page.getByRole('button', { name: 'Start now' }).waitFor()
  return page.url()
}

/** The film begins for everyone: out of the lobby, at once. */
export const begin = (target: Frame | Page) => target.getByRole('button', { name: 'Start now' }).click()

/** A promise of the page's own, for what `video` must come to. */
const untilVideo = (condition: string): string => `new Promise((done, fail) => {
  const holds = () => {
    const video = document.querySelector('video')
    return video !== null && (${condition})
  }
  const late = setTimeout(() => { clearInterval(timer); fail(new Error(${JSON.stringify(`never: ${condition}`)})) }, ${WITHIN_MS})
  const timer = setInterval(() => {
    if (!holds()) return
    clearInterval(timer)
    clearTimeout(late)
    done()
  }, 20)
})`

/**
 * Waits until the page's video fulfils a condition on `video`. The page waits by itself: Playwright's own
 * `waitForFunction` would need `eval`, which our pages forbid.
 */
export async function videoIs(target: Frame | Page, condition: string): Promise<void> {
  await target.evaluate(untilVideo(condition))
}

/** The same without touching the page: Playwright's `evaluate` counts as a tap, and would allow sound. */
export async function videoIsUntouched(page: Page, condition: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const { exceptionDetails } = await session.send('Runtime.evaluate', {
    expression: untilVideo(condition),
    awaitPromise: true,
    userGesture: false,
  })
  await session.detach()
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
}

export const plays = (target: Frame | Page) => videoIs(target, '!video.paused && video.currentTime > 0')
export const stands = (target: Frame | Page) => videoIs(target, 'video.paused && !video.seeking')
export const positionOf = async (target: Frame | Page): Promise<number> =>
  Number(await target.evaluate(`document.querySelector('video').currentTime * 1000`))

/** Waits until both have been together for two seconds; answers how far apart they were in them. */
export async function together(a: Frame | Page, b: Frame | Page): Promise<Skew> {
  const deadline = performance.now() + WITHIN_MS
  for (;;) {
    const skew = await measureSkew(a, b, 2_000)
    if (skew.p95 <= TOGETHER_MS) return skew
    if (performance.now() > deadline) throw new Error(`never came together: ${JSON.stringify(skew)}`)
  }
}

export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
}
/** Also behind another tab. */
export const hears = (page: Page, text: string) =>
  page.getByRole('log', { includeHidden: true }).getByText(text).waitFor({ state: 'attached' })
