import { html5, type Profile } from '#core/profiles.ts'

export const file = { html5 } as const satisfies Record<string, Profile>
