import type { Cue, Run } from './cue.ts'
import { runsOfTags, tidied } from './markup.ts'

/** Cues shown at once; more would cover the film. */
export const SHOWN_MAX = 4

/** Cues by which any instant's are soon found. */
export interface Track {
  readonly cues: readonly Cue[]
  /** For each cue, when the last of it and all before it has ended, ms. */
  readonly ended: readonly number[]
}

/** `cues` sorted by when they begin. */
export function trackOf(cues: readonly Cue[]): Track {
  let latest = 0
  return { cues, ended: cues.map(({ endMs }) => (latest = Math.max(latest, endMs))) }
}

/** What is shown at `positionMs`, oldest first; a cue is shown from its beginning until just before its end. */
export function cuesAt({ cues, ended }: Track, positionMs: number): Cue[] {
  let low = 0
  let high = cues.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((cues[middle]?.startMs ?? 0) <= positionMs) low = middle + 1
    else high = middle
  }
  const shown: Cue[] = []
  for (let index = low - 1; index >= 0 && (ended[index] ?? 0) > positionMs && shown.length < SHOWN_MAX; index -= 1) {
    const cue = cues[index]
    if (cue && cue.endMs > positionMs) shown.unshift(cue)
  }
  return shown
}

/** A cue's words as they are drawn. */
export const runsOf = (cue: Cue): readonly Run[] => tidied(runsOfTags(cue.text))
