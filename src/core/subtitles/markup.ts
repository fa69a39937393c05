import { CUE_MAX_UNITS, type Run } from './cue.ts'

/** What a tag turns on and off. */
export type Style = 'bold' | 'italic' | 'underline'
const TAGS: Readonly<Record<string, Style>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
}
/** Tags that say how a line looks or who speaks: they go, and what they hold stays. Other words in `<>` are words. */
const DROPPED = /^(font|span|div|p|s|strike|small|big|center|c|v|lang|ruby|rt|body|html)$/
const TAG = /^<(\/?)([a-z]{1,10})(?=[\s./>])[^<>]{0,300}>/i
/** When the next words of a karaoke line light up. */
const TIMESTAMP = /^<[\d:.]{5,16}>/
const ENTITY = /^&(?:(amp|lt|gt|quot|apos|nbsp|lrm|rlm|shy)|#(\d{1,7})|#x([0-9a-f]{1,6}));/i
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  lrm: '\u200e',
  rlm: '\u200f',
  shy: '',
}

/** Gathers text, and knows how it is set where it stands. */
export class Writer {
  readonly #runs: Run[] = []
  readonly #depth: Record<Style, number> = { bold: 0, italic: 0, underline: 0 }

  constructor(italic = false) {
    this.#depth.italic = italic ? 1 : 0
  }

  /** A closing tag that nothing has opened closes nothing. */
  turn(style: Style, on: boolean): void {
    this.#depth[style] = Math.max(0, this.#depth[style] + (on ? 1 : -1))
  }

  set(style: Style, on: boolean): void {
    this.#depth[style] = on ? 1 : 0
  }

  write(text: string): void {
    const { bold, italic, underline } = this.#depth
    pushed(this.#runs, { text, bold: bold > 0, italic: italic > 0, underline: underline > 0 })
  }

  get runs(): readonly Run[] {
    return this.#runs
  }
}

/** The words of a cue of srt or WebVTT, whose tags are like those of a page; what `{\…}` says of its place goes. */
export function runsOfTags(source: string): readonly Run[] {
  const writer = new Writer()
  const text = source.replace(/\{\\[^{}]{0,200}\}/g, '')
  for (let at = 0; at < text.length; ) {
    const end = nextMark(text, at)
    writer.write(text.slice(at, end))
    if (end === text.length) break
    at = end + (text[end] === '<' ? readTag(text.slice(end, end + 320), writer) : readEntity(text.slice(end), writer))
  }
  return writer.runs
}

const nextMark = (text: string, from: number): number => {
  const found = text.slice(from).search(/[<&]/)
  return found === -1 ? text.length : from + found
}

/** Reads what begins with `<`; how many units it took. */
function readTag(rest: string, writer: Writer): number {
  const stamp = TIMESTAMP.exec(rest)
  if (stamp) return stamp[0].length
  const [whole, slash, word] = TAG.exec(rest) ?? []
  const name = word?.toLowerCase() ?? ''
  const style = Object.hasOwn(TAGS, name) ? TAGS[name] : undefined
  if (whole === undefined || !(style || name === 'br' || DROPPED.test(name))) {
    writer.write('<')
    return 1
  }
  if (style) writer.turn(style, slash === '')
  else if (name === 'br') writer.write('\n')
  return whole.length
}

/** Reads what begins with `&`; how many units it took. */
function readEntity(rest: string, writer: Writer): number {
  const [whole, name, decimal, hex] = ENTITY.exec(rest.slice(0, 12)) ?? []
  if (whole === undefined) {
    writer.write('&')
    return 1
  }
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number.parseInt(decimal, 10)
  // Half of a surrogate pair is no character, and text with one could not be kept.
  const sound = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  writer.write(name === undefined ? (sound ? String.fromCodePoint(code) : '') : (NAMED[name.toLowerCase()] ?? ''))
  return whole.length
}

/**
 * Characters that are seen as nothing and may break what shows or keeps them, half a pair of surrogates, and a decoder's
 * word for what it could not read.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the point
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff\ufffd-\uffff]|\p{Surrogate}/u

/** The runs without what is not seen: spaces once, no empty lines, not longer than a cue may be. */
export function tidied(runs: readonly Run[]): Run[] {
  const kept: Run[] = []
  let units = 0
  let gap: '' | ' ' | '\n' = ''
  for (const run of runs) {
    let text = ''
    // What is between two runs belongs to the one in which it began: `one <i>two</i>`.
    let own = false
    for (const character of run.text) {
      const space = character === '\n' ? '\n' : /\s/.test(character) && character !== '\ufeff' ? ' ' : ''
      if (space !== '') {
        own ||= gap === ''
        if (gap !== '\n') gap = space
      } else if (!UNSEEN.test(character)) {
        const between = units === 0 ? '' : gap
        gap = ''
        units += between.length + character.length
        if (units > CUE_MAX_UNITS) return pushed(kept, { ...run, text })
        if (!own && text === '') append(kept, between)
        text += (own || text !== '' ? between : '') + character
        own = false
      }
    }
    pushed(kept, { ...run, text })
  }
  return kept
}

function append(runs: Run[], text: string): void {
  const last = runs.at(-1)
  if (last) runs[runs.length - 1] = { ...last, text: last.text + text }
}

/** Neighbours that are set alike are one. */
function pushed(runs: Run[], run: Run): Run[] {
  const last = runs.at(-1)
  if (run.text === '') return runs
  const alike = last?.bold === run.bold && last.italic === run.italic && last.underline === run.underline
  if (alike) runs[runs.length - 1] = { ...run, text: last.text + run.text }
  else runs.push(run)
  return runs
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** The runs as text of a WebVTT cue. */
export const markupOf = (runs: readonly Run[]): string =>
  runs
    .map(({ text, bold, italic, underline }) => {
      const tags = [bold ? 'b' : '', italic ? 'i' : '', underline ? 'u' : ''].filter(Boolean)
      const closing = tags.toReversed().map((tag) => `</${tag}>`)
      return `${tags.map((tag) => `<${tag}>`).join('')}${escaped(text)}${closing.join('')}`
    })
    .join('')
