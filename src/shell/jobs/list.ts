import type { JobLeases } from '#ports/job-leases.ts'
import type { Cleanup } from '#services/cleanup.ts'
import { doAlone } from '#services/exclusive-job.ts'
import type { Job } from './jobs.ts'

/** By this name an instance or a command holds the clean-up. */
export const CLEANUP = 'cleanup'

const HOUR_MS = 3_600_000
/** A job is due again after this part of its period: instances' timers are not exact, and none must miss its turn by a hair. */
const DUE = 0.9

interface JobsNeeds {
  readonly cleanup: Cleanup
  readonly leases: JobLeases
  /** The name of this instance. */
  readonly holder: string
}

/** Every job: name, period, service call. Of several instances one does each. */
export function jobList({ cleanup, leases, holder }: JobsNeeds): Job[] {
  const alone = (job: string, everyMs: number, run: Parameters<typeof doAlone>[3], stopped: AbortSignal) =>
    doAlone(leases, { job, holder, everyMs: everyMs * DUE }, stopped, run)
  return [
    {
      name: CLEANUP,
      everyMs: HOUR_MS,
      run: (stopped) => alone(CLEANUP, HOUR_MS, (going) => cleanup.run(going, stopped), stopped),
    },
  ]
}
