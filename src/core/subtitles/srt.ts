import { CUE_SOURCE_MAX_UNITS, type RawCue } from './cue.ts'
import { runsOfTags } from './markup.ts'
import { timingOf } from './times.ts'

/** A number alone on its line: what srt counts its cues by. */
const COUNT = /^\s{0,8}\d{1,7}\s{0,8}$/

interface Open {
  readonly startMs: number
  readonly endMs: number
  readonly lines: string[]
}

/**
 * The cues of srt and of WebVTT, which differ in little: a line of times begins one, whatever stands around it.
 * In WebVTT an empty line ends a cue, and then come names, notes and styles; in srt people leave lines empty within one.
 */
export function timedCues(text: string, format: 'srt' | 'vtt', most: number): RawCue[] {
  const cues: RawCue[] = []
  let open: Open | null = null
  let counted: boolean | null = null
  let before = ''
  const close = (next: boolean) => {
    if (open === null) return
    const { startMs, endMs, lines } = open
    if (next) dropCount(lines, counted === true)
    cues.push({ startMs, endMs, runs: runsOfTags(lines.join('\n').slice(0, CUE_SOURCE_MAX_UNITS)) })
    open = null
  }
  for (const line of text.split('\n')) {
    if (cues.length > most) break
    const timing = line.includes('>') || line.includes('→') ? timingOf(line) : null
    if (timing) {
      counted ??= COUNT.test(before)
      close(true)
      open = { ...timing, lines: [] }
    } else if (line.trim() === '' && format === 'vtt') close(false)
    else open?.lines.push(line)
    if (line.trim() !== '') before = line
  }
  close(false)
  return cues
}

/** Takes away the number that belongs to the cue that follows: it stands last, where the file counts its cues. */
function dropCount(lines: string[], counted: boolean): void {
  const last = lines.findLastIndex((line) => line.trim() !== '')
  if (counted && last !== -1 && COUNT.test(lines[last] ?? '')) lines.length = last
}
