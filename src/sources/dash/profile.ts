import { html5, type Profile } from '#core/profiles.ts'

export const dash = {
  /** A broadcast, read and steered as one in HLS. */
  dashLive: { ...html5, lockMs: 25, leapMs: 1_000, leapEveryMs: 4_000, standMs: 500 },
} as const satisfies Record<string, Profile>
