/** Where words come from and go to. Tests hand in their own. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>
  /** One or more lines for who asked. */
  out(text: string): void
  /** One or more lines about what went wrong. */
  error(text: string): void
}

export const processIo: Io = {
  env: process.env,
  out: (text) => void process.stdout.write(`${text}\n`),
  error: (text) => void process.stderr.write(`${text}\n`),
}

/** Exit codes, where there is a custom: sysexits.h. */
export const EXIT = { ok: 0, failed: 1, usage: 64, config: 78 } as const
