import type { JobLeases } from '#ports/job-leases.ts'

/** How long a lease lasts without a renewal, ms: a job whose holder has died is taken over after this. */
const HOLD_MS = 60_000

/** Ends a job that has lost its lease or is told to stop. */
export interface Going {
  /** Holds on to the lease. False: end now, somebody else has the job or it is to stop. */
  on(): Promise<boolean>
}

interface Turn {
  readonly job: string
  /** Whose turn it is: an instance. */
  readonly holder: string
  /** The job rests for this long after it was begun, whoever did it, ms. */
  readonly everyMs: number
}

/**
 * Does a job if it is due and nobody else does it; null when it is not or somebody does. Work that is stopped or fails
 * is given back unfinished: another instance may take it at once.
 */
export async function doAlone<T>(
  leases: JobLeases,
  { job, holder, everyMs }: Turn,
  stopped: AbortSignal,
  work: (going: Going) => Promise<T>,
): Promise<T | null> {
  if (!(await leases.claim(job, holder, { everyMs, holdMs: HOLD_MS }))) return null
  let finished = false
  try {
    const done = await work({ on: async () => !stopped.aborted && (await leases.renew(job, holder, HOLD_MS)) })
    finished = !stopped.aborted
    return done
  } finally {
    await leases.release(job, holder, finished)
  }
}
