import type { CDPSession, Page } from 'playwright-core'
import { openViewer } from '../../e2e/harness/browser.ts'
import { comeInAs, plays } from '../../e2e/harness/steps.ts'
import { figure, type Rows } from '../figures.ts'
import type { Party } from './party.ts'
import type { Plan } from './plan.ts'

/** Before what is measured, ms: the page has drawn everything, and is in sync. */
const SETTLED_MS = 8_000

/** What all of a page's scripts have used so far, s, and what they hold after a collection, bytes. */
async function usedBy(session: CDPSession): Promise<{ scriptS: number; heapBytes: number }> {
  await session.send('HeapProfiler.collectGarbage')
  const { metrics } = await session.send('Performance.getMetrics')
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN
  return { scriptS: of('ScriptDuration'), heapBytes: of('JSHeapUsedSize') }
}

/** What a page that nobody records needs while the film plays: all of its scripts, of which the follower is a part. */
export async function cost(party: Party, plan: Plan): Promise<Rows> {
  const { browser } = party.house
  await party.settle('0')
  const viewer = await openViewer(browser, { name: 'dora', size: 'phone' })
  try {
    const page: Page = viewer.page
    await page.goto(party.seats[0]?.address ?? '')
    await comeInAs(page, 'Dora')
    await plays(page)
    await Bun.sleep(SETTLED_MS)
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable')
    const before = await usedBy(session)
    await Bun.sleep(plan.steadyMs)
    const after = await usedBy(session)
    return [
      figure('all scripts of a page that plays', [(100_000 * (after.scriptS - before.scriptS)) / plan.steadyMs], {
        unit: '% of the main thread',
        mark: 1,
      }),
      figure('growth of its heap', [((after.heapBytes - before.heapBytes) / 1_024) * (60_000 / plan.steadyMs)], {
        unit: 'kB a minute',
      }),
    ]
  } finally {
    await viewer.close()
  }
}
