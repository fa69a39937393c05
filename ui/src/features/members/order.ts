import { isHere } from '#core/members.ts'
import type { UserId } from '#protocol/ids.ts'
import type { Member } from '#protocol/members.ts'

/** Who sits where: the host, then who is here, then kept seats; each by when they came. Me first or last. */
export function seated(
  members: readonly Member[],
  hostId: UserId | null,
  me: UserId | null,
  mine: 'first' | 'last',
): Member[] {
  const rank = (member: Member): number => {
    if (member.id === me) return mine === 'first' ? -1 : 9
    if (!isHere(member)) return 2
    return member.id === hostId ? 0 : 1
  }
  return members.toSorted((a, b) => rank(a) - rank(b) || a.joinedAt - b.joinedAt)
}
