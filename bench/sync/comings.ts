import type { Page } from 'playwright-core'
import { fromOthers, type Instant } from '../../e2e/harness/instants.ts'
import { recorded } from '../../e2e/harness/recorder.ts'
import { plays } from '../../e2e/harness/steps.ts'
import { figure, type Rows } from '../figures.ts'
import { corrections, type Party, TOGETHER_MS } from './party.ts'
import type { Plan } from './plan.ts'

/** The seat of whoever comes and goes. */
export const COMER = 2
/** For so long the two others are alone, ms. */
const AWAY_MS = 2_000
const HIDDEN_MS = 10_000

/** The one who came is where the others are. */
export const arrived = (instant: Instant): boolean => instant.moving && fromOthers(instant, COMER) < TOGETHER_MS

interface Coming {
  readonly tookMs: number | null
  readonly seeks: number
}

/** From the navigation that led to the page which is open now. */
async function sinceNavigation(party: Party): Promise<Coming> {
  const page = party.page(COMER)
  await plays(page)
  const { originMs } = await recorded(page)
  const tookMs = await party.until(originMs, arrived)
  return { tookMs, seeks: corrections(await recorded(page)).seeks }
}

const rows = (name: string, comings: readonly Coming[], mark: number): Rows => [
  figure(
    `${name}, within 100 ms of the room`,
    comings.map(({ tookMs }) => tookMs),
    { mark },
  ),
  figure(
    `${name}, seeks`,
    comings.map(({ seeks }) => seeks),
    { unit: 'count' },
  ),
]

/** One comes to a film that plays, with nothing in the caches, and then reloads the page. */
export async function joins(party: Party, plan: Plan): Promise<Rows> {
  const late: Coming[] = []
  const reloads: Coming[] = []
  await party.settle()
  for (let round = 0; round < plan.comings; round += 1) {
    await party.settleIfLate()
    const page = await party.reopen(COMER, 'cleo')
    await Bun.sleep(AWAY_MS)
    await page.goto(party.seats[COMER]?.address ?? '')
    late.push(await sinceNavigation(party))
    await page.reload()
    reloads.push(await sinceNavigation(party))
  }
  return [...rows('late join', late, 1_500), ...rows('reload', reloads, 1_500)]
}

/**
 * What a phone does to a page behind another app: the film stops, scripts stop, then all goes on. A headless page cannot
 * be hidden, so the debugger holds its scripts, and it is told what it would have seen.
 */
const HIDE_AND_RETURN = `(() => {
  const seen = () => document.dispatchEvent(new Event('visibilitychange'))
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' })
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })
  seen()
  document.querySelector('video').pause()
  debugger
  const backAt = performance.timeOrigin + performance.now()
  delete document.visibilityState
  delete document.hidden
  seen()
  return backAt
})()`

/** Answers when it was back, on the machine's clock, ms. */
async function hide(page: Page, forMs: number): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('Debugger.enable')
  const stopped = new Promise<void>((done) => session.once('Debugger.paused', () => done()))
  const back = session.send('Runtime.evaluate', { expression: HIDE_AND_RETURN, returnByValue: true })
  await Promise.race([stopped, back]) // what fails at once never stops
  await Bun.sleep(forMs)
  await session.send('Debugger.resume')
  const { result, exceptionDetails } = await back
  await session.detach()
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
  return Number(result.value)
}

/** One looks at something else for ten seconds. */
export async function background(party: Party, plan: Plan): Promise<Rows> {
  const returns: Coming[] = []
  await party.settle()
  for (let round = 0; round < Math.min(3, plan.comings); round += 1) {
    await party.settleIfLate()
    const page = party.page(COMER)
    const backAt = await hide(page, HIDDEN_MS)
    const tookMs = await party.until(backAt, arrived)
    returns.push({ tookMs, seeks: corrections(await recorded(page, backAt)).seeks })
  }
  return rows('return from the background', returns, 400)
}
