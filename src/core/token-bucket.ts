/** A bucket of tokens in one number, the instant at which it is full again (ms): nothing to allocate, nothing to refill. */
export type Bucket = number

/** What a bucket allows: `perSecond` on average, `burst` at once after a pause. */
export interface BucketRule {
  readonly perSecond: number
  readonly burst: number
}

/** Full since ever. */
export const FULL: Bucket = 0

/** Instants since 1970 leave a double a quarter of a microsecond; a token that is due must not wait for that, ms. */
const ROUNDING_MS = 0.01

/**
 * Takes one token at `now` (ms): the bucket after it, or null when it is empty. A clock that steps back refills nothing.
 * The same arithmetic as counting tokens, seen from the other end (the generic cell rate algorithm).
 */
export function take(fullAt: Bucket, { perSecond, burst }: BucketRule, now: number): Bucket | null {
  const tokenMs = 1_000 / perSecond
  const next = Math.max(fullAt, now) + tokenMs
  return next - now > burst * tokenMs + ROUNDING_MS ? null : next
}
