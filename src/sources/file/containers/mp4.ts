import { type FileHeaders, latin1, type Reading, type Span, viewOf } from './reading.ts'

interface Box {
  readonly type: string
  /** Where its contents begin and end, bytes from the piece's beginning; they may end beyond it. */
  readonly from: number
  readonly to: number
}

/** A text is not longer than this, bytes. */
const TITLE_MAX_BYTES = 2_000

/** MP4 and its kin (ISO/IEC 14496-12): how long is said in `moov`, which comes before the film or after it. */
export function* mp4(first: Span): Reading {
  let span = first
  for (;;) {
    let end = 0
    for (const box of boxesIn(span, 0, Number.POSITIVE_INFINITY)) {
      if (box.type === 'moov') return movie(span, box)
      end = box.to
    }
    const next = span.at + end
    if (end < span.bytes.length || !Number.isSafeInteger(next)) return null // what follows is no box
    if (span.totalBytes !== null && next >= span.totalBytes) return null
    span = yield next
  }
}

/** The boxes that begin between two places of a piece, as far as the piece goes. */
function* boxesIn(span: Span, from: number, to: number): Generator<Box> {
  const view = viewOf(span)
  for (let at = from; at + 8 <= Math.min(to, view.byteLength); ) {
    const type = latin1(span.bytes.subarray(at + 4, at + 8))
    const short = view.getUint32(at)
    if (short === 1 && at + 16 > view.byteLength) return
    const head = short === 1 ? 16 : 8
    const size = short === 1 ? Number(view.getBigUint64(at + 8)) : short === 0 ? Number.POSITIVE_INFINITY : short
    if (size < head || !/^[\w\u00a9 -]{4}$/.test(type)) return
    yield { type, from: at + head, to: at + size }
    at += size
  }
}

function movie(span: Span, moov: Box): FileHeaders | null {
  let scale = 0
  let length: number | null = null
  let title: string | null = null
  for (const box of boxesIn(span, moov.from, moov.to)) {
    if (box.type === 'mvhd') [scale, length] = lengthOf(span, box)
    // Of a film in fragments the header knows no length, but this may.
    if (box.type === 'mvex') length ??= fragmentsOf(span, box)
    if (box.type === 'udta') title = titleOf(span, box)
  }
  if (scale === 0) return null
  return { durationMs: length === null ? null : Math.round((length / scale) * 1_000), title }
}

/** Ticks in a second, and how many there are; null: not known. */
function lengthOf(span: Span, { from }: Box): [number, number | null] {
  const view = viewOf(span)
  const wide = view.getUint8(from) === 1
  const scale = view.getUint32(from + (wide ? 20 : 12))
  const ticks = wide ? Number(view.getBigUint64(from + 24)) : view.getUint32(from + 16)
  return [scale, ticks === 0 || ticks >= (wide ? 2 ** 63 : 0xffff_ffff) ? null : ticks]
}

function fragmentsOf(span: Span, mvex: Box): number | null {
  for (const { type, from } of boxesIn(span, mvex.from, mvex.to)) {
    if (type !== 'mehd') continue
    const view = viewOf(span)
    const ticks = view.getUint8(from) === 1 ? Number(view.getBigUint64(from + 4)) : view.getUint32(from + 4)
    return ticks === 0 ? null : ticks
  }
  return null
}

/** iTunes' way to say a title: udta → meta → ilst → ©nam → data. */
function titleOf(span: Span, udta: Box): string | null {
  const within = (box: Box | null, type: string, skip = 0): Box | null =>
    (box && [...boxesIn(span, box.from + skip, box.to)].find((inner) => inner.type === type)) ?? null
  // `meta` has a version before its boxes, `data` a type and a language before its text.
  const name = within(within(within(udta, 'meta'), 'ilst', 4), '\u00a9nam')
  const data = within(name, 'data')
  if (data === null || data.to > span.bytes.length || data.to - data.from > TITLE_MAX_BYTES) return null
  return new TextDecoder().decode(span.bytes.subarray(data.from + 8, data.to)) || null
}
