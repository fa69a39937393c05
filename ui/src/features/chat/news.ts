import type { FeedEntry } from '#protocol/chat.ts'
import { type Row, script } from './script.ts'

const inside = (entry: FeedEntry) => (entry.kind === 'line' ? entry.line : entry.act)

/** The instant of the last thing that happened. */
export const lastAt = (feed: readonly FeedEntry[], before: number): number =>
  feed.reduce((last, entry) => Math.max(last, inside(entry).at), before)

/** What happened after an instant, as it is told: of people who came and went only those who did so since. */
export function newsSince(feed: readonly FeedEntry[], at: number): Row[] {
  const fresh = feed.filter((entry) => inside(entry).at > at)
  if (fresh.length === 0) return []
  // Whether a seek goes back or ahead is told by where the film was before.
  const known = feed.findLast((entry) => inside(entry).at <= at && inside(entry).positionMs !== null)
  return known ? script({ entries: [known, ...fresh] }).slice(1) : script({ entries: fresh })
}
