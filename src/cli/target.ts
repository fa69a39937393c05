import { join } from 'node:path'
import type { Target } from '#adapters/postgres/client.ts'
import { EmbeddedPostgres } from '#adapters/postgres/embedded.ts'
import type { Log } from '#ports/log.ts'
import type { Config } from '../config.ts'
import { assets } from '../embedded-assets.ts'
import { childCommand } from './child.ts'

/** Works on the database that the settings name, or on the one of our own, which is started for as long as it takes. */
export async function withTarget<T>(config: Config, log: Log, work: (target: Target) => Promise<T>): Promise<T> {
  if (config.databaseUrl !== null) return await work({ url: config.databaseUrl })
  const embedded = await EmbeddedPostgres.start({
    dataDir: join(config.dataDir, 'postgres'),
    assetsDir: assets.pgliteDir,
    spawn: (args) => childCommand('pglite', args),
    log,
  })
  try {
    return await work({ socketPath: embedded.socketPath })
  } finally {
    await embedded.close()
  }
}
