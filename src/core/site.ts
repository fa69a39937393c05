import type { MediaKind } from '#protocol/media.ts'
import { SITES } from '#sources/sites.ts'

/** Where films of a kind come from, as people know it. */
export const siteOf = (kind: MediaKind): string => SITES[kind].name

/** Whether films of this kind are shown by their platform's own player, in a frame. */
export const isFramed = (kind: MediaKind): boolean => SITES[kind].framed
