/** What the rest of this machine did meanwhile. Linux alone. */
import { readdirSync, readFileSync } from 'node:fs'
import { coreTimes, TICK_MS } from './load/process.ts'

interface Process {
  readonly pid: number
  readonly parent: number
  /** CPU time of it and of its children that have ended, ms. */
  readonly cpuMs: number
}

function processOf(pid: number): Process | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name stands in brackets and may hold spaces; the parent is the 2nd field after it, the times the 12th to 15th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
    return { pid, parent: Number(fields[1]), cpuMs: ticks * TICK_MS }
  } catch {
    return null // it has ended since the folder was read
  }
}

/** CPU time of this process and all that it has started, ms. */
function ourCpuMs(): number {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => processOf(Number(name)))
    .filter((found) => found !== null)
  const ours = new Set([process.pid])
  // Children may have lower numbers than their parents once numbers begin anew, so until nobody is added.
  for (let before = 0; before < ours.size; ) {
    before = ours.size
    for (const { pid, parent } of all) if (ours.has(parent)) ours.add(pid)
  }
  return all.filter(({ pid }) => ours.has(pid)).reduce((sum, { cpuMs }) => sum + cpuMs, 0)
}

/** Starts to watch; the answer ends it: how many cores others kept busy in between, on the average. */
export function beginOthers(): () => number {
  const began = performance.now()
  const before = { all: coreTimes().busy, ours: ourCpuMs() }
  return () => {
    const others = coreTimes().busy - before.all - (ourCpuMs() - before.ours)
    return Math.max(0, others / (performance.now() - began))
  }
}
