import { skewOfAll } from '../../e2e/harness/measure.ts'
import { machineNow } from '../../e2e/harness/recorder.ts'
import type { Delay } from '../../e2e/harness/tcp-proxy.ts'
import { figure, type Rows } from '../figures.ts'
import { corrections, type Party } from './party.ts'
import type { Plan } from './plan.ts'

/** Before what is measured, ms: clocks and players find their place. */
const LOCK_IN_MS = 10_000

interface Marks {
  readonly p95: number
  readonly max?: number
  readonly floor?: number
}

/** Nothing happens, for so long: how far apart are they, and how often is somebody put right? */
async function watch(party: Party, forMs: number, { p95, max, floor }: Marks): Promise<Rows> {
  await Bun.sleep(LOCK_IN_MS)
  const fromMs = machineNow()
  await Bun.sleep(forMs)
  const instants = await party.instants(fromMs)
  const recordings = await party.recordings(fromMs)
  const skew = skewOfAll(instants.map(({ apartMs }) => apartMs))
  const done = recordings.map(corrections)
  const bounds = recordings.map(({ clockBoundMs }) => clockBoundMs).filter((bound) => bound !== null)
  const perMinute = (count: number) => (count * 60_000) / forMs
  return [
    figure('worst pair of three, p50', skew.p50),
    figure('worst pair of three, p95', skew.p95, { mark: p95, ...(floor === undefined ? {} : { floor }) }),
    figure('worst pair of three, max', skew.max, max === undefined ? {} : { mark: max }),
    figure(
      'seeks of each viewer',
      done.map(({ seeks }) => seeks),
      { unit: 'count' },
    ),
    figure(
      'rate writes of each viewer',
      done.map(({ rates }) => perMinute(rates)),
      { unit: 'per minute' },
    ),
    figure('clock bound that each page states', bounds),
  ]
}

/** A clean line. */
export async function steady(party: Party, plan: Plan): Promise<Rows> {
  await party.settle('0')
  return watch(party, plan.steadyMs, { p95: 12, max: 25 })
}

type Line = { readonly up: Delay; readonly down: Delay }
const even = (ms: number, jitterMs = 0): Line => ({ up: { ms, jitterMs }, down: { ms, jitterMs } })

/** The same behind lines that are late, each viewer with a clock of their own for it. */
async function behind(party: Party, lines: readonly Line[], forMs: number, marks: Marks): Promise<Rows> {
  await party.settle('0')
  for (const [seat, line] of lines.entries()) party.seats[seat]?.proxy.delay(line)
  // A new line is a new clock: all come in anew behind it.
  await Promise.all(party.seats.map(({ viewer }) => viewer.page.reload()))
  await party.allPlay()
  return watch(party, forMs, marks)
}

/** Round trips of 20, 100 and 200 ms. */
export const latency = (party: Party, plan: Plan): Promise<Rows> =>
  behind(party, [even(10), even(50), even(100)], plan.lineMs, { p95: 15 })

/** Each way 100 ms, more or less by up to 50, on all three. */
export const jitter = (party: Party, plan: Plan): Promise<Rows> =>
  behind(party, [even(100, 50), even(100, 50), even(100, 50)], plan.lineMs, { p95: 20 })

const LONGER_MS = 80

/** The way up of one is longer: half of that no clock can see that knows only its own line. */
export const asymmetry = (party: Party, plan: Plan): Promise<Rows> => {
  const floor = LONGER_MS / 2
  const lopsided = { up: { ms: LONGER_MS }, down: { ms: 0 } }
  return behind(party, [even(0), lopsided, even(0)], plan.lineMs, { p95: floor + 10, floor })
}
