import { join } from 'node:path'
import type { BunFile } from 'bun'
import { Tap } from './tap.ts'
import { testCard, testCardInPieces } from './test-card.ts'

/** What a paced viewer gets of a file at once before the pace holds: enough for the header and a first second. */
const BURST_BYTES = 256 * 1_024

/** Names the viewer to the server; give it to the browser's context as an extra header. */
export const VIEWER_HEADER = 'x-viewer'

/** Films for tests: one good, two broken, and a hand on the tap of each viewer. */
export interface MediaServer {
  /** Address of a film that plays everywhere: H.264 and AAC, three minutes, the time burnt in. */
  film: string
  /** The same film as HLS: a playlist of pieces of two seconds, each of them also paced and frozen. */
  hls: string
  /** Serves a file, or what is in a folder, besides. Returns its address, without a slash at its end. */
  also(path: string): string
  /** An address where nothing is. */
  missing: string
  /** A text that calls itself a film. */
  text: string
  /** Statuses and ranges of what was asked so far, in order. */
  asked: readonly { path: string; viewer: string; range: string | null; status: number }[]
  /** From the next request on, this viewer gets only so much: without it Chromium buffers a minute ahead. */
  pace(viewer: string, bytesPerSecond: number): void
  /** Not one byte more for a paced viewer, while the connection stands. */
  freeze(viewer: string): void
  thaw(viewer: string): void
  close(): Promise<void>
}

export async function startMediaServer(): Promise<MediaServer> {
  const film = Bun.file(await testCard())
  const pieces = await testCardInPieces()
  const asked: { path: string; viewer: string; range: string | null; status: number }[] = []
  const taps = new Map<string, Tap>()
  const besides: string[] = []
  const answer = async (request: Request, path: string, viewer: string): Promise<Response> => {
    if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: OPEN_TO_ALL })
    if (path === '/text.mp4')
      return new Response('This is not a film.', { headers: { ...OPEN_TO_ALL, 'content-type': 'video/mp4' } })
    const tap = taps.get(viewer)
    if (path === '/test-card.mp4')
      return part(film, 'video/mp4', request.headers, (bytes) => tap?.pour(bytes, BURST_BYTES))
    const [, nth, inside = ''] = /^\/also\/(\d+)(\/[\w.-]+)?$/.exec(path) ?? []
    const root = nth === undefined ? undefined : besides[Number(nth)]
    const more = root === undefined ? null : Bun.file(inside === '' ? root : join(root, inside))
    if (more !== null && (await more.exists())) {
      const ending = /\.(\w+)$/.exec(more.name ?? '')?.[1] ?? ''
      // Lists of a broadcast are another every second.
      if (ending === 'm3u8' || ending === 'mpd')
        return new Response(await more.bytes(), { headers: { ...OPEN_TO_ALL, 'content-type': TYPES[ending] ?? '' } })
      const burst = ending === 'mp4' ? BURST_BYTES : 0 // as for pieces below
      return part(more, TYPES[ending] ?? '', request.headers, (bytes) => tap?.pour(bytes, burst))
    }
    const [, piece, ending = ''] = /^\/hls\/(\w+)\.(m3u8|ts)$/.exec(path) ?? []
    const file = Bun.file(join(pieces, `${piece}.${ending}`))
    if (piece === undefined || !(await file.exists()))
      return new Response('Nothing here.', { status: 404, headers: OPEN_TO_ALL })
    // A piece is smaller than the burst of a file: with one the pace would never hold.
    return part(file, HLS_TYPES[ending] ?? '', request.headers, (bytes) => tap?.pour(bytes, 0))
  }
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0, // a frozen viewer waits as long as the test wants
    async fetch(request) {
      const path = new URL(request.url).pathname
      const viewer = request.headers.get(VIEWER_HEADER) ?? ''
      const response = await answer(request, path, viewer)
      asked.push({ path, viewer, range: request.headers.get('range'), status: response.status })
      return response
    },
  })
  const origin = `http://127.0.0.1:${server.port}`
  const tapOf = (viewer: string): Tap => {
    const tap = taps.get(viewer)
    if (tap === undefined) throw new Error(`${viewer} has no pace: only a paced viewer can be frozen`)
    return tap
  }
  return {
    film: `${origin}/test-card.mp4`,
    hls: `${origin}/hls/index.m3u8`,
    also: (path) => {
      besides.push(path)
      return `${origin}/also/${besides.length - 1}`
    },
    missing: `${origin}/missing.mp4`,
    text: `${origin}/text.mp4`,
    asked,
    pace: (viewer, bytesPerSecond) => void taps.set(viewer, new Tap(bytesPerSecond)),
    freeze: (viewer) => tapOf(viewer).shut(),
    thaw: (viewer) => tapOf(viewer).open(),
    close: async () => {
      for (const tap of taps.values()) tap.open()
      await server.stop(true)
    },
  }
}

const OPEN_TO_ALL = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': `range, ${VIEWER_HEADER}`,
  'access-control-expose-headers': 'accept-ranges, content-length, content-range, etag',
}

/** Of an HLS film by the ending of the file. Source: RFC 8216, sections 4 and 10. */
const HLS_TYPES: Record<string, string> = { m3u8: 'application/vnd.apple.mpegurl', ts: 'video/mp2t' }
const TYPES: Record<string, string> = {
  ...HLS_TYPES,
  mp4: 'video/mp4',
  m4s: 'video/mp4',
  mpd: 'application/dash+xml',
  vtt: 'text/vtt',
}

/** The file or the part of it that was asked for. Source: RFC 9110, section 14. */
function part(
  file: BunFile,
  type: string,
  headers: Headers,
  pour: (bytes: Blob) => ReadableStream<Uint8Array> | undefined,
): Response {
  const etag = `"${file.size.toString(36)}-${file.lastModified.toString(36)}"`
  const common = { ...OPEN_TO_ALL, 'accept-ranges': 'bytes', 'content-type': type, etag }
  const range = headers.get('range')
  const condition = headers.get('if-range')
  // A condition that no longer holds: the whole file instead of a part of another one.
  if (range === null || (condition !== null && condition !== etag))
    return new Response(pour(file) ?? file, { headers: common })
  const asked = byteRange(range, file.size)
  if (asked === null)
    return new Response(null, { status: 416, headers: { ...common, 'content-range': `bytes */${file.size}` } })
  const [first, last] = asked
  const slice = file.slice(first, last + 1)
  const contentRange = `bytes ${first}-${last}/${file.size}`
  return new Response(pour(slice) ?? slice, { status: 206, headers: { ...common, 'content-range': contentRange } })
}

/** First and last byte of a single range, both included; null when it cannot be served. */
export function byteRange(header: string, size: number): readonly [number, number] | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim())
  if (match === null || size === 0) return null
  const [, from = '', to = ''] = match
  if (from === '' && to === '') return null
  if (from === '') return Number(to) === 0 ? null : [Math.max(0, size - Number(to)), size - 1]
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  return Number(from) > last ? null : [Number(from), last]
}
