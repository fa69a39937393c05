// Written by `bun run sources` out of the folders beside it.
import type { Lookup } from '#ports/lookup.ts'
import { dash } from './dash/lookup.ts'
import { file } from './file/lookup.ts'
import { hls } from './hls/lookup.ts'
import { peertube } from './peertube/lookup.ts'
import { rutube } from './rutube/lookup.ts'
import { twitch } from './twitch/lookup.ts'
import { vimeo } from './vimeo/lookup.ts'
import { vk } from './vk/lookup.ts'
import { youtube } from './youtube/lookup.ts'

/** Which sources can be asked about their films, and how. */
export const LOOKUPS: Readonly<Record<string, Lookup>> = {
  dash,
  file,
  hls,
  peertube,
  rutube,
  twitch,
  vimeo,
  vk,
  youtube,
}
