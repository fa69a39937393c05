import { wentBackMs } from '../../e2e/harness/instants.ts'
import { machineNow } from '../../e2e/harness/recorder.ts'
import { plays, videoIs } from '../../e2e/harness/steps.ts'
import { TEST_CARD_MS } from '../../e2e/harness/test-card.ts'
import { figure, type Rows } from '../figures.ts'
import { arrived, COMER } from './comings.ts'
import { corrections, type Party, together } from './party.ts'

/** A line this much faster than the film, as a share of it: without it the whole film would be loaded in a moment. */
const PACE = 1.3
/** How long the viewer has nothing at all to show, ms. */
const STARVED_MS = 3_000
/** After coming in anew, ms: a steady picture before it is taken away. */
const BEFORE_MS = 5_000

/** The film stops coming to one of them until nothing is left, for three seconds more, and comes again. */
export async function stall(party: Party): Promise<Rows> {
  return [...(await stallIn(party, 'flow')), ...(await stallIn(party, 'together'))]
}

async function stallIn(party: Party, mode: 'flow' | 'together'): Promise<Rows> {
  const { media } = party.house
  await party.host.updateRoom(party.room, { buffering: mode })
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
  const tookMs = await party.until(thawedAt, mode === 'flow' ? arrived : together)
  const recordings = await party.recordings(frozenAt)
  const [ann, ben, slow] = recordings.map(corrections)
  const others = [ann, ben].map((done) => done ?? { seeks: 0, rates: 0, pauses: 0 })
  const count = (name: string, of: readonly number[]) => figure(`${mode}: ${name}`, of, { unit: 'count' })
  return [
    figure(`${mode}: from the thaw, within 100 ms of the room`, [tookMs], mode === 'flow' ? { mark: 800 } : {}),
    count('seeks of the one who stalled', [slow?.seeks ?? Number.NaN]),
    count(
      'seeks of each other viewer',
      others.map(({ seeks }) => seeks),
    ),
    count(
      'pauses of each other viewer',
      others.map(({ pauses }) => pauses),
    ),
    count(
      'rate writes of each other viewer',
      others.map(({ rates }) => rates),
    ),
    figure(
      `${mode}: film that each other viewer saw twice`,
      recordings.slice(0, COMER).map(({ samples }) => wentBackMs(samples)),
    ),
  ]
}

async function bytesOf(url: string): Promise<number> {
  const answer = await fetch(url, { headers: { range: 'bytes=0-0' } })
  return Number(answer.headers.get('content-range')?.split('/')[1])
}
