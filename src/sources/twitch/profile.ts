import { type Profile, unsteered } from '#core/profiles.ts'

export const twitch = { twitchVideo: unsteered } as const satisfies Record<string, Profile>
