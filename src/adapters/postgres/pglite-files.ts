import { SQLiteError, Database as Sqlite } from 'bun:sqlite'
import { existsSync } from 'node:fs'
import { chmod, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'

/** How long to wait for a previous owner of the folder that is just ending, ms. */
const LOCK_WAIT_MS = 2_000
/** Files that are synced at once: enough for the disk to do them together, few enough to be open. */
const SYNC_TOGETHER = 64
/** emscripten's number for EIO. */
const EIO = 29

/**
 * Takes the folder for this process. Bun has no flock, but SQLite's exclusive lock is one: it belongs to the process
 * that writes, and the kernel takes it back however that process ends, which no file with a pid in it can promise.
 */
export function lockFolder(dataDir: string): Sqlite {
  const lock = new Sqlite(join(dataDir, 'lock'))
  try {
    lock.run(`PRAGMA busy_timeout = ${LOCK_WAIT_MS}`)
    lock.run('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    if (!(error instanceof SQLiteError) || error.code !== 'SQLITE_BUSY') throw error
    throw new Error(`the folder ${dataDir} is in use by another process`, { cause: error })
  }
}

/**
 * The folder of the cluster, unpacked from the seed if there is none. It appears whole, and on the disk, or not at
 * all: a start that was cut short begins anew.
 */
export async function clusterIn(dataDir: string, assetsDir: string): Promise<string> {
  const cluster = join(dataDir, 'cluster')
  if (existsSync(cluster)) return cluster
  const unpacked = join(dataDir, 'cluster.new')
  await rm(unpacked, { recursive: true, force: true })
  await new Bun.Archive(await Bun.file(join(assetsDir, 'seed.tar.gz')).bytes()).extract(unpacked)
  await chmod(unpacked, 0o700) // PostgreSQL refuses a folder that others may read
  const paths = await readdir(unpacked, { recursive: true })
  const all = [unpacked, ...paths.map((path) => join(unpacked, path))]
  for (let next = 0; next < all.length; next += SYNC_TOGETHER)
    await Promise.all(all.slice(next, next + SYNC_TOGETHER).map(syncPath))
  await rename(unpacked, cluster)
  await syncPath(dataDir)
  return cluster
}

async function syncPath(path: string): Promise<void> {
  const file = await open(path)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** The parts of an emscripten module that PGlite does not type. */
interface EmscriptenModule {
  NODEFS: { stream_ops: { fsync?: (stream: { nfd: number }) => number } }
  FS: { ErrnoError: new (code: number) => Error }
}

/**
 * A folder on the disk that keeps what PostgreSQL tells it to keep.
 *
 * Emscripten's own has no `fsync`: it answers that all is well and does nothing. The hook is in place before
 * PostgreSQL starts, because recovery after a crash syncs too.
 */
export class DurableFs extends NodeFS {
  readonly #sync: (fd: number) => void
  readonly #onAbort: () => void

  constructor(folder: string, sync: (fd: number) => void, onAbort: () => void) {
    super(folder)
    this.#sync = sync
    this.#onAbort = onAbort
  }

  override async init(pg: PGlite, options: Parameters<NodeFS['init']>[1]): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(pg, options)
    const hook = (module: unknown) => this.#hook(module as EmscriptenModule) // sound: emscripten hands itself over
    return {
      emscriptenOpts: {
        ...emscriptenOpts,
        onAbort: this.#onAbort,
        preRun: [...(emscriptenOpts.preRun ?? []), hook],
      },
    }
  }

  #hook({ NODEFS, FS }: EmscriptenModule): void {
    NODEFS.stream_ops.fsync = ({ nfd }) => {
      try {
        this.#sync(nfd)
        return 0
      } catch {
        throw new FS.ErrnoError(EIO) // PostgreSQL then panics, as it must: what was written may be lost
      }
    }
  }
}
