import * as v from 'valibot'
import { UserId } from './ids.ts'
import { REACTIONS_SHOWN } from './limits.ts'
import { PositionMs } from './media.ts'

/** What somebody may answer a scene with. */
export const REACTIONS = ['heart', 'laugh', 'gasp', 'tear', 'flame', 'popcorn'] as const
export const Reaction = v.picklist(REACTIONS)
export type Reaction = v.InferOutput<typeof Reaction>

/** One reaction: whose it was, and where the film stood; null without a film. */
export const ReactionSeen = v.object({ userId: UserId, what: Reaction, positionMs: v.nullable(PositionMs) })
export type ReactionSeen = v.InferOutput<typeof ReactionSeen>

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** How often each reaction came within a moment, and the first few of them by name. */
export const ReactionBurst = v.object({
  counts: v.object({ heart: Count, laugh: Count, gasp: Count, tear: Count, flame: Count, popcorn: Count }),
  first: v.pipe(v.array(ReactionSeen), v.maxLength(REACTIONS_SHOWN)),
})
export type ReactionBurst = v.InferOutput<typeof ReactionBurst>
