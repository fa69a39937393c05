import { type ByteRange, rangesOf } from './range.ts'

/** A file as it is served. */
export interface ServedFile {
  readonly blob: Blob
  /** Bytes. */
  readonly size: number
  /** Strong: other bytes have another. */
  readonly etag: string
  /** When it was last changed, ms since 1970; null where only the tag tells. */
  readonly modifiedAt: number | null
  readonly type: string
  /** What else its answers say. */
  readonly headers: Readonly<Record<string, string>>
}

/** How much of a file lies in memory for an answer in several parts, bytes. */
const CHUNK_BYTES = 64 * 1_024

/**
 * The answer to a GET or HEAD of a file: the whole or parts of it, or that it is what the client has (RFC 9110, sections
 * 13 and 14). `now`: ms since 1970. One part is handed to Bun as a slice of the file: it goes from the disk to the socket
 * as fast as that takes it, through no memory of ours, and is let go of when the client leaves.
 */
export function serveFile(request: Request, file: ServedFile, now: number): Response {
  const { headers: asked } = request
  const headers = headersOf(file)
  const known = precondition(asked, file)
  if (known !== null) return new Response(null, { status: known, headers })
  const range = request.method === 'GET' && isSame(asked.get('if-range'), file, now) ? asked.get('range') : null
  const parts = range === null ? null : rangesOf(range, file.size)
  if (parts === 'unsatisfiable') {
    headers.set('Content-Range', `bytes */${file.size}`)
    return new Response(null, { status: 416, headers })
  }
  const [first, ...more] = parts ?? []
  if (first === undefined) return one(request, file, { start: 0, end: file.size }, { status: 200, headers })
  if (more.length > 0) return several(file, [first, ...more], headers)
  headers.set('Content-Range', contentRange(first, file.size))
  return one(request, file, first, { status: 206, headers })
}

function headersOf({ type, headers, etag, modifiedAt }: ServedFile): Headers {
  const told = new Headers({ ...headers, 'Content-Type': type, ETag: etag, 'Accept-Ranges': 'bytes' })
  if (modifiedAt !== null) told.set('Last-Modified', new Date(modifiedAt).toUTCString())
  return told
}

const contentRange = ({ start, end }: ByteRange, size: number): string => `bytes ${start}-${end - 1}/${size}`

/**
 * A slice even of the whole: given a whole file, Bun may look at `Range` itself, and knows nothing of `If-Range` and of
 * compressed copies.
 */
function one(
  { method }: Request,
  { blob }: ServedFile,
  { start, end }: ByteRange,
  init: { status: number; headers: Headers },
): Response {
  init.headers.set('Content-Length', String(end - start))
  return new Response(method === 'HEAD' ? null : blob.slice(start, end), init)
}

/** Several parts are one body of the type `multipart/byteranges`; its length is not told, for Bun sends streams in chunks. */
function several({ blob, size, type }: ServedFile, parts: readonly ByteRange[], headers: Headers): Response {
  const boundary = crypto.randomUUID()
  const text = new TextEncoder()
  const pieces = parts.flatMap((part) => {
    const head = `\r\n--${boundary}\r\nContent-Type: ${type}\r\nContent-Range: ${contentRange(part, size)}\r\n\r\n`
    return [new Blob([text.encode(head)]), blob.slice(part.start, part.end)]
  })
  pieces.push(new Blob([text.encode(`\r\n--${boundary}--\r\n`)]))
  headers.set('Content-Type', `multipart/byteranges; boundary=${boundary}`)
  return new Response(oneAfterAnother(pieces), { status: 206, headers })
}

/** Reads on when the client has taken what was read. The file is open only while it is read: nothing is left to close. */
function oneAfterAnother(pieces: readonly Blob[]): ReadableStream<Uint8Array> {
  let [piece, at] = [0, 0]
  return new ReadableStream(
    {
      async pull(stream) {
        const current = pieces[piece]
        if (current === undefined) return stream.close()
        const end = Math.min(at + CHUNK_BYTES, current.size)
        const bytes = await current.slice(at, end).bytes()
        if (bytes.length !== end - at) return stream.error(new Error('the file became shorter while it was read'))
        stream.enqueue(bytes)
        at = end
        if (at === current.size) [piece, at] = [piece + 1, 0]
      },
    },
    { highWaterMark: 0 },
  )
}

/** The status that a condition of the client's leads to; null when it gets what it asks (RFC 9110, section 13.2.2). */
function precondition(asked: Headers, file: ServedFile): 304 | 412 | null {
  const match = asked.get('if-match')
  if (match !== null ? !names(match, file.etag, 'strong') : isAfter(file, asked.get('if-unmodified-since'))) return 412
  const noneMatch = asked.get('if-none-match')
  if (noneMatch !== null) return names(noneMatch, file.etag, 'weak') ? 304 : null
  const since = dateOf(asked.get('if-modified-since'))
  return since !== null && file.modifiedAt !== null && secondOf(file.modifiedAt) <= since ? 304 : null
}

const isAfter = ({ modifiedAt }: ServedFile, date: string | null): boolean => {
  const until = dateOf(date)
  return until !== null && modifiedAt !== null && secondOf(modifiedAt) > until
}

/** Whether a list of tags names this one. Weak ones count only where the comparison is a weak one. */
const names = (list: string, etag: string, comparison: 'strong' | 'weak'): boolean =>
  list.split(',').some((tag) => {
    const known = tag.trim()
    return known === '*' || (comparison === 'weak' ? known.replace(/^W\//, '') : known) === etag
  })

/** Whether what the client has a part of is this file. A date proves it only once the second it names has passed. */
function isSame(ifRange: string | null, { etag, modifiedAt }: ServedFile, now: number): boolean {
  if (ifRange === null) return true
  const validator = ifRange.trim()
  if (/^(?:W\/)?"/.test(validator)) return validator === etag
  const date = dateOf(validator)
  return date !== null && modifiedAt !== null && date === secondOf(modifiedAt) && now >= date + 1_000
}

/** Dates on the wire are whole seconds. */
const secondOf = (ms: number): number => Math.floor(ms / 1_000) * 1_000

function dateOf(header: string | null): number | null {
  const at = header === null ? Number.NaN : Date.parse(header)
  return Number.isNaN(at) ? null : at
}
