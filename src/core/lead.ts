import type { Health } from '#protocol/health.ts'
import type { UserId } from '#protocol/ids.ts'
import { PLAYBACK_LEAD_MAX_MS, PLAYBACK_LEAD_MIN_MS, PLAYBACK_LEAD_MS } from '#protocol/limits.ts'
import type { Member } from '#protocol/members.ts'
import { isHere } from './members.ts'

/** Added to what the slowest viewer needs, ms: for the server's own work, and for luck. */
const MARGIN_MS = 40

/**
 * How far ahead a change of the line must lie, ms, so that all who take part can be told and be ready when it comes: half
 * the slowest round trip, and what that player needs to begin. Who needs more than the longest lead catches up.
 */
export function leadOf(members: readonly Member[], healthOf: (userId: UserId) => Health | null): number {
  let neededMs: number | null = null
  for (const member of members) {
    const health = isHere(member) ? healthOf(member.id) : null
    if (health === null || health.roundTripMs === null || isExcused(health) || health.state === 'slow') continue
    neededMs = Math.max(neededMs ?? 0, health.roundTripMs / 2 + health.startMs)
  }
  if (neededMs === null) return PLAYBACK_LEAD_MS
  return Math.round(Math.min(PLAYBACK_LEAD_MAX_MS, Math.max(PLAYBACK_LEAD_MIN_MS, neededMs + MARGIN_MS)))
}

/** Nobody waits for a player that shows something else, or that nobody watches, or that its owner has taken along. */
export const isExcused = ({ state }: Health): boolean =>
  state === 'ad' || state === 'away' || state === 'blocked' || state === 'failed' || state === 'alone'
