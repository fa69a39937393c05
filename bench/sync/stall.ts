import { machineNow } from '../../e2e/harness/recorder.ts'
import { plays, videoIs } from '../../e2e/harness/steps.ts'
import { TEST_CARD_MS } from '../../e2e/harness/test-card.ts'
import { arrived, COMER } from './comings.ts'
import { figure } from './figures.ts'
import { corrections, type Party } from './party.ts'
import type { Mode, Plan, Rows } from './plan.ts'

/** A line this much faster than the film, as a share of it: without it the whole film would be loaded in a moment. */
const PACE = 1.3
/** How long the viewer has nothing at all to show, ms. */
const STARVED_MS = 3_000
/** After coming in anew, ms: a steady picture before it is taken away. */
const BEFORE_MS = 5_000

/**
 * THE place where the room is told what to do about a stall: `party.host` sends the command for it over the wire
 * (`Person.enter`). The protocol has no such setting yet, so a room only ever does what `flow` says.
 */
function setMode(_party: Party, mode: Mode): void {
  if (mode !== 'flow') throw new Error(`the room has no setting for '${mode}' yet`)
}

/** The film stops coming to one of them until nothing is left, for three seconds more, and comes again. */
export async function stall(party: Party, plan: Plan): Promise<Rows> {
  const { media } = party.house
  setMode(party, plan.mode)
  media.pace('slow', (await bytesOf(media.film)) / (TEST_CARD_MS / 1_000 / PACE))
  await party.settle('0')
  const page = await party.reopen(COMER, 'slow')
  await page.goto(party.seats[COMER]?.address ?? '')
  await plays(page)
  await party.until(machineNow(), arrived)
  await Bun.sleep(BEFORE_MS)
  const frozenAt = machineNow()
  media.freeze('slow')
  try {
    await videoIs(page, 'video.readyState < 3')
    await Bun.sleep(STARVED_MS)
  } finally {
    media.thaw('slow')
  }
  const thawedAt = machineNow()
  const tookMs = await party.until(thawedAt, arrived)
  const [ann, ben, slow] = (await party.recordings(frozenAt)).map(corrections)
  const others = [ann, ben].map((done) => done ?? { seeks: 0, rates: 0, pauses: 0 })
  return [
    figure(`${plan.mode}: from the thaw, within 100 ms of the room`, [tookMs], { mark: 800 }),
    figure(`${plan.mode}: seeks of the one who stalled`, slow?.seeks ?? Number.NaN, { unit: 'count' }),
    figure(
      `${plan.mode}: seeks of each other viewer`,
      others.map(({ seeks }) => seeks),
      { unit: 'count' },
    ),
    figure(
      `${plan.mode}: pauses of each other viewer`,
      others.map(({ pauses }) => pauses),
      { unit: 'count' },
    ),
    figure(
      `${plan.mode}: rate writes of each other viewer`,
      others.map(({ rates }) => rates),
      { unit: 'count' },
    ),
  ]
}

async function bytesOf(url: string): Promise<number> {
  const answer = await fetch(url, { headers: { range: 'bytes=0-0' } })
  return Number(answer.headers.get('content-range')?.split('/')[1])
}
