/** What a page saw of its video at an instant of the machine's clock. */
export interface Sample {
  /** ms since 1970, with a fraction. */
  atMs: number
  positionMs: number
  paused: boolean
  seeking: boolean
  rate: number
  /** The element's `readyState`: below 3 it has nothing to play on with. */
  readyState: number
}

/** Where all viewers stood at one instant. */
export interface Instant {
  atMs: number
  /** In the order of the viewers. */
  positionsMs: readonly number[]
  /** Between the first and the last of them, ms. */
  apartMs: number
  /** Every one of them plays, and moves within the next samples; false where these end. */
  moving: boolean
  /** Every one of them is paused, and none is on its way to another place. */
  standing: boolean
}

/** Between two samples further apart than this nothing is known, ms: the page was busy. */
const GAP_MAX_MS = 120
/** Within this, ms, a film that plays shows another position; a player reports some of them twice. */
const MOVES_WITHIN_MS = 40

/** One viewer's samples, asked for instants that only ever grow. */
export class Track {
  readonly #samples: readonly Sample[]
  #next = 0

  /** `samples`: in the order of time. */
  constructor(samples: readonly Sample[]) {
    this.#samples = samples
  }

  /** What was seen last, and the position on the line to the next sample; null when that is not known. */
  at(atMs: number): (Sample & { moving: boolean }) | null {
    while ((this.#samples[this.#next]?.atMs ?? Number.POSITIVE_INFINITY) < atMs) this.#next += 1
    const before = this.#samples[this.#next - 1]
    const after = this.#samples[this.#next]
    if (before === undefined || after === undefined || after.atMs - before.atMs > GAP_MAX_MS) return null
    const share = (atMs - before.atMs) / (after.atMs - before.atMs)
    const positionMs = before.positionMs + share * (after.positionMs - before.positionMs)
    return { ...before, positionMs, moving: this.#moves(before) }
  }

  #moves({ paused, seeking, atMs, positionMs }: Sample): boolean {
    if (paused || seeking) return false
    let later = this.#next
    while ((this.#samples[later]?.atMs ?? Number.POSITIVE_INFINITY) < atMs + MOVES_WITHIN_MS) later += 1
    return (this.#samples[later]?.positionMs ?? positionMs) > positionMs
  }
}

/** All viewers at the same instants, `everyMs` apart; where one of them is not known there is none. */
export function instantsOf(viewers: readonly (readonly Sample[])[], everyMs = 20): Instant[] {
  const fromMs = Math.max(...viewers.map((samples) => samples[0]?.atMs ?? Number.POSITIVE_INFINITY))
  const toMs = Math.min(...viewers.map((samples) => samples.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY))
  const tracks = viewers.map((samples) => new Track(samples))
  const instants: Instant[] = []
  for (let atMs = fromMs; atMs <= toMs; atMs += everyMs) {
    const seen = tracks.map((track) => track.at(atMs))
    if (!seen.every((sample) => sample !== null)) continue
    const positionsMs = seen.map(({ positionMs }) => positionMs)
    instants.push({
      atMs,
      positionsMs,
      apartMs: Math.max(...positionsMs) - Math.min(...positionsMs),
      moving: seen.every(({ moving }) => moving),
      standing: seen.every(({ paused, seeking }) => paused && !seeking),
    })
  }
  return instants
}

/**
 * The first instant at or after `fromMs` from which on `holds` is true for `holdMs` without a break; null when there is
 * none. Time of which nothing is known is a break.
 */
export function heldFrom(
  instants: readonly Instant[],
  holds: (instant: Instant) => boolean,
  { fromMs, holdMs }: { fromMs: number; holdMs: number },
): number | null {
  let since: number | null = null
  let lastMs = Number.NEGATIVE_INFINITY
  for (const instant of instants) {
    if (instant.atMs < fromMs) continue
    if (!holds(instant)) since = null
    else {
      if (since === null || instant.atMs - lastMs > GAP_MAX_MS) since = instant.atMs
      if (instant.atMs - since >= holdMs) return since
    }
    lastMs = instant.atMs
  }
  return null
}

/** How far one viewer is from the furthest of the others, ms. */
export const fromOthers = ({ positionsMs }: Instant, viewer: number): number =>
  Math.max(...positionsMs.map((positionMs) => Math.abs(positionMs - (positionsMs[viewer] ?? Number.NaN))))

/** The value below which the given share of them lies; NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

/** The furthest that a film went back, ms of it. */
export function wentBackMs(samples: readonly Pick<Sample, 'positionMs'>[]): number {
  let furthest = 0
  let back = 0
  for (const { positionMs } of samples) {
    back = Math.max(back, furthest - positionMs)
    furthest = Math.max(furthest, positionMs)
  }
  return back
}
