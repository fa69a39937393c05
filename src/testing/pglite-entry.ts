/**
 * The embedded database's child process for tests: `bun pglite-entry.ts <data folder> <socket> <assets> [upkeep]`, the
 * last being ms between rounds of upkeep. In the data folder it keeps its `pid` and how often it has synced a file
 * (`syncs`); while there is a file `broken` there, the disk fails.
 */
import { existsSync, fdatasyncSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runPgliteChild, UPKEEP } from '#adapters/postgres/pglite-child.ts'

const [dataDir = '', socketPath = '', assetsDir = '', upkeepEveryMs] = process.argv.slice(2)
const fileFor = (name: string) => join(dataDir, name)

let syncs = 0
function sync(fd: number): void {
  if (existsSync(fileFor('broken'))) throw new Error('the disk is broken')
  fdatasyncSync(fd)
  syncs += 1
  writeFileSync(fileFor('syncs'), String(syncs))
}

writeFileSync(fileFor('pid'), String(process.pid))
await runPgliteChild({
  dataDir,
  socketPath,
  assetsDir,
  sync,
  ...(upkeepEveryMs && { upkeep: UPKEEP.map((task) => ({ ...task, everyMs: Number(upkeepEveryMs) })) }),
})
process.exit()
