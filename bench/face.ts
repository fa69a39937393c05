/**
 * How quick and how calm the Mini App is: `bun run bench:face`, after a build; alone on the machine. Chromium loads the
 * compiled executable under slowed processors and lines; bench/README.md says what each figure means.
 *
 *   --quick          once each; says whether it works, not how good it is
 *   --only a,b       some of the stages: bytes, fast3g, slow4g, shifts, inputs
 *   --json <file>    also writes the figures for machines
 */
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { launchBrowser } from '../e2e/harness/browser.ts'
import { startExecutable } from '../e2e/harness/executable.ts'
import { bytes } from './face/bytes.ts'
import { type Floor, floorOf } from './face/floor.ts'
import { House } from './face/house.ts'
import { inputs, KNOWN } from './face/inputs.ts'
import { type Means, ON_FAST_3G, ON_SLOW_4G, ON_SLOW_CPU } from './face/lines.ts'
import { loading } from './face/loading.ts'
import { shifts } from './face/shifts.ts'
import { type Figure, isMet, lineOf, markdown, medianOf, type Rows } from './figures.ts'
import { beginOthers } from './others.ts'

interface Stage {
  readonly means: Means | null
  readonly run: (house: House, floor: Floor, times: number) => Promise<Rows>
}

const NO_FLOOR: Floor = { paintMs: Number.NaN, readyMs: Number.NaN, inputMs: Number.NaN }
const STAGES: Record<string, Stage> = {
  bytes: { means: null, run: () => bytes() },
  fast3g: { means: ON_FAST_3G, run: (house, floor, times) => loading(house, floor, ON_FAST_3G, times) },
  slow4g: { means: ON_SLOW_4G, run: (house, floor, times) => loading(house, floor, ON_SLOW_4G, times) },
  shifts: { means: null, run: (house, _, times) => shifts(house, ON_SLOW_4G, times) },
  inputs: { means: ON_SLOW_CPU, run: (house, floor, times) => inputs(house, floor, ON_SLOW_CPU, times) },
}
/** Others that kept more than this of the machine busy during a stage have spoiled it, cores. */
const OTHERS_MAX = 0.2
const TIMES = 5

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

const figures: Figure[] = []
const faults: Record<string, string> = {}

async function runStage(house: House, name: string): Promise<void> {
  const stage = STAGES[name]
  if (stage === undefined) return
  console.log(`\n${name}, load before ${(loadavg()[0] ?? 0).toFixed(2)}`)
  const endOthers = beginOthers()
  try {
    const floor = stage.means === null ? NO_FLOOR : await floorOf(house, stage.means)
    const rows = await stage.run(house, floor, options.quick ? 1 : TIMES)
    const othersCores = endOthers()
    const busy = othersCores > OTHERS_MAX
    console.log(`  others used ${othersCores.toFixed(2)} cores meanwhile${busy ? ', BUSY: measure it again' : ''}`)
    for (const row of rows) {
      const figure = { stage: busy ? `${name} (busy)` : name, ...row }
      figures.push(figure)
      console.log(lineOf(figure))
    }
  } catch (fault) {
    // The other stages stand on their own; the run ends as failed all the same.
    faults[name] = String(fault)
    console.log(`  FAILED: ${faults[name]}`)
  }
}

const [executable, browser] = await Promise.all([startExecutable(), launchBrowser('free')])
try {
  const house = await House.open(executable, browser, names.includes('inputs') ? KNOWN : 60)
  for (const name of names) await runStage(house, name)
} finally {
  await browser.close()
  await executable.remove()
}
console.log(`\n${markdown(figures)}`)
if (options.json !== undefined) {
  const told = figures.map((figure) => ({ ...figure, median: medianOf(figure), ok: isMet(figure) }))
  await Bun.write(options.json, JSON.stringify({ quick: options.quick, faults, figures: told }, null, 2))
}
process.exit(Object.keys(faults).length > 0 ? 1 : 0)
