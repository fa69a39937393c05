/**
 * How close three viewers are, and how soon they are close again after whatever parts them: `bun run bench:sync`, after
 * a build; alone on the machine. Three real browsers watch one film through the executable, each behind a line of its
 * own; bench/README.md says what each figure means.
 *
 *   --quick          a few minutes: short stages, few repetitions; says whether it works, not how good it is
 *   --only a,b       some of the stages: steady, latency, jitter, asymmetry, commands, joins, background, stall, cost, hls, dash
 *   --json <file>    also writes the figures for machines
 */
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { launchBrowser } from '../e2e/harness/browser.ts'
import { startExecutable } from '../e2e/harness/executable.ts'
import { startMediaServer } from '../e2e/harness/media-server.ts'
import { cardInDash, TEST_CARD_MS } from '../e2e/harness/test-card.ts'
import { type Figure, isMet, lineOf, markdown, medianOf, type Rows } from './figures.ts'
import { beginOthers } from './others.ts'
import { background, joins } from './sync/comings.ts'
import { commands } from './sync/commands.ts'
import { cost } from './sync/cost.ts'
import { type House, Party } from './sync/party.ts'
import { FULL, type Plan, QUICK } from './sync/plan.ts'
import { stall } from './sync/stall.ts'
import { asymmetry, jitter, latency, steady } from './sync/steady.ts'

interface Stage {
  readonly film: 'dash' | 'film' | 'hls'
  readonly run: (party: Party, plan: Plan) => Promise<Rows>
}

/** What another kind of film must do as well as a file. */
async function alike(party: Party, plan: Plan): Promise<Rows> {
  return [...(await steady(party, plan)), ...(await commands(party, plan))]
}

const STAGES: Record<string, Stage> = {
  steady: { film: 'film', run: steady },
  latency: { film: 'film', run: latency },
  jitter: { film: 'film', run: jitter },
  asymmetry: { film: 'film', run: asymmetry },
  commands: { film: 'film', run: commands },
  joins: { film: 'film', run: joins },
  background: { film: 'film', run: background },
  stall: { film: 'film', run: stall },
  cost: { film: 'film', run: cost },
  hls: { film: 'hls', run: alike },
  dash: { film: 'dash', run: alike },
}
/** Runnable processes over the last minute, before a stage: more may be others, or the stage before. */
const LOAD_MAX = 1
/** Others that kept more than this of the machine busy during a stage have spoiled it, cores. */
const OTHERS_MAX = 0.2

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    json: { type: 'string' },
  },
})
const names = options.only?.split(',') ?? Object.keys(STAGES)
for (const name of names)
  if (!(name in STAGES)) throw new Error(`there is no stage ${name}: ${Object.keys(STAGES).join(', ')}`)
const plan: Plan = options.quick ? QUICK : FULL

const figures: Figure[] = []
const loads: Record<string, { before: number; othersCores: number }> = {}
const faults: Record<string, string> = {}

async function runStage(house: House, name: string): Promise<void> {
  const stage = STAGES[name]
  if (stage === undefined) return
  const [load = 0] = loadavg()
  console.log(
    `\n${name}, load before ${load.toFixed(2)}${load > LOAD_MAX ? ' (> 1: others, or the stage before)' : ''}`,
  )
  const endOthers = beginOthers()
  let party: Party | null = null
  try {
    party = await Party.open(house, films[stage.film])
    const rows = await stage.run(party, plan)
    const othersCores = endOthers()
    loads[name] = { before: load, othersCores }
    const busy = othersCores > OTHERS_MAX
    console.log(
      `  others used ${othersCores.toFixed(2)} cores meanwhile${busy ? ', BUSY: what follows is spoiled' : ''}`,
    )
    for (const row of rows) {
      const figure = { stage: busy ? `${name} (busy)` : name, ...row }
      figures.push(figure)
      console.log(lineOf(figure))
    }
  } catch (fault) {
    // The other stages stand on their own; the run ends as failed all the same.
    faults[name] = String(fault)
    console.log(`  FAILED: ${faults[name]}`)
  } finally {
    await party?.close()
  }
}

const [executable, media, browser] = await Promise.all([startExecutable(), startMediaServer(), launchBrowser('free')])
const inDash = names.includes('dash') ? media.also(await cardInDash(TEST_CARD_MS / 1_000)) : ''
const films = { film: media.film, hls: media.hls, dash: `${inDash}/index.mpd` }
try {
  console.log(`three viewers${options.quick ? ', quick: says whether it works, not how good it is' : ''}`)
  for (const name of names) await runStage({ executable, media, browser }, name)
} finally {
  await browser.close()
  await media.close()
  await executable.remove()
}
console.log(`\n${markdown(figures)}`)
if (options.json !== undefined) {
  const told = figures.map((figure) => ({ ...figure, median: medianOf(figure), ok: isMet(figure) }))
  await Bun.write(options.json, JSON.stringify({ quick: options.quick, loads, faults, figures: told }, null, 2))
}
process.exit(Object.keys(faults).length > 0 ? 1 : 0)
