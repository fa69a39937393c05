/** What Linux knows of a process. */
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** Length of a clock tick in /proc, ms (USER_HZ is 100 everywhere). */
export const TICK_MS = 10

/** Where everything runs: the server alone, its clients beside it, PostgreSQL where it disturbs neither if it can. */
export const CORES = {
  server: 0,
  client: 1,
  database: availableParallelism() > 2 ? 2 : 1,
} as const

/** CPU time that a process has used since it began, over all its threads, also those that have ended, ms. */
export function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name stands in brackets and may hold spaces; utime and stime are the 12th and 13th field after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

/** Resident memory of a process, bytes. */
export function rssOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024
}

/** How long a core, or all of them together, has been busy and idle since the machine began, ms. */
export function coreTimes(core: number | '' = ''): { busy: number; idle: number } {
  const line = readFileSync('/proc/stat', 'utf8')
    .split('\n')
    .find((candidate) => candidate.startsWith(`cpu${core} `))
  const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, soft = 0, steal = 0] = (line ?? '')
    .trim()
    .split(/ +/)
    .slice(1)
    .map((ticks) => Number(ticks) * TICK_MS)
  return { busy: user + nice + system + irq + soft + steal, idle: idle + wait }
}

/** What a stretch of time has cost. Shares are of one core, 0 to 1. */
export interface Cost {
  readonly wallMs: number
  readonly serverMs: number
  readonly server: number
  readonly client: number
  /** Busy shares of the two cores, whoever used them. */
  readonly serverCore: number
  readonly clientCore: number
}

/** Starts to measure; the answer ends it. */
export function beginCost(pid: number): () => Cost {
  const [began, server, client] = [performance.now(), cpuOf(pid), process.cpuUsage()]
  const cores = [coreTimes(CORES.server), coreTimes(CORES.client)] as const
  return () => {
    const wallMs = performance.now() - began
    const serverMs = cpuOf(pid) - server
    const { user, system } = process.cpuUsage(client)
    const share = (core: number, before: { busy: number; idle: number }) => {
      const now = coreTimes(core)
      const busy = now.busy - before.busy
      return busy / Math.max(TICK_MS, busy + now.idle - before.idle)
    }
    return {
      wallMs,
      serverMs,
      server: serverMs / wallMs,
      client: (user + system) / 1_000 / wallMs,
      serverCore: share(CORES.server, cores[0]),
      clientCore: share(CORES.client, cores[1]),
    }
  }
}

/** Puts a process with all its threads on one core. Answers whether that was allowed. */
export function pin(pid: number, core: number): boolean {
  return Bun.spawnSync(['taskset', '-apc', String(core), String(pid)], { stdout: 'ignore', stderr: 'ignore' }).success
}

/** A command line that runs on one core from its first instruction. */
export const pinned = (core: number, command: readonly string[]): string[] => [
  'taskset',
  '-c',
  String(core),
  ...command,
]
