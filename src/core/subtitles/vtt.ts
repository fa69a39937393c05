import type { Cue } from './cue.ts'
import { vttTime } from './times.ts'

/** The cues as a WebVTT file. */
export const toVtt = (cues: readonly Cue[]): string =>
  `WEBVTT\n\n${cues.map(({ startMs, endMs, text }) => `${vttTime(startMs)} --> ${vttTime(endMs)}\n${text}\n`).join('\n')}`
