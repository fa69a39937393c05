import { runCli } from './cli/cli.ts'

process.exit(await runCli(Bun.argv.slice(2)))
