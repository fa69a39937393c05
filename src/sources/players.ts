// Written by `bun run sources` out of the folders beside it.
import type { Engine, Parts } from '#player/engine.ts'
import type { MediaKind } from '#protocol/media.ts'

/** How each kind of film is played: a chunk of its own, loaded when the first film of that kind is. */
export const PLAYERS: Partial<Record<MediaKind, (parts: Parts) => Promise<Engine>>> = {
  dash: async (parts) => (await import('./dash/player.ts')).dash(parts),
  file: async (parts) => (await import('./file/player.ts')).file(parts),
  hls: async (parts) => (await import('./hls/player.ts')).hls(parts),
  rutube: async (parts) => (await import('./rutube/player.ts')).rutube(parts),
  twitch: async (parts) => (await import('./twitch/player.ts')).twitch(parts),
  vimeo: async (parts) => (await import('./vimeo/player.ts')).vimeo(parts),
  vk: async (parts) => (await import('./vk/player.ts')).vk(parts),
  youtube: async (parts) => (await import('./youtube/player.ts')).youtube(parts),
}
