import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Subprocess } from 'bun'

/** The product as it is shipped; `bun run build` makes it. */
export const EXECUTABLE = join(import.meta.dir, '../../dist/watchparty')

/** How long a start may take: the embedded database unpacks itself on the first. */
const READY_WITHIN_MS = 60_000
/** How long a stop may take before it counts as hung. */
const STOPPED_WITHIN_MS = 20_000
const ASK_EVERY_MS = 50

export interface Executable {
  /** `http://localhost:…`: a browser takes it for a secure place, so it may stand inside an https page. */
  url: string
  port: number
  /** Where it runs and keeps its data; empty at the first start, removed by `remove`. */
  folder: string
  /** Process id of the current run. */
  readonly pid: number
  /** What it has written so far, over all its runs. */
  logs(): string
  /** SIGTERM. Resolves to the exit code. */
  stop(): Promise<number>
  /** SIGKILL: nothing gets a chance to say goodbye. */
  kill(): Promise<void>
  /** Runs again after `stop` or `kill` (or stops first): same port, same folder, same settings. */
  restart(): Promise<void>
  /** Ends it if it runs, and removes its folder. */
  remove(): Promise<void>
}

interface StartOptions {
  /** Added to an otherwise bare environment; nothing of this process's own settings gets in. */
  env?: Record<string, string>
  /** Instead of `dist/watchparty serve`, for the tests of this harness. */
  command?: readonly string[]
}

/** Starts the executable in an empty folder on a free port and waits until it is healthy. */
export async function startExecutable(options: StartOptions = {}): Promise<Executable> {
  const command = options.command ?? [EXECUTABLE, 'serve']
  if (options.command === undefined && !existsSync(EXECUTABLE))
    throw new Error('dist/watchparty is missing: run `bun run build` first')
  const folder = await mkdtemp(join(tmpdir(), 'watchparty-'))
  const port = freePort()
  const url = `http://localhost:${port}`
  const env = { PATH: process.env.PATH ?? '', HOME: folder, PORT: String(port), ...options.env }
  let logs = ''
  let run: Subprocess<'ignore', 'pipe', 'pipe'>

  const start = async () => {
    run = Bun.spawn([...command], { cwd: folder, env, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
    for (const stream of [run.stdout, run.stderr])
      void (async () => {
        const text = new TextDecoder()
        for await (const bytes of stream) logs += text.decode(bytes, { stream: true })
      })()
    await healthy(run, url, () => logs)
  }
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    const current = run
    current.kill(signal)
    const late = setTimeout(() => current.kill('SIGKILL'), STOPPED_WITHIN_MS)
    const code = await current.exited
    clearTimeout(late)
    return code
  }

  const remove = async () => {
    if (run.exitCode === null && run.signalCode === null) await end('SIGTERM')
    await rm(folder, { recursive: true, force: true })
  }
  await start().catch(async (fault: unknown) => {
    await remove()
    throw fault
  })
  return {
    url,
    port,
    folder,
    get pid() {
      return run.pid
    },
    logs: () => logs,
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
    restart: async () => {
      if (run.exitCode === null && run.signalCode === null) await end('SIGTERM')
      await start()
    },
    remove,
  }
}

async function healthy(run: Subprocess, url: string, logs: () => string): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS
  while (performance.now() < deadline) {
    if (run.exitCode !== null) throw new Error(`it ended with ${run.exitCode} before it was healthy:\n${logs()}`)
    const answer = await fetch(`${url}/healthz`).catch(() => null) // not listening yet
    if (answer?.ok) return
    await Bun.sleep(ASK_EVERY_MS)
  }
  run.kill('SIGKILL')
  throw new Error(`it was not healthy after ${READY_WITHIN_MS} ms:\n${logs()}`)
}

/** A port that was free a moment ago. Another process could take it first; on a test machine none does. */
export function freePort(): number {
  const listener = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
  listener.stop(true)
  return listener.port
}
