import { join } from 'node:path'
import { EmbeddedPostgres } from '#adapters/postgres/embedded.ts'
import { migrate } from '#adapters/postgres/migrate.ts'
import type { Log } from '#ports/log.ts'
import type { Config } from '../config.ts'
import { assets } from '../embedded-assets.ts'
import { childCommand } from './child.ts'
import { EXIT, type Io } from './io.ts'
import { configOrFaults, logFor } from './settings.ts'

/** Applies what is missing to the database that the settings name, or to the one of our own. */
export async function migrateDatabase(io: Io): Promise<number> {
  const config = configOrFaults(io)
  if (config === null) return EXIT.config
  const log = logFor(config)
  try {
    const applied = await apply(config, log)
    io.out(applied === 0 ? 'The database is up to date.' : `Applied ${applied} migrations; the database is up to date.`)
    return EXIT.ok
  } catch (error) {
    log.error('database.migrate_failed', { error })
    io.error('The database could not be brought up to date; the line above says why. `watchparty doctor` checks it.')
    return EXIT.failed
  }
}

async function apply(config: Config, log: Log): Promise<number> {
  if (config.databaseUrl !== null) return await migrate({ url: config.databaseUrl }, assets.migrationsDir, log)
  const embedded = await EmbeddedPostgres.start({
    dataDir: join(config.dataDir, 'postgres'),
    assetsDir: assets.pgliteDir,
    spawn: (args) => childCommand('pglite', args),
    log,
  })
  try {
    return await migrate({ socketPath: embedded.socketPath }, assets.migrationsDir, log)
  } finally {
    await embedded.close()
  }
}
