/**
 * Everything that must hold before a change is taken: `bun run check`. The last line counts what passed, failed and was
 * skipped; a test counts as one, and so does each step that is not made of tests.
 *
 * Imports only what needs no installation.
 */
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { PARTS, prepare } from './apt.ts'
import { type Ended, endWithUs, install, ROOT, run } from './run.ts'

interface Step {
  name: string
  command: readonly string[]
  timeoutMs: number
  /** Steps that must have passed before. */
  after?: readonly string[]
  /** Counted by their own report. */
  tests?: true
}

interface Counts {
  passed: number
  failed: number
  skipped: number
}

const CI = !['', '0', 'false'].includes(process.env.CI ?? '')
const REPORTS = join(ROOT, '.cache/check')
const MINUTE = 60_000
/** Of a long output the end says most, characters. */
const OUTPUT_SHOWN = 30_000

const bun = (...args: string[]): readonly string[] => [process.execPath, ...args]
/** A program out of node_modules. */
const tool = (name: string, ...args: string[]): readonly string[] => bun('x', '--no-install', name, ...args)

/** Folders of unit tests; those that have none would be an error to `bun test`. */
const unitFolders = (): string[] =>
  ['src', 'ui/src', 'scripts']
    .filter((folder) => !new Bun.Glob(`${folder}/**/*.test.ts`).scanSync(ROOT).next().done)
    .map((folder) => `./${folder}`)

/** Paths instead of the whole folder: Biome would take its own `.ci/biome.json` for a second configuration. */
const sources = readdirSync(ROOT).filter((name) => !name.startsWith('.') && !/^(node_modules|dist|data)$/.test(name))
const biome = tool('biome', 'ci', '--config-path=.ci', '--error-on-warnings', '--max-diagnostics=60', '--colors=off')
const lint = [...biome, ...sources]
const styles = bun('x', '--bun', '--no-install', 'stylelint', '--config', '.ci/stylelint.json', 'ui/src/**/*.svelte')

/** Tests of the whole product that measure time: these have the machine for themselves. */
const BY_THE_CLOCK = ['slow-reader', 'sync', 'stage', 'hls', 'head-start']
/** Those that need no browser, or hardly any: mostly they wait. */
const BY_WIRES = ['attacks', 'caddy', 'cleanup', 'durability', 'executable', 'fuzz', 'limits', 'outages', 'range']

/** The files of one part of the whole product's tests; what nobody has named is tested in browsers. */
function e2eOf(part: 'browsers' | 'clock' | 'wires'): string[] {
  const partOf = (name: string) =>
    BY_THE_CLOCK.includes(name) ? 'clock' : BY_WIRES.includes(name) ? 'wires' : 'browsers'
  return [...new Bun.Glob('e2e/**/*.test.ts').scanSync(ROOT)]
    .filter((path) => partOf(/([^/]+)\.test\.ts$/.exec(path)?.[1] ?? '') === part)
    .map((path) => `./${path}`)
    .sort()
}

const whole = (name: string, part: 'browsers' | 'clock' | 'wires'): Step => ({
  name,
  command: bun('test', ...e2eOf(part)),
  timeoutMs: 15 * MINUTE,
  after: ['build'],
  tests: true,
})

/** Steps of one row run side by side; rows follow each other. */
const STEPS: readonly (readonly Step[])[] = [
  [
    { name: 'format and lint', command: lint, timeoutMs: MINUTE },
    { name: 'sizes and colours are tokens', command: styles, timeoutMs: MINUTE },
  ],
  [
    { name: 'types', command: tool('tsc', '-p', '.'), timeoutMs: 5 * MINUTE },
    ...(existsSync(join(ROOT, 'ui/tsconfig.json'))
      ? [
          {
            name: 'types of the Mini App',
            command: tool('svelte-check', '--workspace', 'ui', '--tsconfig', './tsconfig.json', '--fail-on-warnings'),
            timeoutMs: 5 * MINUTE,
          },
          { name: 'types of its worker', command: tool('tsc', '-p', 'ui/src/sw'), timeoutMs: MINUTE },
        ]
      : []),
  ],
  [{ name: 'dead code', command: tool('knip'), timeoutMs: 2 * MINUTE }],
  [{ name: 'unit tests', command: bun('test', ...unitFolders()), timeoutMs: 10 * MINUTE, tests: true }],
  [{ name: 'build', command: bun('build.ts'), timeoutMs: 10 * MINUTE }],
  [{ name: 'size', command: bun('scripts/size.ts'), timeoutMs: MINUTE, after: ['build'] }],
  [whole('whole product, in browsers', 'browsers'), whole('whole product, by its wires', 'wires')],
  [whole('whole product, by the clock', 'clock')],
]

