import { html5, only, type Profile, ROUGH } from '#core/profiles.ts'

export const youtube = {
  /** Takes any speed between a quarter and twice. */
  youtubeFree: { ...html5, lockMs: 60, gears: ROUGH, leapMs: 800, leapEveryMs: 6_000, standMs: 100 },
  /** Knows only the speeds of its menu: for a moment, and for errors that are worth it. */
  youtubeListed: {
    ...html5,
    lockMs: 200,
    gears: only(0.25, 300),
    rates: [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2],
    leapMs: 800,
    leapEveryMs: 8_000,
    standMs: 100,
  },
} as const satisfies Record<string, Profile>
