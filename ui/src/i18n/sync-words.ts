import { unreachable } from '#core/result.ts'
import type { MemberHealth, SyncState } from '#protocol/health.ts'
import type { RoomTexts } from './index.ts'

export type Dot = 'well' | 'waits' | 'lost' | 'still'

/** How my player stands to the room, and what explains it; `offsetMs`: behind is positive. */
export interface Standing {
  readonly state: SyncState | 'lost' | 'idle'
  readonly offsetMs: number | null
  /** The room waits for somebody's player. */
  readonly held: boolean
  /** Where the film stood when the connection was lost, ms. */
  readonly lostAtMs: number | null
}

export interface SyncWords {
  readonly dot: Dot
  readonly word: string
  /** The number behind the word, or who it is about. */
  readonly detail: string
  /** What it means, in a sentence. */
  readonly means: string
}

/** A distance worth telling in seconds, ms; below it the number would read 0.0. */
const TELL_S_MS = 50

/** How my player stands to the room, in words. */
export function syncWords({ sync: t }: Pick<RoomTexts, 'sync'>, standing: Standing): SyncWords {
  const { state, offsetMs, held, lostAtMs } = standing
  const said = (dot: Dot, detail: string, as: keyof typeof t.means = state): SyncWords => ({
    dot,
    word: t[as],
    detail,
    means: t.means[as],
  })
  switch (state) {
    case 'in_sync':
      return said('well', offsetMs === null ? t.forAll : t.ms(offsetMs))
    case 'catching_up':
      return said('waits', distance(t, offsetMs) ?? t.wait)
    case 'buffering':
      return said('waits', t.wait)
    case 'slow':
      return said('waits', distance(t, offsetMs) ?? t.stuck)
    case 'ad':
      return said('waits', t.after)
    case 'blocked':
      return said('waits', t.onPicture)
    case 'failed':
      return said('still', t.roomGoesOn)
    case 'away':
      return said('still', t.roomGoesOn)
    case 'alone':
      return said('still', t.roomGoesOn)
    case 'standing':
      return held ? said('well', t.others, 'ready') : said('still', t.forAll)
    case 'lost':
      return said('lost', lostAtMs === null ? t.wait : t.since(lostAtMs))
    case 'idle':
      return said('still', t.choose)
    default:
      return unreachable(state)
  }
}

const distance = (t: RoomTexts['sync'], offsetMs: number | null): string | null =>
  offsetMs === null || Math.abs(offsetMs) < TELL_S_MS ? null : t.offset(offsetMs)

const DOTS: Record<SyncState, Dot> = {
  in_sync: 'well',
  catching_up: 'waits',
  buffering: 'waits',
  slow: 'waits',
  ad: 'waits',
  blocked: 'waits',
  away: 'still',
  failed: 'still',
  alone: 'still',
  standing: 'still',
}

/** What is known of somebody else's player. */
interface Seen extends Pick<Standing, 'held'> {
  readonly here: boolean
  readonly health: MemberHealth | undefined
  /** How long the room has waited for it, ms; null while it does not. */
  readonly waitedMs: number | null
}

/** How somebody else's player is doing, in one line. */
export function memberWords(
  { person, sync }: Pick<RoomTexts, 'person' | 'sync'>,
  { here, health, held, waitedMs }: Seen,
): { dot: Dot; text: string } {
  if (!here) return { dot: 'still', text: person.left }
  if (waitedMs !== null) return { dot: 'waits', text: person.waitedFor(Math.max(0, Math.floor(waitedMs / 1_000))) }
  if (health === undefined) return { dot: 'well', text: person.inRoom }
  const { state, offsetMs } = health
  if (state === 'standing' && held) return { dot: 'well', text: person.ready }
  const number = state === 'in_sync' && offsetMs !== null ? sync.ms(offsetMs) : null
  const far = state === 'catching_up' || state === 'slow' ? distance(sync, offsetMs) : null
  return { dot: DOTS[state], text: [person[state], number ?? far].filter((part) => part !== null).join(' · ') }
}
