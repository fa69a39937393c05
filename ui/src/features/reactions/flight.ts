/** How a reaction flies: chosen by its number, so that it flies the same way however often it is drawn. */
interface Flight {
  /** Which way up, 0 the outermost: neighbours do not cover each other. */
  readonly column: number
  readonly tiltDeg: number
  readonly scale: number
}

const COLUMNS = 2
const TILTS = [-8, 10, 12, -12, -4, 8] as const
const SCALES = [1, 0.92, 1.06, 0.86] as const
/** How long after one another the reactions of a burst leave, ms: together they would be a heap. */
const STEP_MS = 140
/** None waits longer, ms, or it would not land before its time is over. */
const WAIT_MAX_MS = 1_100

export const flightOf = (id: number): Flight => ({
  column: id % COLUMNS,
  tiltDeg: TILTS[id % TILTS.length] ?? 0,
  scale: SCALES[id % SCALES.length] ?? 1,
})

/** How long each waits before it leaves, ms: those that are new leave one after the other, the first at once. */
export function waitsOf(before: ReadonlyMap<number, number>, ids: readonly number[]): Map<number, number> {
  let fresh = 0
  return new Map(
    ids.map((id) => {
      const known = before.get(id)
      if (known !== undefined) return [id, known]
      fresh += 1
      return [id, Math.min(WAIT_MAX_MS, (fresh - 1) * STEP_MS)]
    }),
  )
}
