import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Nothing but Bun's and Node's own modules may be imported here: this runs before anything is installed. */
export const ROOT = join(import.meta.dir, '..')

/** How a command ended and what it wrote; `code` is null when it had to be ended because its time was over. */
export interface Ended {
  code: number | null
  output: string
  seconds: number
}

/** What asks a program to end. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const running = new Set<ChildProcess>()

/** Ends a process and all that it started; each runs in a group of its own. */
export function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // It has ended between the question and the signal.
  }
}

/** Runs a command at the top of the repository, quietly, for no longer than `timeoutMs`. */
export function run(
  command: readonly string[],
  options: { timeoutMs: number; env?: Record<string, string> },
): Promise<Ended> {
  const [program = '', ...args] = command
  const startedAt = performance.now()
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  running.add(child)
  let output = ''
  const take = (text: string) => {
    output += text
  }
  child.stdout.setEncoding('utf8').on('data', take)
  child.stderr.setEncoding('utf8').on('data', take)
  return new Promise((done) => {
    let late = false
    const timer = setTimeout(() => {
      late = true
      output += `\nStopped: it took longer than ${options.timeoutMs / 1_000} s.\n`
      endGroup(child, 'SIGKILL')
    }, options.timeoutMs)
    const end = (code: number | null) => {
      clearTimeout(timer)
      running.delete(child)
      endGroup(child, 'SIGKILL')
      done({ code: late ? null : code, output, seconds: (performance.now() - startedAt) / 1_000 })
    }
    child.on('error', (fault) => {
      output += `${program} could not be started: ${fault.message}\n`
      end(127)
    })
    child.on('close', end)
  })
}

/** Ctrl-C ends what is running, and then us. Returns how to take that back. */
export function endWithUs(): () => void {
  const end = () => {
    for (const child of running) endGroup(child, 'SIGKILL')
    process.exit(130)
  }
  for (const signal of SIGNALS) process.on(signal, end)
  const stay = whenLeftAlone(end)
  return () => {
    for (const signal of SIGNALS) process.off(signal, end)
    stay()
  }
}

/** Parent and grandparent: `bun run`, and the `npx` or shell that started it. */
function elders(): string {
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8')
    return `${process.ppid} ${stat.slice(stat.lastIndexOf(')')).split(' ')[2]}`
  } catch {
    return String(process.ppid) // no Linux: the parent alone must do
  }
}

/** Calls `act` when who started us has gone: `npx` does not hand a SIGTERM on, it leaves us behind. Returns the undo. */
export function whenLeftAlone(act: () => void): () => void {
  const first = elders()
  const timer = setInterval(() => {
    if (elders() === first) return
    clearInterval(timer)
    act()
  }, 500)
  timer.unref()
  return () => clearInterval(timer)
}

/** Installs exactly what `bun.lock` names, with the Bun that runs this. */
export const install = (): Promise<Ended> =>
  run([process.execPath, 'install', '--frozen-lockfile'], { timeoutMs: 600_000 })
