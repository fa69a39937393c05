import { join } from 'node:path'

/** The command line that starts this same program again with another word: one executable, or Bun and its entry. */
export function childCommand(word: string, args: readonly string[]): string[] {
  const program = Bun.isStandaloneExecutable
    ? [process.execPath]
    : [process.execPath, join(import.meta.dir, '../main.ts')]
  return [...program, word, ...args]
}
