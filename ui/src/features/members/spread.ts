import type { MemberHealth } from '#protocol/health.ts'
import type { UserId } from '#protocol/ids.ts'

/** How far the line reaches to either side of the room's time, ms. */
export const REACH_MS = 2_000
/** What a face takes of the line, px. */
const FACE_PX = 24
const PITCH_PX = 26

/** Where a face stands on a line: its middle, px from the left. */
export interface Spot {
  readonly userId: UserId
  readonly x: number
}

type Told = Pick<MemberHealth, 'userId' | 'state' | 'offsetMs'>
type Numbered = Told & { readonly offsetMs: number }

/** Whose player does not even try to be where the room is. */
const ELSEWHERE: ReadonlySet<MemberHealth['state']> = new Set(['ad', 'alone', 'away', 'blocked', 'failed'])

/** Of whom it is known how far they are from the room, of those who follow it. */
export const numbered = <T extends Told>(of: readonly T[]): (T & { readonly offsetMs: number })[] =>
  of.filter((one): one is T & { readonly offsetMs: number } => one.offsetMs !== null && !ELSEWHERE.has(one.state))

/** How many are together, and how many come after. */
export function split(of: readonly Told[]): { together: number; late: number } {
  const together = of.filter(({ state }) => state === 'in_sync').length
  return { together, late: of.length - together }
}

/**
 * Where each face stands: behind to the left, ahead to the right, side by side where they would cover each other. Where
 * not all fit, those who are farthest from the room do.
 */
export function spots(of: readonly Numbered[], widthPx: number): Spot[] {
  const most = Math.max(1, Math.floor((widthPx - FACE_PX) / PITCH_PX) + 1)
  const shown = of
    .toSorted((a, b) => Math.abs(b.offsetMs) - Math.abs(a.offsetMs))
    .slice(0, most)
    .toSorted((a, b) => b.offsetMs - a.offsetMs)
  const wanted = shown.map(({ offsetMs }) => wantedAt(offsetMs, widthPx))
  const found = apart(wanted, FACE_PX / 2, widthPx - FACE_PX / 2)
  return shown.map(({ userId }, index) => ({ userId, x: Math.round(found[index] ?? 0) }))
}

function wantedAt(offsetMs: number, widthPx: number): number {
  const part = Math.min(1, Math.max(-1, offsetMs / REACH_MS))
  return widthPx / 2 - part * (widthPx / 2 - FACE_PX / 2)
}

/** Faces that stand side by side: the middle of the first, were it alone, on average; and how many there are. */
interface Group {
  readonly sum: number
  readonly count: number
}
const first = ({ sum, count }: Group): number => sum / count

/** The nearest places to the wanted ones (in order) that keep the pitch: groups that touch move as one. */
function apart(wanted: readonly number[], from: number, to: number): number[] {
  const groups: Group[] = []
  wanted.forEach((at, index) => {
    // Without the pitch of those before it each wish is a plain number, and touching is being in the wrong order.
    let group: Group = { sum: at - index * PITCH_PX, count: 1 }
    for (let last = groups.at(-1); last && first(last) >= first(group); last = groups.at(-1)) {
      groups.pop()
      group = { sum: last.sum + group.sum, count: last.count + group.count }
    }
    groups.push(group)
  })
  const latest = to - (wanted.length - 1) * PITCH_PX
  return groups
    .flatMap((group) => Array<number>(group.count).fill(Math.min(latest, Math.max(from, first(group)))))
    .map((at, index) => at + index * PITCH_PX)
}
