import type { Passage } from '#services/limits.ts'

/**
 * What an answer says of its limit. These names are of the IETF's drafts up to the sixth (`RateLimit-Policy` is in all of
 * them), which clients and proxies understand; the one structured `RateLimit` field of the later ones hardly anything
 * reads yet.
 */
export function rateHeaders({ allowed, remaining, resetMs, rule }: Passage): Record<string, string> {
  // Whole seconds, rounded up: who comes back then finds the door open.
  const reset = String(Math.ceil(resetMs / 1_000))
  return {
    'RateLimit-Limit': String(rule.points),
    'RateLimit-Policy': `${rule.points};w=${rule.seconds}`,
    'RateLimit-Remaining': String(remaining),
    'RateLimit-Reset': reset,
    ...(allowed ? {} : { 'Retry-After': reset }),
  }
}
