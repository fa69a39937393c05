import { withoutMine } from '#core/reactions.ts'
import type { UserId } from '#protocol/ids.ts'
import { REACTIONS, type Reaction, type ReactionBurst } from '#protocol/reactions.ts'

/** Reactions in the air at once; of more the oldest are gone. */
export const AIR_MAX = 24
/** How long one is in the air, ms. */
export const AIR_MS = 3_000
/** A reaction of mine that has not come back by then, ms, was lost on its way. */
const OWN_LOST_MS = 3_000

/** A reaction in the air. */
export interface Flying {
  readonly id: number
  readonly what: Reaction
  /** Whose it is; null: one of many in a large room. */
  readonly userId: UserId | null
  /** Where the film stood, ms; null without a film, or for one of many. */
  readonly positionMs: number | null
}

interface Own {
  readonly what: Reaction
  readonly at: number
}

/** What is in the air, until when (ms of any clock that does not step back), and what of mine the server has not told. */
export interface Air {
  readonly flying: readonly (Flying & { readonly until: number })[]
  readonly own: readonly Own[]
  readonly lastId: number
}

export const CLEAR: Air = { flying: [], own: [], lastId: 0 }

/** I react: at once, whatever the server says. */
export const withMine = (air: Air, mine: Omit<Flying, 'id'>, now: number): Air => ({
  ...risen(air, [mine], now),
  own: [...air.own.filter(isAwaited(now)), { what: mine.what, at: now }],
})

/** The server tells of a burst. Answers the air, and what of the burst was not there yet. */
export function withBurst(air: Air, burst: ReactionBurst, me: UserId, now: number): { air: Air; rest: ReactionBurst } {
  const awaited = air.own.filter(isAwaited(now))
  const { rest, mine } = withoutMine(
    burst,
    me,
    awaited.map(({ what }) => what),
  )
  const own = [...awaited]
  for (const what of mine) {
    own.splice(
      own.findIndex((one) => one.what === what),
      1,
    )
  }
  return { air: { ...risen(air, unfolded(rest), now), own }, rest }
}

/** Without those whose time is over. */
export const landed = (air: Air, now: number): Air => ({
  ...air,
  flying: air.flying.filter(({ until }) => until > now),
})

const isAwaited =
  (now: number) =>
  ({ at }: Own): boolean =>
    now - at < OWN_LOST_MS

function risen(air: Air, rising: readonly Omit<Flying, 'id'>[], now: number): Air {
  const up = rising.map((one, index) => ({ ...one, id: air.lastId + 1 + index, until: now + AIR_MS }))
  return { ...air, flying: [...air.flying, ...up].slice(-AIR_MAX), lastId: air.lastId + up.length }
}

/** Faces first, then the nameless, kinds in turn; as many as there may be. */
function unfolded({ counts, first }: ReactionBurst): Omit<Flying, 'id'>[] {
  const left = { ...counts }
  for (const { what } of first) left[what] -= 1
  const rising: Omit<Flying, 'id'>[] = [...first]
  while (rising.length < AIR_MAX && REACTIONS.some((what) => left[what] > 0)) {
    for (const what of REACTIONS) {
      if (left[what] <= 0) continue
      left[what] -= 1
      rising.push({ what, userId: null, positionMs: null })
    }
  }
  return rising.slice(0, AIR_MAX)
}
