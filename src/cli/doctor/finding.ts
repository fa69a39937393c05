/** What a check has found. Everything but `ok` says what to do about it. */
export type Finding =
  | { readonly level: 'ok'; readonly says: string }
  | { readonly level: 'warn' | 'fail'; readonly says: string; readonly fix: string }

/** One question about the world, asked until `signal` says that it took too long. */
export interface Check {
  readonly name: string
  run(signal: AbortSignal): Promise<Finding>
}

export const fine = (says: string): Finding => ({ level: 'ok', says })
export const warn = (says: string, fix: string): Finding => ({ level: 'warn', says, fix })
export const fail = (says: string, fix: string): Finding => ({ level: 'fail', says, fix })

/** Longest wait for one check, ms. */
export const CHECK_MAX_MS = 5_000

/** Asks; neither a fault nor silence gets past it. Messages of faults are not shown: they may hold secrets. */
export async function ask(check: Check, maxMs = CHECK_MAX_MS): Promise<Finding> {
  const signal = AbortSignal.timeout(maxMs)
  const late = Promise.withResolvers<Finding>()
  signal.addEventListener('abort', () =>
    late.resolve(fail(`no answer within ${maxMs / 1_000} s`, 'Check that it runs and can be reached from here.')),
  )
  try {
    return await Promise.race([check.run(signal), late.promise])
  } catch (error) {
    return fail(
      `the check itself failed (${codeOf(error)})`,
      'Run it again with LOG_LEVEL=debug, and report it if it stays.',
    )
  }
}

/** The short name of a fault: its code, else its type. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
