import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { BunFile } from 'bun'

const CACHE = join(import.meta.dir, '../../.cache/e2e')

/** Length of the test card, ms. */
export const TEST_CARD_MS = 180_000

/** What a paced viewer gets at once before the pace holds: enough for the header and a first second. */
const BURST_BYTES = 256 * 1_024
const CHUNK_BYTES = 16 * 1_024

/** Names the viewer to the server; give it to the browser's context as an extra header. */
export const VIEWER_HEADER = 'x-viewer'

/** Films for tests: one good, two broken, and a hand on the tap of each viewer. */
export interface MediaServer {
  /** Address of a film that plays everywhere: H.264 and AAC, three minutes, the time burnt in. */
  film: string
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
  const etag = `"${film.size.toString(36)}-${film.lastModified.toString(36)}"`
  const asked: { path: string; viewer: string; range: string | null; status: number }[] = []
  const taps = new Map<string, Tap>()
  const answer = (request: Request, path: string, viewer: string): Response => {
    if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: OPEN_TO_ALL })
    if (path === '/text.mp4')
      return new Response('This is not a film.', { headers: { ...OPEN_TO_ALL, 'content-type': 'video/mp4' } })
    if (path !== '/test-card.mp4') return new Response('Nothing here.', { status: 404, headers: OPEN_TO_ALL })
    return part(film, etag, request.headers, taps.get(viewer))
  }
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0, // a frozen viewer waits as long as the test wants
    fetch(request) {
      const path = new URL(request.url).pathname
      const viewer = request.headers.get(VIEWER_HEADER) ?? ''
      const response = answer(request, path, viewer)
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

/** The film or the part of it that was asked for. Source: RFC 9110, section 14. */
function part(film: BunFile, etag: string, headers: Headers, tap: Tap | undefined): Response {
  const common = { ...OPEN_TO_ALL, 'accept-ranges': 'bytes', 'content-type': 'video/mp4', etag }
  const range = headers.get('range')
  const condition = headers.get('if-range')
  // A condition that no longer holds: the whole film instead of a part of another one.
  if (range === null || (condition !== null && condition !== etag))
    return new Response(tap ? tap.pour(film) : film, { headers: common })
  const asked = byteRange(range, film.size)
  if (asked === null)
    return new Response(null, { status: 416, headers: { ...common, 'content-range': `bytes */${film.size}` } })
  const [first, last] = asked
  const slice = film.slice(first, last + 1)
  const contentRange = `bytes ${first}-${last}/${film.size}`
  return new Response(tap ? tap.pour(slice) : slice, {
    status: 206,
    headers: { ...common, 'content-range': contentRange },
  })
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

/** What regulates one viewer's bytes. */
class Tap {
  readonly #bytesPerSecond: number
  #shut: PromiseWithResolvers<void> | null = null

  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond
  }

  shut(): void {
    this.#shut ??= Promise.withResolvers<void>()
  }

  open(): void {
    this.#shut?.resolve()
    this.#shut = null
  }

  pour(bytes: Blob): ReadableStream<Uint8Array> {
    const startedAt = performance.now()
    let sent = 0
    return new ReadableStream({
      pull: async (controller) => {
        const dueMs = ((sent - BURST_BYTES) / this.#bytesPerSecond) * 1_000
        const waitMs = startedAt + dueMs - performance.now()
        if (waitMs > 0) await Bun.sleep(waitMs)
        await this.#shut?.promise
        if (sent >= bytes.size) return controller.close()
        const chunk = await bytes.slice(sent, sent + CHUNK_BYTES).bytes()
        sent += chunk.length
        controller.enqueue(chunk)
      },
    })
  }
}

/** Makes the test card once and keeps it. Returns its path. */
async function testCard(): Promise<string> {
  const path = join(CACHE, 'test-card.mp4')
  if (await Bun.file(path).exists()) return path
  await mkdir(CACHE, { recursive: true })
  const seconds = TEST_CARD_MS / 1_000
  const clock =
    "drawtext=text='%{pts\\:hms}':fontsize=64:fontcolor=white:box=1:boxcolor=black@0.6:boxborderw=14:x=(w-tw)/2:y=(h-th)/2"
  // Each second begins with a beep of 60 ms.
  const beep = `aevalsrc='0.2*lt(mod(t,1),0.06)*sin(880*2*PI*t)':s=44100:d=${seconds}`
  // A name of its own until it is whole: two runs may make it at once, and half a film must never be found.
  const draft = join(CACHE, `test-card.${process.pid}.mp4`)
  const run = Bun.spawn(
    [
      ...['ffmpeg', '-v', 'error', '-y'],
      ...['-f', 'lavfi', '-i', `testsrc=s=640x360:r=25:d=${seconds}`, '-f', 'lavfi', '-i', beep],
      ...['-vf', clock, '-c:v', 'libx264', '-preset', 'ultrafast', '-profile:v', 'baseline', '-pix_fmt', 'yuv420p'],
      ...['-b:v', '500k', '-maxrate', '500k', '-bufsize', '500k', '-g', '50'],
      ...['-c:a', 'aac', '-b:a', '64k', '-movflags', '+faststart', draft],
    ],
    { stderr: 'pipe' },
  )
  const [code, words] = await Promise.all([run.exited, new Response(run.stderr).text()])
  if (code !== 0) throw new Error(`ffmpeg could not make the test card: ${words}`)
  await rename(draft, path)
  return path
}
