import { html5, type Profile, ROUGH, unsteered } from '#core/profiles.ts'

export const vimeo = {
  vimeo: { ...html5, lockMs: 60, gears: ROUGH, leapMs: 600, leapEveryMs: 5_000, standMs: 100 },
  /** Its owner's plan, or their wish, allows no other speed. */
  vimeoPlain: { ...unsteered, lockMs: 200, leapMs: 600, leapEveryMs: 8_000, standMs: 100 },
} as const satisfies Record<string, Profile>
