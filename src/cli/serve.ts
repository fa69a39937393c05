import type { Log } from '#ports/log.ts'
import type { Config } from '../config.ts'
import { VERSION } from '../version.ts'
import { EXIT, type Io } from './io.ts'
import { configOrFaults, logFor } from './settings.ts'

/** A server that runs. */
interface Running {
  readonly address: string
  stop(): Promise<void>
}
type Start = (config: Config, log: Log) => Promise<Running>

/** Longest time for stopping, ms; after that the process ends with whatever is unfinished. */
const STOP_MAX_MS = 5_000

/** Runs the server until it is told to end. */
export async function serve(io: Io, start: Start, stopMaxMs = STOP_MAX_MS): Promise<number> {
  const config = configOrFaults(io)
  if (config === null) return EXIT.config
  const log = logFor(config)
  // Nobody waited for this: the work it belonged to is lost, everybody else's goes on.
  process.on('unhandledRejection', (error) => log.error('process.unhandled', { error }))
  const told = firstSignal()
  const running = await startOrExplain(config, log, start, io)
  if (running === null) return EXIT.failed
  io.out(banner(config, running.address))

  const signal = await told
  log.info('server.stopping', { signal })
  const late = Promise.withResolvers<'late'>()
  const timer = setTimeout(() => late.resolve('late'), stopMaxMs)
  if ((await Promise.race([running.stop(), late.promise])) === 'late') log.warn('server.stop_late', { stopMaxMs })
  clearTimeout(timer)
  return EXIT.ok
}

/** The first word to end; a second one ends the process at once. */
function firstSignal(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>()
  let told = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (told) process.exit(EXIT.failed)
      told = true
      resolve(signal)
    })
  }
  return promise
}

async function startOrExplain(config: Config, log: Log, start: Start, io: Io): Promise<Running | null> {
  try {
    return await start(config, log)
  } catch (error) {
    const advice = listenAdvice(config, error)
    if (advice === null) log.error('server.start_failed', { error })
    io.error(advice ?? 'The server could not start; the line above says why. `watchparty doctor` checks what it needs.')
    return null
  }
}

/** What to do when the port cannot be listened on; null when it is something else that failed. */
function listenAdvice({ host, port }: Config, error: unknown): string | null {
  if (!(error instanceof Error && 'syscall' in error && error.syscall === 'listen' && 'code' in error)) return null
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use. Stop what listens there, or choose another with PORT.`
    case 'EACCES':
      return `Port ${port} may not be opened by this user. Choose one above 1023 with PORT.`
    case 'EADDRNOTAVAIL':
      return `${host} is no address of this machine. Choose another with HOST.`
    default:
      return null
  }
}

/** What somebody at a terminal wants to know. */
function banner(config: Config, address: string): string {
  // An address that nobody set is a guess at the port; by now it is known.
  const open = config.publicUrl === `http://localhost:${config.port}` ? address : config.publicUrl
  const ways = [
    config.botToken === null ? [] : ['people from Telegram'],
    config.guests ? ['guests by name'] : [],
  ].flat()
  return [
    '',
    `  WatchParty ${VERSION}`,
    '',
    `  Open      ${open}`,
    ...(open === address ? [] : [`  Here      ${address}`]),
    `  Lets in   ${ways.join(' and ')}`,
    `  Database  ${config.databaseUrl === null ? `its own, in ${config.dataDir}` : 'DATABASE_URL'}`,
    '',
    '  Ctrl+C stops it.',
    '',
  ].join('\n')
}
