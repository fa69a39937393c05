import type { FeedEntry } from '#protocol/chat.ts'
import type { UserId } from '#protocol/ids.ts'

/** Somebody else has taken the room to another place of the film. */
export interface Glide {
  readonly by: { readonly id: UserId; readonly name: string; readonly photoUrl: string | null }
  readonly toMs: number
  readonly at: number
}

/** The seek that the room's feed ends with, if it is another's and newer than `since`. */
export function glideOf(feed: readonly FeedEntry[], me: UserId | null, since: number): Glide | null {
  const last = feed.findLast((entry) => entry.kind === 'act' && entry.act.what === 'seek')
  if (last?.kind !== 'act') return null
  const { by, positionMs, at } = last.act
  if (by === null || by.id === me || positionMs === null || at < since) return null
  return { by, toMs: positionMs, at }
}
