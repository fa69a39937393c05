import { type FileHeaders, type Reading, type Span, viewOf } from './reading.ts'

const SEGMENT = 0x18538067
const INFO = 0x1549a966
const CLUSTER = 0x1f43b675
const TIMESTAMP_SCALE = 0x2ad7b1
const DURATION = 0x4489
const TITLE = 0x7ba9
/** Nanoseconds in a tick unless the file says otherwise. */
const USUAL_SCALE = 1_000_000

interface Element {
  readonly id: number
  readonly from: number
  readonly to: number
}

/** WebM and Matroska (RFC 9559): how long is said in the segment's `Info`, before the first pictures. */
export function* matroska(first: Span): Reading {
  let span = first
  const [header] = elementsIn(span, 0, Number.POSITIVE_INFINITY)
  const [segment] = elementsIn(span, header?.to ?? 0, Number.POSITIVE_INFINITY)
  if (segment?.id !== SEGMENT) return null
  let from = segment.from
  for (;;) {
    let end = from
    for (const element of elementsIn(span, from, Number.POSITIVE_INFINITY)) {
      if (element.id === INFO) return infoOf(span, element)
      if (element.id === CLUSTER) return null
      end = element.to
    }
    if (end < span.bytes.length || !Number.isSafeInteger(span.at + end)) return null
    span = yield span.at + end
    from = 0
  }
}

/** A number of variable length (RFC 8794, section 4), and how many bytes it has; an id keeps its marker. */
function variable(view: DataView, at: number, keepsMarker: boolean): [value: number, bytes: number] {
  const first = view.getUint8(at)
  const bytes = Math.clz32(first) - 23
  if (bytes > 8) throw new RangeError('no number begins so')
  let value = keepsMarker ? first : first & (0xff >> bytes)
  let unknown = (first | (0xff00 >> bytes)) === ((0xff00 >> bytes) | 0xff)
  for (let index = 1; index < bytes; index += 1) {
    const byte = view.getUint8(at + index)
    unknown &&= byte === 0xff
    value = value * 256 + byte
  }
  return [unknown && !keepsMarker ? Number.POSITIVE_INFINITY : value, bytes]
}

function* elementsIn(span: Span, from: number, to: number): Generator<Element> {
  const view = viewOf(span)
  for (let at = from; at + 12 <= Math.min(to, view.byteLength) || (at + 2 <= to && to <= view.byteLength); ) {
    const [id, idBytes] = variable(view, at, true)
    const [size, sizeBytes] = variable(view, at + idBytes, false)
    const begins = at + idBytes + sizeBytes
    yield { id, from: begins, to: begins + size }
    at = begins + size
  }
}

function infoOf(span: Span, info: Element): FileHeaders {
  const view = viewOf(span)
  let scale = USUAL_SCALE
  let ticks: number | null = null
  let title: string | null = null
  for (const { id, from, to } of elementsIn(span, info.from, Math.min(info.to, span.bytes.length))) {
    if (id === TIMESTAMP_SCALE) scale = span.bytes.subarray(from, to).reduce((value, byte) => value * 256 + byte, 0)
    if (id === DURATION) ticks = to - from === 4 ? view.getFloat32(from) : view.getFloat64(from)
    if (id === TITLE) title = new TextDecoder().decode(span.bytes.subarray(from, to)).replace(/\0+$/, '') || null
  }
  return { durationMs: ticks === null ? null : Math.round((ticks * scale) / 1_000_000), title }
}
