import { CUE_SOURCE_MAX_UNITS, type RawCue, type Run } from './cue.ts'
import { type Style, Writer } from './markup.ts'
import { timeOf } from './times.ts'

/** What SubStation's own programs write when they do not say the order of the fields. */
const EVENT_FIELDS = 'Layer,Start,End,Style,Name,MarginL,MarginR,MarginV,Effect,Text'
const STYLE_FIELDS = 'Name,Fontname,Fontsize,PrimaryColour,SecondaryColour,OutlineColour,BackColour,Bold,Italic'
const OVERRIDES: Readonly<Record<string, Style>> = { b: 'bold', i: 'italic', u: 'underline' }

const fieldsOf = (line: string): string[] => line.split(',').map((field) => field.trim().toLowerCase())

/** The values by their names; the last has all that is left, commas too. */
function valuesOf(line: string, fields: readonly string[]): Map<string, string> {
  const parts = line.split(',')
  const last = fields.length - 1
  return new Map(
    fields.map((field, index) => [field, index < last ? (parts[index] ?? '').trim() : parts.slice(last).join(',')]),
  )
}

/** The spoken lines of SubStation Alpha (ssa, ass): when and what, and what is in italics; not where, how big or how it flies. */
export function assCues(text: string, most: number): RawCue[] {
  const cues: RawCue[] = []
  const italic = new Set<string>()
  let [styleFields, eventFields] = [fieldsOf(STYLE_FIELDS), fieldsOf(EVENT_FIELDS)]
  let inStyles = false
  for (const line of text.split('\n')) {
    if (cues.length > most) break
    const [, word = '', rest = ''] = /^\s{0,8}(\[|[A-Za-z]{1,20}\s{0,4}:)(.*)$/.exec(line) ?? []
    const kind = word.replace(':', '').trim().toLowerCase()
    if (kind === '[') inStyles = /^v4\+{0,2} styles/i.test(rest)
    else if (kind === 'format' && inStyles) styleFields = fieldsOf(rest)
    else if (kind === 'format') eventFields = fieldsOf(rest)
    else if (kind === 'style') {
      const style = valuesOf(rest, styleFields)
      if (/^-?1$/.test(style.get('italic') ?? '')) italic.add(style.get('name') ?? '')
    } else if (kind === 'dialogue') {
      const cue = spoken(valuesOf(rest, eventFields), italic)
      if (cue) cues.push(cue)
    }
  }
  return cues
}

function spoken(line: ReadonlyMap<string, string>, italic: ReadonlySet<string>): RawCue | null {
  const [startMs, endMs] = [timeOf(line.get('start') ?? ''), timeOf(line.get('end') ?? '')]
  if (startMs === null || endMs === null) return null
  return { startMs, endMs, runs: runsOfOverrides(line.get('text') ?? '', italic.has(line.get('style') ?? '')) }
}

function runsOfOverrides(text: string, italic: boolean): readonly Run[] {
  const writer = new Writer(italic)
  let drawing = false
  for (const [piece, inside] of text.slice(0, CUE_SOURCE_MAX_UNITS).matchAll(/\{([^{}]{0,2000})\}|[^{]+|\{/g)) {
    if (inside === undefined) {
      if (!drawing) writer.write(piece.replaceAll('\\N', '\n').replace(/\\[nh]/g, ' '))
    } else drawing = overridden(inside, writer, italic, drawing)
  }
  return writer.runs
}

/** Follows the tags of one block; whether what comes after it is a drawing, whose text is co-ordinates. */
function overridden(block: string, writer: Writer, italic: boolean, drawing: boolean): boolean {
  let draws = drawing
  for (const [, tag = '', value = ''] of block.matchAll(/\\(p|b|i|u|r)(-?\d{0,4})(?=[\\)]|$)|\\r[^\\]{0,60}/g)) {
    const style = OVERRIDES[tag]
    if (tag === 'p') draws = Number(value) > 0
    else if (style) writer.set(style, value !== '' && value !== '0')
    else {
      writer.set('bold', false)
      writer.set('italic', italic)
      writer.set('underline', false)
    }
  }
  return draws
}
