import type { EpochMs } from '#protocol/ids.ts'

const DAY_MS = 24 * 3_600_000

/** What goes when it is old enough, in the order in which it does: people are free only when their rooms are gone. */
export const AGEING = ['silentRooms', 'closedRooms', 'messages', 'guests'] as const
export type Ageing = (typeof AGEING)[number]

/**
 * How long each is kept, days; null keeps it for ever. Rooms count from their last life or from their end, messages from
 * when they were said, guests from when they were last seen.
 */
export type Retention = Readonly<Record<Ageing, number | null>>

/** What is older than its instant may go; null: nothing of its kind. */
export type Cutoffs = Readonly<Record<Ageing, EpochMs | null>>

/** The instants before which things are too old at `now`. */
export function cutoffs(retention: Retention, now: EpochMs): Cutoffs {
  const before = (kept: Ageing): EpochMs | null => {
    const days = retention[kept]
    return days === null ? null : (Math.max(0, now - days * DAY_MS) as EpochMs) // brand: an instant less a length of time
  }
  return {
    silentRooms: before('silentRooms'),
    closedRooms: before('closedRooms'),
    messages: before('messages'),
    guests: before('guests'),
  }
}
