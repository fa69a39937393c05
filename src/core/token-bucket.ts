/** Tokens left, and when that was true. */
export interface Bucket {
  readonly tokens: number
  readonly at: number
}

/** What a bucket allows: `perSecond` on average, `burst` at once after a pause. */
export interface BucketRule {
  readonly perSecond: number
  readonly burst: number
}

export const fullBucket = (rule: BucketRule, now: number): Bucket => ({ tokens: rule.burst, at: now })

/** Takes one token at `now` (ms). A clock that steps back refills nothing. Null when the bucket is empty. */
export function take(bucket: Bucket, rule: BucketRule, now: number): Bucket | null {
  const refill = (Math.max(0, now - bucket.at) / 1_000) * rule.perSecond
  const tokens = Math.min(rule.burst, bucket.tokens + refill)
  return tokens < 1 ? null : { tokens: tokens - 1, at: Math.max(now, bucket.at) }
}
