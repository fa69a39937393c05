import type { Heat } from '#core/heat.ts'

/** The drawing's own units: it is stretched over the scrub bar. */
export const HEAT_WIDE = 300
export const HEAT_HIGH = 18
/** Into how many steps the film is parted: more would be a saw. */
const STEPS = 60
/** Fewer reactions than this make no full height: one heart is no climax. */
const FULL_FROM = 4
/** How far a reaction warms what lies beside it: a share of its height, step by step. */
const SPREAD = [1, 0.55, 0.15] as const
/** What is left of the height where nobody reacted. */
const GROUND = 0.6

/** The hills over the scrub bar: where people reacted. Null while there is nothing to draw. */
export function heatPath({ stretchMs, counts }: Heat, durationMs: number | null): string | null {
  if (durationMs === null || durationMs <= 0) return null
  const steps = new Array<number>(STEPS).fill(0)
  for (const [n, count] of counts.entries()) {
    if (count === 0) continue
    // A stretch stands where its middle is, the last one within the film.
    const at = Math.min(STEPS - 1, Math.floor((((n + 0.5) * stretchMs) / durationMs) * STEPS))
    for (const [far, share] of SPREAD.entries()) {
      for (const to of far === 0 ? [at] : [at - far, at + far])
        if (to >= 0 && to < STEPS) steps[to] = (steps[to] ?? 0) + count * share
    }
  }
  const most = Math.max(...steps)
  return most === 0 ? null : pathOf(steps.map((step) => step / Math.max(FULL_FROM, most)))
}

/** A smooth line through shares of the full height, closed along the ground. */
function pathOf(shares: readonly number[]): string {
  const wide = HEAT_WIDE / (shares.length - 1)
  const y = (share: number): number => HEAT_HIGH - GROUND - share * (HEAT_HIGH - 2 * GROUND)
  let path = `M0 ${HEAT_HIGH}L0 ${round(y(shares[0] ?? 0))}`
  for (const [n, share] of shares.entries()) {
    if (n === 0) continue
    const [x, before] = [n * wide, (n - 0.5) * wide]
    path += `C${round(before)} ${round(y(shares[n - 1] ?? 0))} ${round(before)} ${round(y(share))} ${round(x)} ${round(y(share))}`
  }
  return `${path}L${HEAT_WIDE} ${HEAT_HIGH}Z`
}

const round = (value: number): number => Math.round(value * 10) / 10
