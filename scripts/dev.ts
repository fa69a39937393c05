/** Server and Mini App side by side, each reloading what is saved: `bun run dev`. Open the address of the Mini App. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { endGroup, ROOT, SIGNALS, whenLeftAlone } from './run.ts'

const PARTS = {
  server: ['--hot', 'src/main.ts', 'serve'],
  ui: ['x', '--no-install', 'vite', '--config', 'ui/vite.config.ts', '--clearScreen', 'false'],
} as const

const children = Object.entries(PARTS).map(([name, args]) => {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { FORCE_COLOR: '1', ...process.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => console.log(`${name.padEnd(6)} | ${line}`))
  child.on('exit', (code, signal) => {
    console.log(`${name.padEnd(6)} | ended (${signal ?? code})`)
    process.exitCode ??= code ?? 1
    stop('SIGTERM')
  })
  return child
})

let stopping = false

/** Once: the server takes a second signal for impatience, and `bun run` hands on what the terminal has sent already. */
function stop(signal: NodeJS.Signals): void {
  if (stopping) return
  stopping = true
  for (const child of children) endGroup(child, signal)
}

for (const signal of SIGNALS)
  process.on(signal, () => {
    process.exitCode ??= 0
    stop(signal)
  })
whenLeftAlone(() => stop('SIGTERM'))
process.on('exit', () => {
  for (const child of children) endGroup(child, 'SIGKILL')
})
