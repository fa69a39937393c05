import type { Frame, Page } from 'playwright-core'

/** Where a film stood at an instant of the machine's clock. */
export interface Sample {
  /** ms since 1970, with a fraction. */
  atMs: number
  positionMs: number
  paused: boolean
}

/** How far two viewers were from each other, ms: half of the time no more than `p50`, and so on. */
export interface Skew {
  p50: number
  p95: number
  max: number
  /** How many instants were compared. */
  compared: number
}

/** Every 20 ms: fifty times a second, more often than a frame of film changes. */
const EVERY_MS = 20
/** Between two samples further apart than this nothing is known: the page was busy. */
const GAP_MAX_MS = 120

/**
 * Reads the position of the page's first `<video>` for so long.
 *
 * All pages of a browser on one machine share the clock behind `performance`, to well under a millisecond.
 * The source is a string because tests are not compiled against the DOM.
 */
export async function samplePositions(target: Frame | Page, forMs: number): Promise<Sample[]> {
  // The cast is sound: the page builds exactly these three fields, a few lines below.
  return (await target.evaluate(`new Promise((done, fail) => {
    const video = document.querySelector('video')
    if (video === null) return fail(new Error('there is no video on this page'))
    const samples = []
    const timer = setInterval(() => {
      const atMs = performance.timeOrigin + performance.now()
      samples.push({ atMs, positionMs: video.currentTime * 1000, paused: video.paused })
    }, ${EVERY_MS})
    setTimeout(() => { clearInterval(timer); done(samples) }, ${forMs})
  })`)) as Sample[]
}

/** Samples two viewers at the same time and compares them. */
export async function measureSkew(a: Frame | Page, b: Frame | Page, forMs: number): Promise<Skew> {
  const [ofA, ofB] = await Promise.all([samplePositions(a, forMs), samplePositions(b, forMs)])
  return skewOf(ofA, ofB)
}

/** Compares each sample of `a` with where `b` stood at that instant, on the line between its two samples around it. */
export function skewOf(a: readonly Sample[], b: readonly Sample[]): Skew {
  const apart = a
    .map(({ atMs, positionMs }) => {
      const other = positionAt(b, atMs)
      return other === null ? null : Math.abs(positionMs - other)
    })
    .filter((ms) => ms !== null)
    .sort((x, y) => x - y)
  if (apart.length === 0) throw new Error('the two viewers were never sampled at the same time')
  const quantile = (share: number) => apart[Math.min(apart.length - 1, Math.floor(share * apart.length))] ?? Number.NaN
  return { p50: quantile(0.5), p95: quantile(0.95), max: quantile(1), compared: apart.length }
}

function positionAt(samples: readonly Sample[], atMs: number): number | null {
  const next = samples.findIndex((sample) => sample.atMs >= atMs)
  const before = samples[next - 1]
  const after = samples[next]
  if (before === undefined || after === undefined || after.atMs - before.atMs > GAP_MAX_MS) return null
  const share = (atMs - before.atMs) / (after.atMs - before.atMs)
  return before.positionMs + share * (after.positionMs - before.positionMs)
}