const total: Counts = { passed: 0, failed: 0, skipped: 0 }
const passedSteps = new Set<string>()

function tell(mark: 'failed' | 'ok' | 'skipped', name: string, rest: string): void {
  console.log(`${mark.padEnd(8)}${name}${rest === '' ? '' : `: ${rest}`}`)
}

function add(counts: Partial<Counts>): void {
  total.passed += counts.passed ?? 0
  total.failed += counts.failed ?? 0
  total.skipped += counts.skipped ?? 0
}

/** Counts of a JUnit report; null when there is none, because the run broke before its end. */
async function readReport(path: string): Promise<Counts | null> {
  const head = /<testsuites [^>]*>/.exec(await readFile(path, 'utf8').catch(() => ''))?.[0]
  if (head === undefined) return null
  const count = (name: string) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(head)?.[1] ?? 0)
  const [tests, failed, skipped] = [count('tests'), count('failures') + count('errors'), count('skipped')]
  return { passed: tests - failed - skipped, failed, skipped }
}

function show({ output }: Ended): void {
  const text = output.trimEnd()
  if (text.length > OUTPUT_SHOWN) console.log(`… ${text.length - OUTPUT_SHOWN} characters before this …`)
  console.log(text.slice(-OUTPUT_SHOWN).replace(/^/gm, '    '))
}

async function runStep(step: Step, env: Record<string, string>): Promise<void> {
  const missing = (step.after ?? []).find((name) => !passedSteps.has(name))
  if (missing !== undefined) {
    add({ skipped: 1 })
    return tell('skipped', step.name, `${missing} has failed`)
  }
  const report = join(REPORTS, `${step.name.replaceAll(/[ ,]+/g, '-')}.xml`)
  await rm(report, { force: true })
  const reporting = step.tests ? ['--only-failures', '--reporter=junit', `--reporter-outfile=${report}`] : []
  const ended = await run([...step.command, ...reporting], { timeoutMs: step.timeoutMs, env })
  const passed = ended.code === 0
  const seconds = `${ended.seconds.toFixed(1)} s`
  if (passed) passedSteps.add(step.name)
  const counts = step.tests ? await readReport(report) : null
  if (counts === null) {
    // A run of tests that wrote no report has not been counted, and must not pass for that.
    const ok = passed && !step.tests
    add(ok ? { passed: 1 } : { failed: 1 })
    tell(ok ? 'ok' : 'failed', step.name, seconds)
  } else {
    // A run may fail without a failing test: a fault between tests, a time-out.
    add({ ...counts, failed: passed ? counts.failed : Math.max(1, counts.failed) })
    const { passed: p, failed: f, skipped: s } = counts
    tell(passed ? 'ok' : 'failed', step.name, `${p} passed, ${f} failed, ${s} skipped, ${seconds}`)
  }
  if (!passed || (step.tests && counts === null)) show(ended)
}

/** Names the parts that tests must do without. Under CI a missing part has failed. */
async function prepareMachine(): Promise<string[]> {
  const missing: string[] = []
  for (const part of PARTS) {
    const { title, done, missing: what } = await prepare(part)
    if (what === null) {
      add({ passed: 1 })
      tell('ok', title, done.join(', '))
      continue
    }
    missing.push(part)
    add(CI ? { failed: 1 } : { skipped: 1 })
    tell(CI ? 'failed' : 'skipped', title, [what, ...done].join(' '))
  }
  return missing
}

endWithUs()
await mkdir(REPORTS, { recursive: true })
const installed = await install()
tell(installed.code === 0 ? 'ok' : 'failed', 'packages', `${installed.seconds.toFixed(1)} s`)
add(installed.code === 0 ? { passed: 1 } : { failed: 1 })
if (installed.code === 0) {
  const missing = await prepareMachine()
  const env = { WATCHPARTY_SKIP: missing.join(',') }
  for (const row of STEPS) await Promise.all(row.map((step) => runStep(step, env)))
} else {
  show(installed)
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(total.failed === 0 ? 0 : 1)
