import { beforeStart } from '#core/before-start.ts'
import type { PlayerStore } from './player.svelte.ts'
import type { RoomStore } from './room.svelte.ts'

/** Whether people gather in front of a closed curtain: the film has yet to start, and nobody here has gone ahead alone. */
export const gathers = (room: RoomStore, player: PlayerStore): boolean =>
  room.playback !== null &&
  !player.alone &&
  player.status !== 'failed' &&
  beforeStart({ feed: room.feed, playback: room.playback })
