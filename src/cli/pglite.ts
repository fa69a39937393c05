import { runPgliteChild } from '#adapters/postgres/pglite-child.ts'
import { EXIT } from './io.ts'

/** The child process that holds the embedded database. Started by the server, never by hand. */
export async function pglite(args: readonly string[]): Promise<number> {
  const [dataDir, socketPath, assetsDir] = args
  if (dataDir === undefined || socketPath === undefined || assetsDir === undefined) return EXIT.usage
  await runPgliteChild({ dataDir, socketPath, assetsDir })
  return EXIT.ok
}
