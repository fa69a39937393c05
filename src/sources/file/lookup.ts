import type { Fetched } from '#ports/fetcher.ts'
import type { Ask, Lookup } from '#ports/lookup.ts'
import { dash } from '../dash/lookup.ts'
import { isManifest } from '../dash/manifest.ts'
import { hls } from '../hls/lookup.ts'
import { isPlaylist } from '../hls/playlist.ts'
import { matroska } from './containers/matroska.ts'
import { mp3 } from './containers/mp3.ts'
import { mp4 } from './containers/mp4.ts'
import { ogg } from './containers/ogg.ts'
import { latin1, type Reading, type Span } from './containers/reading.ts'

/** A piece holds the headers of nearly every file, or the end of one. */
const PIECE_BYTES = 128 * 1_024
/** Pieces of one file that are asked for. */
const PIECES_MAX = 4

const HLS_TYPES = /^(?:application\/(?:vnd\.apple\.|x-)?mpegurl|audio\/(?:x-)?mpegurl)\b/i
const DASH_TYPES = /^application\/dash\+xml\b/i

/**
 * By its headers, wherever in the file they are. An address without an ending may turn out to be a stream, by what the
 * server calls it or by how it begins.
 */
export const file: Lookup = async (film, ask) => {
  const answer = await pieceAt(ask, film.url, 0)
  if (answer === null) return null
  const type = answer.header('content-type') ?? ''
  const beginning = new TextDecoder().decode(answer.bytes.subarray(0, 2_048))
  if (isPlaylist(beginning) || (HLS_TYPES.test(type) && beginning.includes('#EXTM3U')))
    return became('hls', await hls(film, ask))
  if (isManifest(beginning) || (DASH_TYPES.test(type) && beginning.includes('<')))
    return became('dash', await dash(film, ask))
  const headers = await readAll(readerOf(answer.bytes), spanOf(answer, 0), async (at) => {
    // Who sends everything whatever is asked for would send everything again.
    const next = answer.status === 206 ? await pieceAt(ask, film.url, at) : null
    return next?.status === 206 ? spanOf(next, at) : null
  })
  return headers && { ...headers, posterUrl: null, live: false }
}

const NOTHING = { title: null, posterUrl: null, durationMs: null, live: null }
const became = (kind: 'dash' | 'hls', facts: Awaited<ReturnType<Lookup>>) => ({ ...(facts ?? NOTHING), kind })

async function pieceAt(ask: Ask, url: string, at: number): Promise<Fetched | null> {
  const range = `bytes=${at}-${at + PIECE_BYTES - 1}`
  const answer = await ask({ url, range, maxBytes: PIECE_BYTES, beyond: 'cut' })
  return answer !== null && (answer.status === 200 || answer.status === 206) ? answer : null
}

function spanOf(answer: Fetched, at: number): Span {
  const told =
    answer.status === 206 ? /\/(\d+)$/.exec(answer.header('content-range') ?? '')?.[1] : answer.header('content-length')
  const totalBytes = /^\d{1,15}$/.test(told ?? '') ? Number(told) : null
  return { at, bytes: answer.bytes, totalBytes }
}

/** How to read a file that begins like this; null when we know no such. */
function readerOf(bytes: Uint8Array): ((first: Span) => Reading) | null {
  const begins = latin1(bytes.subarray(0, 12))
  if (/^(?:ftyp|moov|mdat|free|skip|wide|styp)/.test(begins.slice(4))) return mp4
  if (begins.startsWith('\u001a\u0045\u00df\u00a3')) return matroska
  if (begins.startsWith('OggS')) return ogg
  return begins.startsWith('ID3') || /^\u00ff[\u00e2-\u00fb]/.test(begins) ? mp3 : null
}

async function readAll(reader: ReturnType<typeof readerOf>, first: Span, more: (at: number) => Promise<Span | null>) {
  if (reader === null) return null
  const reading = reader(first)
  let step = reading.next()
  for (let pieces = 1; !step.done; pieces += 1) {
    const span = pieces < PIECES_MAX ? await more(step.value) : null
    if (span === null) return null
    step = reading.next(span)
  }
  return step.value
}
