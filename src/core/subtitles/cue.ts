import type { ErrorCode } from '#protocol/errors.ts'

/** Why a file gives no subtitles. */
export type SubtitleFault = Exclude<
  Extract<ErrorCode, `subtitles_${string}`>,
  'subtitles_full' | 'subtitles_unreachable'
>

/** Letters and how they are set: what one cue is made of. */
export interface Run {
  readonly text: string
  readonly bold: boolean
  readonly italic: boolean
  readonly underline: boolean
}

/** What is shown from `startMs` until `endMs` of the film, ms. */
export interface Cue {
  readonly startMs: number
  readonly endMs: number
  /** As in WebVTT: `&`, `<` and `>` escaped, lines apart by `\n`, and of tags only closed `b`, `i` and `u`. */
  readonly text: string
}

/** A cue as a file has it: unsorted, perhaps of no length, of any text. */
export interface RawCue {
  readonly startMs: number
  readonly endMs: number
  readonly runs: readonly Run[]
}

/** UTF-16 units of one cue's letters; what is longer is cut: no screen has room for it. */
export const CUE_MAX_UNITS = 1_000

/** UTF-16 units of a cue's source that are read: tags too, of which some programs write many for each letter. */
export const CUE_SOURCE_MAX_UNITS = 20_000

/** How long a cue is shown whose file gives it no length, ms: two short lines are read in it. */
export const CUE_LEAST_MS = 2_000
