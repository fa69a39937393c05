import { POSITION_MAX_MS, SUBTITLES_MAX_CUES } from '#protocol/limits.ts'
import { err, ok, type Result } from '../result.ts'
import { assCues } from './ass.ts'
import { CUE_LEAST_MS, type Cue, type RawCue, type SubtitleFault } from './cue.ts'
import { type Decoded, decode } from './decode.ts'
import { markupOf, tidied } from './markup.ts'
import { timedCues } from './srt.ts'

export type SubtitleFormat = 'srt' | 'vtt' | 'ass'

/** What a file of subtitles says. */
export interface Subtitles {
  readonly format: SubtitleFormat
  /** By when they begin, then by when they end; each shown for a while, none twice. */
  readonly cues: readonly Cue[]
}

/** Reads a file of subtitles of any format and encoding that is known here; else says what is wrong with it. */
export function readSubtitles(bytes: Uint8Array): Result<Subtitles & Pick<Decoded, 'encoding'>, SubtitleFault> {
  const decoded = decode(bytes)
  if (!decoded.ok) return decoded
  const { text, encoding } = decoded.value
  const read = parseSubtitles(text)
  return read.ok ? ok({ ...read.value, encoding }) : read
}

/** The same of a text whose lines are apart by `\n`. */
export function parseSubtitles(text: string): Result<Subtitles, SubtitleFault> {
  const format = formatOf(text)
  if (!format.ok) return format
  const raw =
    format.value === 'ass' ? assCues(text, SUBTITLES_MAX_CUES) : timedCues(text, format.value, SUBTITLES_MAX_CUES)
  if (raw.length > SUBTITLES_MAX_CUES) return err('subtitles_too_large')
  const cues = ordered(raw)
  return cues.length === 0 ? err('subtitles_no_cues') : ok({ format: format.value, cues })
}

/** By what only one format has; of broken files too, whose head may be missing. */
function formatOf(text: string): Result<SubtitleFormat, SubtitleFault> {
  const start = text.slice(0, 4_096).trimStart()
  if (/^WEBVTT(?![^\s])/.test(start)) return ok('vtt')
  if (/^# VobSub index file/i.test(start)) return err('subtitles_image')
  if (/^[ \t]{0,8}\[(script info|v4\+{0,2} styles|events)\]/im.test(start) || /^Dialogue:\s/m.test(start))
    return ok('ass')
  if (/-\s?->|[–—]>|→/.test(text)) return ok('srt')
  return err('subtitles_unknown')
}

function ordered(raw: readonly RawCue[]): Cue[] {
  const seen = new Set<string>()
  const cues: Cue[] = []
  for (const { startMs, endMs, runs } of raw) {
    const cue = { ...spanOf(startMs, endMs), text: markupOf(tidied(runs)) }
    // The same line twice at once is a shadow under its letters, in files that draw.
    const key = `${cue.startMs} ${cue.endMs} ${cue.text}`
    if (cue.text === '' || cue.endMs <= cue.startMs || seen.has(key)) continue
    seen.add(key)
    cues.push(cue)
  }
  return cues.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)
}

/** When a cue is shown, within what a film can last. One that ends before it begins is shown for a short while. */
function spanOf(startMs: number, endMs: number): Pick<Cue, 'startMs' | 'endMs'> {
  const end = endMs > startMs ? endMs : startMs + CUE_LEAST_MS
  return { startMs: Math.max(0, startMs), endMs: Math.min(end, POSITION_MAX_MS) }
}
