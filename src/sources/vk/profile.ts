import { type Profile, unsteered } from '#core/profiles.ts'

export const vk = { vk: unsteered } as const satisfies Record<string, Profile>
