import type { FeedEntry } from '#protocol/chat.ts'
import type { RoomView } from '#protocol/room.ts'

/**
 * Whether the film has yet to begin for the first time: it is loaded, it stands at its very beginning (also while the
 * room asks who is ready), and nothing that the feed remembers since it was loaded happened anywhere else in it.
 */
export function beforeStart({ playback, feed }: Pick<RoomView, 'feed' | 'playback'>): boolean {
  const stands = playback.status === 'paused' || (playback.status === 'holding' && playback.why === 'gather')
  if (!stands || playback.positionMs > 0) return false
  const loadedAt = feed.findLastIndex((entry) => entry.kind === 'act' && entry.act.what === 'load')
  return !feed.slice(loadedAt + 1).some((entry) => (placeOf(entry) ?? 0) > 0)
}

/** Where the film stood when it happened, ms. */
const placeOf = (entry: FeedEntry): number | null =>
  entry.kind === 'line' ? entry.line.positionMs : entry.act.positionMs
