/**
 * What the executable costs: `bun bench/start.ts`, after a build; alone on the machine. Times from the start of the
 * process to the first answer of /healthz, and the memory of both processes once they rest.
 */
import { EXECUTABLE, startExecutable } from '../e2e/harness/executable.ts'

const RUNS = 5
const REST_MS = 5_000

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** Resident memory of a process, MB. */
async function rssOf(pid: number): Promise<number> {
  const status = await Bun.file(`/proc/${pid}/status`).text()
  return Number(status.match(/VmRSS:\s+(\d+)/)?.[1]) / 1_024
}

/** The physical floor: the same runtime, doing nothing but answering. */
const bare: number[] = []
const first: number[] = []
const again: number[] = []
let server = Number.NaN
let database = Number.NaN
for (let run = 0; run < RUNS; run += 1) {
  bare.push(await timed(() => Bun.spawn([EXECUTABLE, 'version'], { stdout: 'ignore' }).exited))
  let executable: Awaited<ReturnType<typeof startExecutable>> | undefined
  first.push(
    await timed(async () => {
      executable = await startExecutable()
    }),
  )
  if (!executable) break
  await executable.stop()
  again.push(await timed(() => executable?.restart() ?? Promise.resolve()))
  await Bun.sleep(REST_MS)
  server = await rssOf(executable.pid)
  const children = await Bun.file(`/proc/${executable.pid}/task/${executable.pid}/children`).text()
  database = await rssOf(Number(children.split(' ')[0]))
  await executable.remove()
}
console.log(`first start, with its database      ${median(first).toFixed(0)} ms`)
console.log(`start again                         ${median(again).toFixed(0)} ms`)
console.log(`the runtime alone (version)         ${median(bare).toFixed(0)} ms`)
console.log(`memory at rest                      server ${server.toFixed(0)} MB, database ${database.toFixed(0)} MB`)
