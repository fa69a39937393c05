import { latin1, type Reading, type Span, viewOf } from './reading.ts'

/** The last page begins within so many bytes of the end: none is longer (RFC 3533). */
const PAGE_MAX_BYTES = 65_307

/** Ogg with Opus or Vorbis: the last page says how many samples came before it. */
export function* ogg(first: Span): Reading {
  const clock = clockOf(first)
  if (clock === null || first.totalBytes === null) return null
  const tailAt = Math.max(0, first.totalBytes - PAGE_MAX_BYTES)
  const tail = tailAt + PAGE_MAX_BYTES <= first.bytes.length ? first : yield tailAt
  const text = new TextDecoder('latin1').decode(tail.bytes)
  const page = text.lastIndexOf('OggS')
  if (page < 0) return null
  const samples = Number(viewOf(tail).getBigInt64(page + 6, true)) - clock.before
  return { durationMs: samples > 0 ? Math.round((samples / clock.perSecond) * 1_000) : null, title: null }
}

/** What positions count, and how much of it is never heard. */
function clockOf(span: Span): { perSecond: number; before: number } | null {
  const view = viewOf(span)
  const packet = 27 + view.getUint8(26)
  const name = latin1(span.bytes.subarray(packet, packet + 8))
  // Opus counts at 48 kHz whatever it was made from (RFC 7845, section 4).
  if (name === 'OpusHead') return { perSecond: 48_000, before: view.getUint16(packet + 10, true) }
  if (name.startsWith('\u0001vorbis')) return { perSecond: view.getUint32(packet + 12, true), before: 0 }
  return null
}
