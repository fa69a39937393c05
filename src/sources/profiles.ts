// Written by `bun run sources` out of the folders beside it.
import { dash } from './dash/profile.ts'
import { file } from './file/profile.ts'
import { hls } from './hls/profile.ts'
import { rutube } from './rutube/profile.ts'
import { twitch } from './twitch/profile.ts'
import { vimeo } from './vimeo/profile.ts'
import { vk } from './vk/profile.ts'
import { youtube } from './youtube/profile.ts'

/** What may be asked of each kind of player, by the names that their sources give them. */
export const PROFILES = {
  ...dash,
  ...file,
  ...hls,
  ...rutube,
  ...twitch,
  ...vimeo,
  ...vk,
  ...youtube,
} as const
