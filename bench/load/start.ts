/** How long a start takes, from the process to the first healthy answer. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../e2e/harness/executable.ts'
import { CORES, pinned } from './process.ts'
import { FLOOR, firstLine, type Ground, OURS, settingsFor } from './targets.ts'

const WITHIN_MS = 20_000
/** Between two questions, ms. */
const ASK_EVERY_MS = 1

/** Ours, with a database whose tables are there, ms. */
export async function startOfOurs(ground: Ground): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'watchparty-start-'))
  const port = freePort()
  const env = { PATH: process.env.PATH ?? '', HOME: folder, PORT: String(port), ...settingsFor(ground) }
  const began = performance.now()
  const child = Bun.spawn([...OURS], { cwd: folder, env, stdin: 'ignore', stdout: 'ignore', stderr: 'ignore' })
  try {
    await healthy(port)
    return performance.now() - began
  } finally {
    child.kill('SIGKILL')
    await child.exited
    await rm(folder, { recursive: true, force: true })
  }
}

/** The floor, ms: what the runtime needs to open a port. */
export async function startOfFloor(): Promise<number> {
  const began = performance.now()
  const child = Bun.spawn(pinned(CORES.server, FLOOR), { stdout: 'pipe', stderr: 'ignore' })
  try {
    await healthy(Number(await firstLine(child.stdout)))
    return performance.now() - began
  } finally {
    child.kill('SIGKILL')
    await child.exited
  }
}

async function healthy(port: number): Promise<void> {
  const deadline = performance.now() + WITHIN_MS
  while (performance.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null) // not listening yet
    if (answer?.status === 200) return
    await Bun.sleep(ASK_EVERY_MS)
  }
  throw new Error(`nothing healthy on port ${port} after ${WITHIN_MS} ms`)
}
