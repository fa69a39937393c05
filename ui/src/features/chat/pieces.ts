/** A part of a message: plain words, a link, or a place in the film. */
export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'link'; text: string; url: string }
  | { kind: 'time'; text: string; positionMs: number }

/** Where a link stands in a text, as linkify-it tells it. */
export interface LinkMatch {
  readonly index: number
  readonly lastIndex: number
  readonly text: string
  readonly url: string
}

/** `7:05`, `41:20`, `1:47:05`: not part of a longer number, a date or a score like 3:2. */
const TIMECODE = /(?<![\d:.,/])(?:(\d{1,2}):)?([0-5]?\d):([0-5]\d)(?![\d:/]|[.,]\d)/g

/** A message, cut up. A time counts as a place in the film only within its length. */
export function piecesOf(text: string, links: readonly LinkMatch[], durationMs: number | null): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const link of links) {
    pieces.push(...timesIn(text.slice(at, link.index), durationMs))
    pieces.push({ kind: 'link', text: link.text, url: link.url })
    at = link.lastIndex
  }
  pieces.push(...timesIn(text.slice(at), durationMs))
  return pieces
}

function timesIn(text: string, durationMs: number | null): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const match of text.matchAll(TIMECODE)) {
    const [whole, hours = '0', minutes = '0', seconds = '0'] = match
    const positionMs = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000
    if (durationMs === null || positionMs > durationMs) continue
    if (match.index > at) pieces.push({ kind: 'text', text: text.slice(at, match.index) })
    pieces.push({ kind: 'time', text: whole, positionMs })
    at = match.index + whole.length
  }
  if (at < text.length) pieces.push({ kind: 'text', text: text.slice(at) })
  return pieces
}
