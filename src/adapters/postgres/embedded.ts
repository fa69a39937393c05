import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Log } from '#ports/log.ts'
import { PgliteProcess } from './pglite-process.ts'

export interface EmbeddedOptions {
  /** Made if it is not there; nobody else may read it. */
  readonly dataDir: string
  /** Where `scripts/pglite-seed.ts` has put its files. */
  readonly assetsDir: string
  /** The command line that calls `runPgliteChild` with these: data folder, socket, assets. */
  readonly spawn: (args: readonly string[]) => string[]
  readonly log: Log
  /** Told each time the database has died; it is being started again. */
  readonly onDown?: (reason: string) => void
}

/** What PostgreSQL's own tools look for. */
const SOCKET_NAME = '.s.PGSQL.5432'
/** Bytes in the path of a Unix socket: Linux has 108, one of them for the end. */
const SOCKET_PATH_MAX_BYTES = 107
/** Time to close, ms; what is committed is on the disk either way. */
const CLOSE_TIMEOUT_MS = 3_000
const FIRST_BACKOFF_MS = 100
const MAX_BACKOFF_MS = 10_000
/** Who has lived this long, ms, did not die of how it was started. */
const SETTLED_AFTER_MS = 60_000

/** PostgreSQL in a child process of ours, started again when it dies. */
export class EmbeddedPostgres {
  /** Where it listens; the same for life. */
  readonly socketPath: string
  readonly #options: EmbeddedOptions
  /** Made for the socket alone, and ours to remove; null when the socket is in the data folder. */
  readonly #socketFolder: string | null
  #process: PgliteProcess | null = null
  #backoffMs = FIRST_BACKOFF_MS
  #timer: Timer | undefined
  #state: 'starting' | 'running' | 'closed' = 'starting'

  private constructor(options: EmbeddedOptions, socketFolder: string | null) {
    this.#options = options
    this.#socketFolder = socketFolder
    this.socketPath = join(socketFolder ?? options.dataDir, SOCKET_NAME)
  }

  /** Resolves when the database takes connections. Rejects when it cannot start, or another process has the folder. */
  static async start(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
    const dataDir = resolve(options.dataDir)
    await mkdir(dataDir, { recursive: true })
    await chmod(dataDir, 0o700)
    const embedded = new EmbeddedPostgres({ ...options, dataDir }, await socketFolderFor(dataDir))
    try {
      await embedded.#launch()
      embedded.#state = 'running'
      return embedded
    } catch (error) {
      await embedded.close()
      throw error
    }
  }

  /** Ends the child, which closes the database cleanly if it can. Safe to call twice. */
  async close(): Promise<void> {
    this.#state = 'closed'
    clearTimeout(this.#timer)
    await this.#process?.end(CLOSE_TIMEOUT_MS)
    if (this.#socketFolder !== null) await rm(this.#socketFolder, { recursive: true, force: true })
  }

  async #launch(): Promise<void> {
    const child = this.#spawn()
    this.#process = child
    void child.ended.then((reason) => this.#whenEnded(reason))
    await child.ready
    if (this.#state === 'closed') return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#backoffMs = FIRST_BACKOFF_MS
    }, SETTLED_AFTER_MS)
  }

  #spawn(): PgliteProcess {
    const { spawn, dataDir, assetsDir } = this.#options
    try {
      return new PgliteProcess(spawn([dataDir, this.socketPath, assetsDir]))
    } catch (error) {
      this.#whenEnded('it could not be spawned') // the executable may have been replaced; it may come back
      throw error
    }
  }

  #whenEnded(reason: string): void {
    if (this.#state !== 'running') return
    const { log, onDown } = this.#options
    log.error('database.child_died', { reason, restartInMs: this.#backoffMs })
    clearTimeout(this.#timer)
    // A failed start ends its process, which comes back here: each death has one successor.
    this.#timer = setTimeout(() => {
      this.#launch().then(
        () => log.info('database.child_restarted'),
        () => {},
      )
    }, this.#backoffMs)
    this.#backoffMs = Math.min(this.#backoffMs * 2, MAX_BACKOFF_MS)
    onDown?.(reason)
  }
}

/** A folder for a socket whose path in the data folder, where it is as private as the data, would be too long. */
async function socketFolderFor(dataDir: string): Promise<string | null> {
  if (Buffer.byteLength(join(dataDir, SOCKET_NAME)) <= SOCKET_PATH_MAX_BYTES) return null
  return await mkdtemp(join(tmpdir(), 'watchparty-'))
}
