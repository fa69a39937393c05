/** A scroller at one instant, px. */
export interface Place {
  readonly top: number
  readonly height: number
  readonly view: number
}

/** This close to the end counts as there, px: less than a line. */
const NEAR_PX = 24

/** How far from the end. */
const distance = ({ top, height, view }: Place): number => height - view - top

/**
 * Whether somebody reads the end. One goes away from it by scrolling up alone: a message that comes in below, a picture
 * that gets its size, a keyboard that takes half of the window move the end, not the reader.
 */
export function staysAtEnd(was: boolean, before: Place, now: Place): boolean {
  if (distance(now) <= NEAR_PX) return true
  // A window that grows pushes what it shows down as far as there is anything; nobody has scrolled.
  if (before.view !== now.view) return was
  return was && before.height !== now.height && now.top >= before.top
}

/** Less than so many windows above are left to read: time to ask for more. */
const AHEAD = 1.5
export const isNearTop = ({ top, view }: Place): boolean => top < view * AHEAD

interface Read {
  readonly key: string
}

/** What is new after the row where somebody left off: how much of it counts, and the key of the first that does. */
export function unread<R extends Read>(
  rows: readonly R[],
  left: string | undefined,
  counts: (row: R) => boolean,
): { count: number; first: string | null } {
  let [count, first]: [number, string | null] = [0, null]
  if (left === undefined) return { count, first }
  for (let index = rows.length - 1; index >= 0; index--) {
    const row = rows[index]
    if (row === undefined || row.key === left) return { count, first }
    if (counts(row)) [count, first] = [count + 1, row.key]
  }
  // Where one left off is not there any more (a room that began anew): nobody can tell.
  return { count: 0, first: null }
}
