import type { FeedEntry } from '#protocol/chat.ts'
import { CHAT_MAX_UNITS, FEED_KEPT, FEED_KEPT_UNITS } from '#protocol/limits.ts'

export interface Passed {
  /** Oldest first. */
  readonly entries: readonly FeedEntry[]
  /** Whether something before them has been let go. */
  readonly cut: boolean
  /** The feed began anew: between what was kept and the feed something is missing, so none of it is kept. */
  readonly gap: boolean
}

/** What stands before a feed that went from `before` to `after`; null when it has let go of nothing. */
export function passed(
  kept: readonly FeedEntry[],
  before: readonly FeedEntry[],
  after: readonly FeedEntry[],
  max: number,
): Passed | null {
  const first = after[0]
  if (first === undefined || before[0] === undefined || isSame(first, before[0])) return null
  const known = [...kept, ...before]
  const joins = known.findLastIndex((entry) => isSame(entry, first))
  if (joins < 0) return { entries: [], cut: true, gap: true }
  return { entries: known.slice(Math.max(0, joins - max), joins), cut: joins > max, gap: false }
}

/** Whether nothing can have been said before this feed: a feed that had to let go of something is full, or nearly. */
export function isWhole(feed: readonly FeedEntry[]): boolean {
  const units = feed.reduce((sum, entry) => sum + (entry.kind === 'line' ? entry.line.text.length : 0), 0)
  return feed.length < FEED_KEPT && units < FEED_KEPT_UNITS - CHAT_MAX_UNITS
}

function isSame(a: FeedEntry, b: FeedEntry): boolean {
  if (a === b) return true
  if (a.kind === 'line') return b.kind === 'line' && a.line.id === b.line.id
  return b.kind === 'act' && a.act.what === b.act.what && a.act.at === b.act.at && a.act.by?.id === b.act.by?.id
}
