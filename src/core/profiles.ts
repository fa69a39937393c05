/** A change of speed: by which fraction, for errors from which size on, ms, and whether the pitch of the sound is kept. */
export interface Gear {
  readonly fromMs: number
  readonly by: number
  readonly keepsPitch: boolean
}

/** What the drift controller may ask of a player. Lengths in ms, speeds as fractions of the room's. */
export interface Profile {
  /** Errors beyond this are corrected; smaller ones are let be. */
  readonly lockMs: number
  /** Changes of speed it can do, gentlest first; none: it cannot be steered so. */
  readonly gears: readonly Gear[]
  /** The only speeds it knows, least first; null: any. */
  readonly rates: readonly number[] | null
  /** Errors beyond this are leapt over, and time between two leaps while playing. */
  readonly leapMs: number
  readonly leapEveryMs: number
  /** Standing, it may be this far off the room's place. */
  readonly standMs: number
}

/** A `<video>` in Chromium, with a file or through Media Source: it can be read to a millisecond and steered to a few. */
const html5: Profile = {
  lockMs: 6,
  gears: [
    // A twelfth of a semitone, a sixth, and then what only a kept pitch makes bearable.
    { fromMs: 0, by: 0.005, keepsPitch: false },
    { fromMs: 20, by: 0.01, keepsPitch: false },
    { fromMs: 80, by: 0.06, keepsPitch: true },
  ],
  rates: null,
  leapMs: 400,
  leapEveryMs: 1_500,
  standMs: 0.5,
}

/** What a player behind a frame does at one speed only. */
const only = (by: number, fromMs = 0): readonly Gear[] => [{ fromMs, by, keepsPitch: true }]

/** A player behind a frame that takes any speed: it is read roughly, so it is steered roughly. */
const EMBEDDED: readonly Gear[] = [...only(0.05), ...only(0.1, 250)]

/**
 * What is known of each kind of player. The first is where every `<video>` begins: what it cannot do it shows, and the
 * controller learns it (see `adapted`). The others are players behind a frame, whose rules are published.
 */
export const PROFILES = {
  html5,
  /** Pictures of YouTube that takes any speed between a quarter and twice. */
  youtubeFree: { ...html5, lockMs: 60, gears: EMBEDDED, leapMs: 800, leapEveryMs: 6_000, standMs: 100 },
  /** YouTube that knows only the speeds of its menu: for a moment, and for errors that are worth it. */
  youtubeListed: {
    ...html5,
    lockMs: 200,
    gears: only(0.25, 300),
    rates: [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2],
    leapMs: 800,
    leapEveryMs: 8_000,
    standMs: 100,
  },
  vimeo: { ...html5, lockMs: 60, gears: EMBEDDED, leapMs: 600, leapEveryMs: 5_000, standMs: 100 },
  /** A broadcast held at a common delay behind its edge. */
  hlsLive: { ...html5, lockMs: 25, leapMs: 1_000, leapEveryMs: 4_000, standMs: 500 },
  /** The system's own player for HLS, on iPhones. */
  hlsNative: { ...html5, lockMs: 80, leapMs: 600, leapEveryMs: 4_000, standMs: 40 },
  /** No speeds at all. */
  twitchVideo: { ...html5, lockMs: 500, gears: [], leapMs: 1_000, leapEveryMs: 15_000, standMs: 500 },
} as const satisfies Record<string, Profile>
export type PlayerKind = keyof typeof PROFILES

/**
 * How a player takes a change of speed: as told, with a frozen moment each time (WebKit with sound), or not at all. It is
 * found out by doing it, never by the browser's name.
 */
export type RateWrites = 'free' | 'glitchy' | 'refused'

/** A frozen moment costs more than it mends: such a player is let be up to here, ms, and put back by a leap beyond there. */
const GLITCH_LOCK_MS = 60
const GLITCH_LEAP_MS = 150
const GLITCH_LEAP_EVERY_MS = 3_000
/** Twitch's band serves whoever cannot be steered. */
const UNSTEERED_LOCK_MS = 200

/** The profile of a player that has shown how it takes changes of speed. */
export function adapted(profile: Profile, rateWrites: RateWrites): Profile {
  switch (rateWrites) {
    case 'free':
      return profile
    case 'glitchy':
      return {
        ...profile,
        lockMs: Math.max(profile.lockMs, GLITCH_LOCK_MS),
        gears: [],
        leapMs: Math.min(profile.leapMs, Math.max(GLITCH_LEAP_MS, 2 * profile.lockMs)),
        leapEveryMs: Math.max(profile.leapEveryMs, GLITCH_LEAP_EVERY_MS),
      }
    case 'refused':
      return { ...profile, lockMs: Math.max(profile.lockMs, UNSTEERED_LOCK_MS), gears: [] }
  }
}
