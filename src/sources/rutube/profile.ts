import { type Profile, unsteered } from '#core/profiles.ts'

export const rutube = { rutube: unsteered } as const satisfies Record<string, Profile>
