import { migrate } from '#adapters/postgres/migrate.ts'
import { assets } from '../embedded-assets.ts'
import { EXIT, type Io } from './io.ts'
import { configOrFaults, logFor } from './settings.ts'
import { withTarget } from './target.ts'

/** Applies what is missing to the database that the settings name, or to the one of our own. */
export async function migrateDatabase(io: Io): Promise<number> {
  const config = configOrFaults(io)
  if (config === null) return EXIT.config
  const log = logFor(config)
  try {
    const applied = await withTarget(config, log, (target) => migrate(target, assets.migrationsDir, log))
    io.out(applied === 0 ? 'The database is up to date.' : `Applied ${applied} migrations; the database is up to date.`)
    return EXIT.ok
  } catch (error) {
    log.error('database.migrate_failed', { error })
    io.error('The database could not be brought up to date; the line above says why. `watchparty doctor` checks it.')
    return EXIT.failed
  }
}
