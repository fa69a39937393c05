import type { Frame, Page } from 'playwright-core'
import { quantile, type Sample, Track } from './instants.ts'
import { type Recording, sampled } from './recorder.ts'

/** How far two viewers were from each other, ms: half of the time no more than `p50`, and so on. */
export interface Skew {
  p50: number
  p95: number
  max: number
  /** How many instants were compared. */
  compared: number
}

/** Reads the position of the page's first `<video>` for so long. */
export async function samplePositions(target: Frame | Page, forMs: number): Promise<Sample[]> {
  // The cast is sound: the page builds exactly this, in the recorder.
  const recording = (await target.evaluate(sampled(forMs))) as Recording
  return recording.samples
}

/** Samples two viewers at the same time and compares them. */
export async function measureSkew(a: Frame | Page, b: Frame | Page, forMs: number): Promise<Skew> {
  const [ofA, ofB] = await Promise.all([samplePositions(a, forMs), samplePositions(b, forMs)])
  return skewOf(ofA, ofB)
}

/** Compares each sample of `a` with where `b` stood at that instant, on the line between its two samples around it. */
export function skewOf(a: readonly Sample[], b: readonly Sample[]): Skew {
  const other = new Track(b)
  return skewOfAll(
    a.flatMap(({ atMs, positionMs }) => {
      const seen = other.at(atMs)
      return seen === null ? [] : [Math.abs(positionMs - seen.positionMs)]
    }),
  )
}

/** The quantiles of distances, ms, in any order. */
export function skewOfAll(apartMs: readonly number[]): Skew {
  if (apartMs.length === 0) throw new Error('the viewers were never sampled at the same time')
  const of = (share: number) => quantile(apartMs, share)
  return { p50: of(0.5), p95: of(0.95), max: of(1), compared: apartMs.length }
}
