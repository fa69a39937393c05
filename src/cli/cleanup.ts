import { PostgresCleanupStore } from '#adapters/postgres/cleanup-store.ts'
import { type Database, openDatabase } from '#adapters/postgres/client.ts'
import { PostgresJobLeases } from '#adapters/postgres/job-leases.ts'
import { migrationStatus } from '#adapters/postgres/migrate.ts'
import { SystemClock } from '#adapters/system/clock.ts'
import { newInstanceId, RandomIds } from '#adapters/system/id-source.ts'
import type { Log } from '#ports/log.ts'
import type { Metrics } from '#ports/metrics.ts'
import { type Cleaned, Cleanup } from '#services/cleanup.ts'
import { doAlone } from '#services/exclusive-job.ts'
import { CLEANUP } from '#shell/jobs/list.ts'
import { type Config, retentionOf } from '../config.ts'
import { assets } from '../embedded-assets.ts'
import { EXIT, type Io } from './io.ts'
import { configOrFaults, logFor } from './settings.ts'
import { withTarget } from './target.ts'

/** Says how many would go, and removes nothing. */
const DRY_RUN = '--dry-run'

/** Removes now what the server removes by and by: all that is older than the settings keep it. */
export async function cleanUp(io: Io, args: readonly string[]): Promise<number> {
  const config = configOrFaults(io)
  if (config === null) return EXIT.config
  const log = logFor(config)
  try {
    return await withTarget(config, log, async (target) => {
      const database = openDatabase(target, log)
      try {
        return await cleanDatabase(database, config, log, io, args.includes(DRY_RUN))
      } finally {
        await database.close()
      }
    })
  } catch (error) {
    log.error('cleanup.failed', { error })
    io.error('The database could not be cleaned up; the line above says why. `watchparty doctor` checks it.')
    return EXIT.failed
  }
}

async function cleanDatabase(database: Database, config: Config, log: Log, io: Io, dryRun: boolean): Promise<number> {
  const { pending } = await migrationStatus(database, assets.migrationsDir)
  if (pending.length > 0) {
    io.error('The database is not up to date. Run: watchparty migrate')
    return EXIT.failed
  }
  const cleanup = new Cleanup({
    clock: new SystemClock(),
    store: new PostgresCleanupStore(database),
    retention: retentionOf(config),
    log,
    metrics: unmeasured,
  })
  if (dryRun) {
    io.out(`Would remove ${told(await cleanup.count())}.`)
    return EXIT.ok
  }
  const stopped = stopSignal()
  const turn = { job: CLEANUP, holder: new RandomIds(newInstanceId()).run(), everyMs: 0 }
  const done = await doAlone(new PostgresJobLeases(database), turn, stopped, (going) => cleanup.run(going, stopped))
  if (done === null) {
    io.error('Somebody else is cleaning up now. Try again in a minute.')
    return EXIT.failed
  }
  io.out(`Removed ${told(done.cleaned)}.`)
  if (done.complete) return EXIT.ok
  io.error('Something is left: what went wrong is logged above; if nothing did, run it again.')
  return EXIT.failed
}

const told = ({ silentRooms, closedRooms, messages, guests }: Cleaned): string =>
  `rooms that nobody came to: ${silentRooms}, closed rooms: ${closedRooms}, old messages: ${messages}, guests: ${guests}`

/** Fires at the first word to end; what is under way is finished first. */
function stopSignal(): AbortSignal {
  const stopped = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopped.abort())
  return stopped.signal
}

/** Nobody asks a command for its measures. */
const unmeasured: Pick<Metrics, 'cleaned' | 'fault'> = { cleaned: () => {}, fault: () => {} }
