import { latin1, type Reading, type Span, viewOf } from './reading.ts'

/** kbit/s of layer III by version (MPEG-1; MPEG-2 and 2.5) and the header's four bits. */
const BIT_RATES = [
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const
const SAMPLE_RATES = [44_100, 48_000, 32_000] as const

/** MP3: by the count of frames that encoders leave in the first one (Xing, Info, VBRI), else by size and bit rate. */
export function* mp3(first: Span): Reading {
  let span = first
  let title: string | null = null
  let from = 0
  if (latin1(span.bytes.subarray(0, 3)) === 'ID3') {
    const [a = 0, b = 0, c = 0, d = 0] = span.bytes.subarray(6, 10)
    const tagEnd = 10 + ((a & 127) << 21) + ((b & 127) << 14) + ((c & 127) << 7) + (d & 127)
    title = titleIn(span, tagEnd)
    // Pictures in the tag may be longer than a piece.
    if (tagEnd + 4 > span.bytes.length) span = yield tagEnd
    else from = tagEnd
  }
  const frame = frameAt(span, from)
  if (frame === null) return title === null ? null : { durationMs: null, title }
  const seconds = frame.counted ?? rest(span, from, frame.bytesPerSecond)
  return { durationMs: seconds === null ? null : Math.round(seconds * 1_000), title }
}

const rest = ({ at, totalBytes }: Span, from: number, bytesPerSecond: number): number | null =>
  totalBytes === null || bytesPerSecond === 0 ? null : (totalBytes - at - from) / bytesPerSecond

function frameAt(span: Span, from: number): { counted: number | null; bytesPerSecond: number } | null {
  const view = viewOf(span)
  const header = view.getUint32(from)
  const version = (header >>> 19) & 3 // 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5
  if (header >>> 21 !== 0x7ff || version === 1 || ((header >>> 17) & 3) !== 1) return null
  const divisor = version === 3 ? 1 : version === 2 ? 2 : 4
  const sampleRate = (SAMPLE_RATES[(header >>> 10) & 3] ?? 0) / divisor
  const kbits = BIT_RATES[version === 3 ? 0 : 1][(header >>> 12) & 15] ?? 0
  if (sampleRate === 0) return null
  const mono = ((header >>> 6) & 3) === 3
  const sideBytes = version === 3 ? (mono ? 17 : 32) : mono ? 9 : 17
  const frameSeconds = (version === 3 ? 1_152 : 576) / sampleRate
  const wordAt = (at: number) => latin1(span.bytes.subarray(at, at + 4))
  let frames: number | null = null
  const xing = from + 4 + sideBytes
  if (/^(Xing|Info)$/.test(wordAt(xing)) && (view.getUint32(xing + 4) & 1) === 1) frames = view.getUint32(xing + 8)
  if (wordAt(from + 36) === 'VBRI') frames = view.getUint32(from + 50)
  return { counted: frames === null ? null : frames * frameSeconds, bytesPerSecond: kbits * 125 }
}

/** The frame TIT2 of an ID3v2.3 or 2.4 tag (id3.org). */
function titleIn({ bytes }: Span, tagEnd: number): string | null {
  const major = bytes[3] ?? 0
  if (major < 3 || major > 4) return null
  for (let at = 10; at + 10 < Math.min(tagEnd, bytes.length); ) {
    const id = latin1(bytes.subarray(at, at + 4))
    if (!/^[A-Z\d]{4}$/.test(id)) return null
    const digits = [...bytes.subarray(at + 4, at + 8)]
    const size = digits.reduce((sum, digit) => sum * (major === 4 ? 128 : 256) + digit, 0)
    if (id === 'TIT2' && at + 10 + size <= bytes.length) return textOf(bytes.subarray(at + 10, at + 10 + size))
    at += 10 + size
  }
  return null
}

/** The first byte says how the others are written. */
function textOf([encoding, ...rest]: Uint8Array): string | null {
  const names = ['latin1', 'utf-16', 'utf-16be', 'utf-8'] as const
  const text = new TextDecoder(names[encoding ?? 0] ?? 'latin1').decode(Uint8Array.from(rest))
  return text.split('\0', 1)[0] || null
}
