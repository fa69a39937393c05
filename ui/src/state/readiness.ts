import { isHere } from '#core/members.ts'
import type { Holding } from '#core/timeline.ts'
import type { UserId } from '#protocol/ids.ts'
import type { Member } from '#protocol/members.ts'

/** A seat while people gather: `here` before anybody was asked; then `ready` or `asked`; `away`: not asked at all. */
export type Readiness = 'asked' | 'away' | 'here' | 'ready'

/** What everybody's seat shows while people gather. `check`: the question to all, once somebody has asked it. */
export function readinessOf(member: Member, check: Pick<Holding, 'waitingFor'> | null, looksAway: boolean): Readiness {
  const awaited = check?.waitingFor.some(({ userId }) => userId === member.id) ?? false
  if (awaited) return 'asked'
  if (!isHere(member) || looksAway) return 'away'
  return check === null ? 'here' : 'ready'
}

/** How many have said that they are ready, of how many who were asked. */
export function countReady(all: readonly Readiness[]): { ready: number; asked: number } {
  const ready = all.filter((one) => one === 'ready').length
  return { ready, asked: ready + all.filter((one) => one === 'asked').length }
}

/** When a check is over at the latest; null when nobody is awaited. */
export const checkEndsAt = ({ waitingFor }: Pick<Holding, 'waitingFor'>): number | null =>
  waitingFor.length === 0 ? null : Math.max(...waitingFor.map(({ until }) => until))

/** The seats that fit, one of them for who is yet to come, and how many people are only counted. */
export function seatsIn<Person>(people: readonly Person[], places: number): { shown: readonly Person[]; rest: number } {
  const free = Math.max(1, places - 1)
  if (people.length <= free) return { shown: people, rest: 0 }
  // The number takes a place of its own.
  const shown = people.slice(0, Math.max(1, free - 1))
  return { shown, rest: people.length - shown.length }
}

/** Whose answer is mine to give. */
export const isAwaited = (check: Pick<Holding, 'waitingFor'> | null, me: UserId | null): boolean =>
  me !== null && (check?.waitingFor.some(({ userId }) => userId === me) ?? false)
