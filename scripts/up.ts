/**
 * From a fresh clone to a running server: `npx -y bun run up`. Arguments go to the executable.
 *
 * Imports only what needs no installation.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { type Ended, endGroup, endWithUs, install, ROOT, run, SIGNALS, whenLeftAlone } from './run.ts'

async function step(name: string, work: () => Promise<Ended>): Promise<void> {
  const { code, output, seconds } = await work()
  if (code === 0) return console.log(`${name}: ${seconds.toFixed(1)} s`)
  console.error(output.trimEnd())
  console.error(`${name} failed.`)
  process.exit(1)
}

/** Asks the server to stop as soon as we are gone, even if we were killed without a word. */
const GUARD = 'while kill -0 "$0" 2>/dev/null; do sleep 1; done; kill -TERM "$1"'

/** Runs the executable in a group of its own, so that Ctrl-C reaches it once, through us, and not twice. */
function serve(args: readonly string[]): void {
  const server = spawn(join(ROOT, 'dist/watchparty'), args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true })
  const guard = spawn('sh', ['-c', GUARD, String(process.pid), String(server.pid)], { stdio: 'ignore', detached: true })
  let stopping = false
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return // `bun run` hands on what the terminal has sent us already
    stopping = true
    endGroup(server, signal)
  }
  for (const signal of SIGNALS) process.on(signal, stop)
  whenLeftAlone(() => stop('SIGTERM'))
  server.on('error', (fault) => {
    endGroup(guard, 'SIGKILL')
    console.error(`dist/watchparty could not be started: ${fault.message}`)
    process.exit(1)
  })
  server.on('exit', (code, signal) => {
    endGroup(guard, 'SIGKILL')
    process.exit(signal === null ? (code ?? 1) : 1)
  })
}

const handOver = endWithUs()
const args = process.argv.slice(2)
console.log('WatchParty')
await step('install', install)
await step('build', () => run([process.execPath, 'build.ts'], { timeoutMs: 600_000 }))
handOver()
serve(args.length > 0 ? args : ['serve'])
