import type { Holding } from '#core/timeline.ts'
import type { Member } from '#protocol/members.ts'
import { shortName } from '../../kit/person.ts'

/** Whom a hold waits for, as members. */
export const awaitedMembers = ({ waitingFor }: Holding, members: readonly Member[]): Member[] =>
  members.filter(({ id }) => waitingFor.some(({ userId }) => userId === id))

export const awaitedNames = (hold: Holding, members: readonly Member[]): string[] =>
  awaitedMembers(hold, members).map(({ name }) => shortName(name))

/** When a hold is over at the latest. */
export const latestEnd = ({ since, waitingFor }: Holding): number =>
  Math.max(since, ...waitingFor.map(({ until }) => until))
