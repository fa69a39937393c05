import type { MediaKind } from '#protocol/media.ts'
import { PLAYERS } from '#sources/players.ts'
import type { Engine, Parts } from './engine.ts'

/** The player of a kind of films, in a chunk of its own, which may not come; null: there is none. */
export const engineFor = async (kind: MediaKind, parts: Parts): Promise<Engine | null> =>
  (await PLAYERS[kind]?.(parts)) ?? null
