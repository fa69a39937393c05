// Written by `bun run sources` out of the folders beside it.
import { dash } from './dash/link.ts'
import { file } from './file/link.ts'
import { hls } from './hls/link.ts'
import { peertube } from './peertube/link.ts'
import { rutube } from './rutube/link.ts'
import { twitch } from './twitch/link.ts'
import { vimeo } from './vimeo/link.ts'
import { vk } from './vk/link.ts'
import { youtube } from './youtube/link.ts'

/** How each source knows its links. */
export const SOURCES = { dash, file, hls, peertube, rutube, twitch, vimeo, vk, youtube } as const
