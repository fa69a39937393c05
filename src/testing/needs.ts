/** What a test may need besides Bun. */
export type Need = 'browser' | 'caddy' | 'executable' | 'ffmpeg' | 'postgres' | 'redis'

/**
 * Whether a test must be skipped because one of these is missing: `describe.skipIf(needs('postgres'))(…)`.
 *
 * `scripts/check.ts` lists what this machine lacks in WATCHPARTY_SKIP. Under CI the list is ignored, so that a missing
 * part is a failure and never a silent skip.
 */
export function needs(...parts: readonly Need[]): boolean {
  if (isSet(process.env.CI)) return false
  const missing = (process.env.WATCHPARTY_SKIP ?? '').split(',')
  return parts.some((part) => missing.includes(part))
}

/** `CI=false` and `CI=` mean what they say. */
export const isSet = (value: string | undefined): boolean => value !== undefined && !['', '0', 'false'].includes(value)
