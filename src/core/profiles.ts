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

/**
 * Where every `<video>` begins, as Chromium has it: read to a millisecond and steered to a few. What it cannot do it shows,
 * and the controller learns it (see `adapted`). The profiles of players behind frames are in their sources' folders.
 */
export const html5: Profile = {
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
export const only = (by: number, fromMs = 0): readonly Gear[] => [{ fromMs, by, keepsPitch: true }]

/** A player behind a frame that takes any speed: it is read roughly, so it is steered roughly. */
export const ROUGH: readonly Gear[] = [...only(0.05), ...only(0.1, 250)]

/** A player behind a frame that knows no speed but the normal one: it is let be until a leap is worth it. */
export const unsteered: Profile = {
  ...html5,
  lockMs: 500,
  gears: [],
  rates: [1],
  leapMs: 1_000,
  leapEveryMs: 15_000,
  standMs: 500,
}

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
