import { html5, type Profile } from '#core/profiles.ts'

export const hls = {
  /** A broadcast held at a common delay behind its edge. */
  hlsLive: { ...html5, lockMs: 25, leapMs: 1_000, leapEveryMs: 4_000, standMs: 500 },
  /** The system's own player for HLS, on iPhones. */
  hlsNative: { ...html5, lockMs: 80, leapMs: 600, leapEveryMs: 4_000, standMs: 40 },
} as const satisfies Record<string, Profile>
