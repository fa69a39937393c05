import { machineNow } from '../../e2e/harness/recorder.ts'
import { figure, type Rows } from '../figures.ts'
import { type Party, together } from './party.ts'
import type { Plan } from './plan.ts'

/** Standing on one frame: no player of ours reports less than this, ms. */
const SAME_MS = 1
/** A still picture that lasts so long stays, ms. */
const STILL_MS = 300
const STEP_MS = 5_000
/** Who is nearer to the new place than to the old one has leapt. */
const NEAR_MS = STEP_MS / 2

/** One viewer pauses, plays and leaps, over and over: how long until all have done it? */
export async function commands(party: Party, plan: Plan): Promise<Rows> {
  const pauses: (number | null)[] = []
  const stoodApart: (number | null)[] = []
  const starts: (number | null)[] = []
  const leaps: (number | null)[] = []
  await party.settle()
  for (let round = 0; round < plan.commands; round += 1) {
    await party.settleIfLate()
    pauses.push(
      await party.until(await party.press('k'), ({ standing, apartMs }) => standing && apartMs < SAME_MS, STILL_MS),
    )
    stoodApart.push((await party.instants(machineNow() - 500)).at(-1)?.apartMs ?? null)
    starts.push(await party.until(await party.press('k'), together))
    leaps.push(await leap(party, round % 2 === 0 ? STEP_MS : -STEP_MS))
  }
  return [
    figure('pause, all on one position', pauses, { mark: 300 }),
    figure('pause, how far apart they then stand', stoodApart),
    figure('play, all move within 100 ms', starts, { mark: 450 }),
    figure('seek of 5 s, all within 100 ms', leaps, { mark: 600 }),
  ]
}

/** Within what is loaded. Until they leap they are together as well: only who is near the new place counts. */
async function leap(party: Party, byMs: number): Promise<number | null> {
  const before = (await party.instants(machineNow() - 500)).at(-1)
  if (before === undefined) throw new Error('nobody was sampled')
  const [positionMs = 0] = before.positionsMs
  const pressedAt = await party.press(byMs > 0 ? 'ArrowRight' : 'ArrowLeft')
  return party.until(pressedAt, (instant) => {
    const thereMs = positionMs + (instant.atMs - before.atMs) + byMs
    return together(instant) && instant.positionsMs.every((ms) => Math.abs(ms - thereMs) < NEAR_MS)
  })
}
