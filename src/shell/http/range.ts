/** Part of a file: bytes `start` to `end`, the last one not included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** A header of more parts than this is no player's: it is ignored, and the whole file sent. */
export const PARTS_MAX = 16
/** Parts with less than this between them are sent as one, bytes: the head of a part of its own would be as long. */
export const GAP_MAX = 128

/** `bytes=`, the unit in any case, then specs with commas between; RFC 9110 lets a list have empty places. */
const BYTES = /^bytes=(.+)$/i
const SPEC = /^(\d*)-(\d*)$/

/**
 * What a `Range` header asks of a file of `size` bytes: parts that do not touch each other, in the order they were asked
 * in; or nothing that can be met. Null when the header is to be ignored: another unit, no range, too many of them (RFC
 * 9110, sections 14.1 and 14.2).
 */
export function rangesOf(header: string, size: number): readonly ByteRange[] | 'unsatisfiable' | null {
  const specs = (BYTES.exec(header.trim())?.[1] ?? '')
    .split(',')
    .map((spec) => spec.trim())
    .filter((spec) => spec !== '')
  if (specs.length === 0 || specs.length > PARTS_MAX) return null
  const parts: ByteRange[] = []
  for (const spec of specs) {
    const part = partOf(spec, size)
    if (part === null) return null
    if (part !== 'unsatisfiable') parts.push(part)
  }
  return parts.length === 0 ? 'unsatisfiable' : joined(parts)
}

function partOf(spec: string, size: number): ByteRange | 'unsatisfiable' | null {
  const [, first = '', last = ''] = SPEC.exec(spec) ?? []
  if (first === '' && last === '') return null
  if (first === '') {
    const suffix = Math.min(Number(last), size)
    if (suffix > 0) return { start: size - suffix, end: size }
    // The end of an empty file is all of it, but no `Content-Range` could say so.
    return size === 0 && Number(last) > 0 ? null : 'unsatisfiable'
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return null
  if (start >= size) return 'unsatisfiable'
  return { start, end: last === '' ? size : Math.min(Number(last) + 1, size) }
}

/** Parts that overlap or nearly meet become one, which stands where the first of them was asked. */
function joined(parts: readonly ByteRange[]): readonly ByteRange[] {
  const groups: { start: number; end: number; asked: number }[] = []
  const asked = parts.map((part, index) => ({ ...part, asked: index })).sort((a, b) => a.start - b.start)
  for (const part of asked) {
    const last = groups.at(-1)
    if (last === undefined || part.start > last.end + GAP_MAX) groups.push({ ...part })
    else {
      last.end = Math.max(last.end, part.end)
      last.asked = Math.min(last.asked, part.asked)
    }
  }
  return groups.sort((a, b) => a.asked - b.asked).map(({ start, end }) => ({ start, end }))
}
