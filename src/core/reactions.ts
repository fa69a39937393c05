import { REACTIONS_SHOWN } from '#protocol/limits.ts'
import { REACTIONS, type Reaction, type ReactionBurst, type ReactionSeen } from '#protocol/reactions.ts'

/** Nobody has reacted. */
export const NO_REACTIONS: ReactionBurst = {
  counts: { heart: 0, laugh: 0, gasp: 0, tear: 0, flame: 0, popcorn: 0 },
  first: [],
}

/** How many reactions there are in it. */
export const sizeOf = ({ counts }: ReactionBurst): number => REACTIONS.reduce((sum, what) => sum + counts[what], 0)

/** The burst with one reaction more. */
export const withReaction = (burst: ReactionBurst, seen: ReactionSeen): ReactionBurst => ({
  counts: { ...burst.counts, [seen.what]: burst.counts[seen.what] + 1 },
  first: burst.first.length < REACTIONS_SHOWN ? [...burst.first, seen] : burst.first,
})

/** Two bursts as one; the faces of the earlier come first. */
export function bothBursts(earlier: ReactionBurst, later: ReactionBurst): ReactionBurst {
  const counts = { ...earlier.counts }
  for (const what of REACTIONS) counts[what] += later.counts[what]
  return { counts, first: [...earlier.first, ...later.first].slice(0, REACTIONS_SHOWN) }
}

/**
 * What is left of a burst for `me`, who has shown `shown` of my own already: what is mine is taken out, and which of
 * `shown` that were. Where faces tell whose a reaction is they decide; among the nameless it is taken to be mine.
 */
export function withoutMine(
  { counts, first }: ReactionBurst,
  me: ReactionSeen['userId'],
  shown: readonly Reaction[],
): { rest: ReactionBurst; mine: Reaction[] } {
  const left = { ...counts }
  const mine: Reaction[] = []
  for (const what of shown) {
    const others = first.filter((seen) => seen.userId !== me && seen.what === what).length
    if (left[what] <= others) continue
    left[what] -= 1
    mine.push(what)
  }
  const hidden = [...mine]
  const faces = first.filter(({ userId, what }) => {
    const at = userId === me ? hidden.indexOf(what) : -1
    if (at >= 0) hidden.splice(at, 1)
    return at < 0
  })
  return { rest: { counts: left, first: faces }, mine }
}
