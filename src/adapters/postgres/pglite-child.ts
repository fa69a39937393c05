import { fdatasyncSync, writeSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { within } from '../system/deadline.ts'
import { clusterIn, DurableFs, lockFolder } from './pglite-files.ts'
import { ALIVE_EVERY_MS, type ChildMessage } from './pglite-messages.ts'

export interface PgliteChildOptions {
  /** The folder of the database; it must exist. */
  readonly dataDir: string
  readonly socketPath: string
  /** Where `pglite.wasm`, `pglite.data` and `seed.tar.gz` are. */
  readonly assetsDir: string
  /** Brings a file to the disk. Tests count with it. */
  readonly sync?: (fd: number) => void
  /** Instead of `UPKEEP`. */
  readonly upkeep?: readonly Upkeep[]
}

interface Upkeep {
  readonly statement: string
  readonly everyMs: number
}

/**
 * PostgreSQL in single-user mode runs no processes of its own beside the session, so this one does their work:
 * without checkpoints the write-ahead log grows for ever, without vacuum so do the tables.
 */
export const UPKEEP: readonly Upkeep[] = [
  { statement: 'CHECKPOINT', everyMs: 60_000 },
  { statement: 'VACUUM (ANALYZE)', everyMs: 6 * 3_600_000 },
]

const START_PARAMETERS = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'), // -F turns fsync off
  ...['-c', 'wal_sync_method=fsync'], // the default, fdatasync, does nothing in emscripten
  ...['-c', 'shared_buffers=16MB'],
  ...['-c', 'maintenance_work_mem=16MB'],
]

/** Kinds of messages after which the session waits for the next query: Sync and Query of the wire protocol. */
const ENDS_A_QUERY: readonly (number | undefined)[] = ['S'.charCodeAt(0), 'Q'.charCodeAt(0)]
/** Time to close, ms, also when no parent is left to lose patience. */
const CLOSE_TIMEOUT_MS = 5_000
/** Exit code after the database has panicked; from sysexits.h: internal software error. */
const EXIT_PANIC = 70

/**
 * The process that is the embedded database: PostgreSQL compiled to WebAssembly, behind a Unix socket.
 * Resolves at the end of standard input, with the database closed: its parent has let go of it, or is gone.
 */
export async function runPgliteChild(options: PgliteChildOptions): Promise<void> {
  // Ctrl-C and service managers reach the whole group; the parent has yet to write, so it decides when to end.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
  const asked = askedToEnd()
  try {
    const lock = lockFolder(options.dataDir)
    const served = await serve(options)
    say({ say: 'ready' })
    const alive = setInterval(() => say({ say: 'alive' }), ALIVE_EVERY_MS)
    await asked
    clearInterval(alive)
    await within(CLOSE_TIMEOUT_MS, 'closing the database', served.close())
    lock.close()
  } catch (error) {
    say({ say: 'failed', reason: error instanceof Error ? error.message : String(error) })
  } finally {
    process.stdin.pause()
  }
}

/** Opens the database and takes connections. The folder must be ours. */
async function serve(options: PgliteChildOptions): Promise<{ close: () => Promise<void> }> {
  const database = await openCluster(options)
  const upkeep = keepUp(database, options.upkeep ?? UPKEEP)
  // One session is all there is: a second connection would mix its queries with those of the first.
  const server = new PGLiteSocketServer({ db: database, path: options.socketPath, maxConnections: 1 })
  await rm(options.socketPath, { force: true }) // left by an owner who was killed
  await server.start()
  return {
    close: async () => {
      upkeep.stop()
      await server.stop()
      await database.close()
    },
  }
}

function say(message: ChildMessage): void {
  try {
    writeSync(1, `${JSON.stringify(message)}\n`)
  } catch {
    // The parent is gone; the end of standard input says so too.
  }
}

function askedToEnd(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  process.stdin.on('end', resolve).on('error', resolve).resume()
  return promise
}

async function openCluster({ dataDir, assetsDir, sync = fdatasyncSync }: PgliteChildOptions): Promise<PGlite> {
  const cluster = await clusterIn(dataDir, assetsDir)
  const wasm = await Bun.file(join(assetsDir, 'pglite.wasm')).bytes()
  let lastWords = ''
  try {
    return await PGlite.create({
      fs: new DurableFs(cluster, sync, () => panic(lastWords || 'PostgreSQL has aborted')),
      pgliteWasmModule: await WebAssembly.compile(wasm),
      fsBundle: Bun.file(join(assetsDir, 'pglite.data')),
      startParams: START_PARAMETERS,
      onStderr: (line) => {
        // These are about the server itself; milder ones may quote what people have written.
        lastWords = /\b(?:FATAL|PANIC|postgres): +(.*)/.exec(line)?.[1] ?? lastWords
        return false
      },
    })
  } catch (error) {
    throw lastWords === '' ? error : new Error(lastWords, { cause: error })
  }
}

/** After a panic PGlite would go round in circles and answer nobody. A new process recovers from the log. */
function panic(reason: string): never {
  say({ say: 'failed', reason })
  process.exit(EXIT_PANIC)
}

/** Does the upkeep that is due when a query has ended: then the session is free, and nothing can come between. */
function keepUp(database: PGlite, upkeep: readonly Upkeep[]): { stop: () => void } {
  const execute = database.execProtocolRawStream.bind(database)
  const due = new Set<string>()
  const timers = upkeep.map(({ statement, everyMs }) => setInterval(() => due.add(statement), everyMs))
  database.execProtocolRawStream = async (message, options) => {
    // After a throw the socket server would hand over no further message.
    await execute(message, options).catch((error: unknown) => panic(String(error)))
    if (due.size === 0 || !ENDS_A_QUERY.includes(message[0]) || database.isInTransaction()) return
    for (const statement of due) await execute(queryMessage(statement), { onRawData: () => {} })
    due.clear()
  }
  return { stop: () => timers.forEach(clearInterval) }
}

/** A Query message of the wire protocol: its kind, its length without the kind, the statement and a zero. */
function queryMessage(statement: string): Uint8Array {
  const message = Buffer.alloc(statement.length + 6)
  message.write('Q')
  message.writeUInt32BE(statement.length + 5, 1)
  message.write(statement, 5)
  return message
}
