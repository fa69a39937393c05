import { SUBTITLES_MAX_BYTES } from '#protocol/limits.ts'
import { err, ok, type Result } from '../result.ts'
import type { SubtitleFault } from './cue.ts'
import { likeness } from './letters.ts'

/** Of one byte a letter; the first wins when two look alike. The order is that of how often they are met. */
const ONE_BYTE = ['windows-1251', 'windows-1252', 'koi8-r', 'ibm866'] as const
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | (typeof ONE_BYTE)[number]

export interface Decoded {
  readonly text: string
  readonly encoding: Encoding
}

/** How files begin that hold something else: subtitles that are pictures, archives, and what is no text at all. */
const BEGINNINGS: readonly (readonly [SubtitleFault, readonly number[]])[] = [
  ['subtitles_image', [0x50, 0x47]], // PGS: "PG", and then numbers of two bytes
  ['subtitles_image', [0x00, 0x00, 0x01, 0xba]], // VobSub: a programme stream
  ['subtitles_archive', [0x50, 0x4b, 0x03, 0x04]],
  ['subtitles_archive', [0x1f, 0x8b]],
  ['subtitles_archive', [0x52, 0x61, 0x72, 0x21]],
  ['subtitles_archive', [0x37, 0x7a, 0xbc, 0xaf]],
]
/** "PG" may begin a text too ("PG-13"); what follows it then is no zero byte. */
const begins = (bytes: Uint8Array, [fault, start]: (typeof BEGINNINGS)[number]): boolean =>
  start.every((byte, index) => bytes[index] === byte) &&
  (fault !== 'subtitles_image' || start.length > 2 || bytes.subarray(2, 14).includes(0))

/** Bytes that are looked at to tell an encoding: enough letters for statistics, and soon done. */
const SAMPLE_BYTES = 64 * 1_024
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the point
const CONTROLS = /[\u0000-\u0008\u000e-\u0019\u001b-\u001f\ufffd\ufffe\uffff]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming the marks of order and of the end is the point
const MARKS = /[\ufeff\u0000\u001a]/g
/** Anything at all. */
const SEEN = /[^\s\p{Cc}\ufeff\ufffe]/u
/** The replacement character: a decoder's word for what it could not read. */
const UNREAD = /\ufffd/g

/** The text of a file of subtitles: by its byte order mark, by what is valid, and at last by what its letters look like. */
export function decode(bytes: Uint8Array): Result<Decoded, SubtitleFault> {
  if (bytes.length === 0) return err('subtitles_empty')
  if (bytes.length > SUBTITLES_MAX_BYTES) return err('subtitles_too_large')
  const known = BEGINNINGS.find((beginning) => begins(bytes, beginning))
  if (known) return err(known[0])
  const encoding = marked(bytes) ?? unmarked(bytes)
  if (encoding === null) return err('subtitles_binary')
  const text = read(bytes, encoding)
  if (!SEEN.test(text)) return err('subtitles_empty')
  return looksBinary(text) ? err('subtitles_binary') : ok({ text: plain(text), encoding })
}

const read = (bytes: Uint8Array, encoding: Encoding): string => new TextDecoder(encoding).decode(bytes)

/** Lines apart by `\n` alone, and no marks within: files are glued together from files. */
const plain = (text: string): string => text.replace(/\r\n?/g, '\n').replace(MARKS, '')

/** By its byte order mark. */
function marked([first, second, third, fourth]: Uint8Array): Encoding | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  // With two zeros after it, it would be the mark of UTF-32, which nobody writes: `unmarked` calls that binary.
  if (first === 0xff && second === 0xfe) return third === 0 && fourth === 0 ? null : 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : null
}

function unmarked(bytes: Uint8Array): Encoding | null {
  const sample = bytes.subarray(0, SAMPLE_BYTES)
  if (sample.includes(0)) return wide(sample)
  const text = read(bytes, 'utf-8')
  const unread = text.match(UNREAD)?.length ?? 0
  if (unread === 0) return 'utf-8'
  // Cut within a letter, or a stray byte among many sound letters: still UTF-8, in which others are never valid by chance.
  const letters = text.match(/[\u0080-\u{10ffff}]/gu)?.length ?? 0
  if (letters - unread > unread * 8) return 'utf-8'
  const scored = ONE_BYTE.map((encoding) => ({ encoding, score: likeness(read(sample, encoding)) }))
  return scored.reduce((best, next) => (next.score > best.score ? next : best)).encoding
}

/** Text of two bytes a letter, without a mark: digits, spaces and line ends have their zeros all on one side. */
function wide(sample: Uint8Array): Encoding | null {
  const zeros = [0, 0]
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1
  })
  const [even = 0, odd = 0] = zeros
  const [most, least] = [Math.max(even, odd), Math.min(even, odd)]
  // A tenth of the letters at least are ASCII: the times are.
  if (most < sample.length / 20 || least > most / 20) return null
  return odd > even ? 'utf-16le' : 'utf-16be'
}

/** Control characters that no text has, or letters that could not be read: more than one in fifty. */
function looksBinary(text: string): boolean {
  const sample = text.slice(0, SAMPLE_BYTES)
  const odd = sample.match(CONTROLS)?.length ?? 0
  return odd > Math.max(1, sample.length / 50)
}
