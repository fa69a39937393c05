import { PROTOCOL_VERSION } from '#protocol/version.ts'
import { VERSION } from '../version.ts'
import { EXIT, type Io, processIo } from './io.ts'

interface Command {
  /** What help says of it; null keeps it out of help. */
  readonly does: string | null
  /** The arguments it takes; null: any. None unless it says so. */
  readonly takes?: readonly string[] | null
  run(io: Io, args: readonly string[]): Promise<number>
}

/** Every word. Each loads what it needs itself: the database's child must not carry the whole server in memory. */
export const COMMANDS = {
  serve: {
    does: 'Start the server. Also without a command.',
    run: async (io) => {
      const { serve } = await import('./serve.ts')
      return await serve(io, async (config, log) => await (await import('../app.ts')).startApp(config, log))
    },
  },
  migrate: {
    does: 'Bring the database up to date, then end.',
    run: async (io) => await (await import('./migrate.ts')).migrateDatabase(io),
  },
  cleanup: {
    does: 'Remove what is older than the settings keep it; with --dry-run only count it.',
    takes: ['--dry-run'],
    run: async (io, args) => await (await import('./cleanup.ts')).cleanUp(io, args),
  },
  doctor: {
    does: 'Check settings, database, Redis, data folder, clock, address and bot.',
    run: async (io) => await (await import('./doctor/doctor.ts')).doctor(io),
  },
  version: {
    does: 'Print the versions.',
    run: async (io) => {
      io.out(`watchparty ${VERSION}\nbun ${Bun.version}\nprotocol ${PROTOCOL_VERSION}`)
      return EXIT.ok
    },
  },
  help: {
    does: 'Print this.',
    run: async (io) => {
      io.out((await import('./help.ts')).renderHelp())
      return EXIT.ok
    },
  },
  pglite: {
    does: null,
    takes: null,
    run: async (_io, args) => await (await import('./pglite.ts')).pglite(args),
  },
} as const satisfies Record<string, Command>

/** Other ways to say the same. */
const ALIASES: Readonly<Record<string, keyof typeof COMMANDS>> = {
  '--help': 'help',
  '-h': 'help',
  '--version': 'version',
  '-v': 'version',
}

const isCommand = (word: string): word is keyof typeof COMMANDS => Object.hasOwn(COMMANDS, word)

/** Does what the words ask; answers the exit code. */
export async function runCli(argv: readonly string[], io: Io = processIo): Promise<number> {
  const [said = 'serve', ...args] = argv
  const word = (Object.hasOwn(ALIASES, said) ? ALIASES[said] : undefined) ?? said
  if (isCommand(word)) {
    const { run, takes = [] }: Command = COMMANDS[word]
    const unknown = takes === null ? [] : args.filter((arg) => !takes.includes(arg))
    if (unknown.length === 0) return await run(io, args)
    io.error(`watchparty ${word} does not know: ${unknown.join(' ')}\n`)
  } else {
    io.error(`watchparty does not know the command "${said}".\n`)
  }
  io.error((await import('./help.ts')).renderHelp())
  return EXIT.usage
}
