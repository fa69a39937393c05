import type { Act, ChatLine, FeedEntry } from '#protocol/chat.ts'

/** One row of the chat as it is read, like a page of a screenplay. */
export type Row =
  | { kind: 'day'; key: string; at: number }
  | { kind: 'act'; key: string; act: Act; turn: Turn }
  /** `follows`: the same person went on speaking, so face and name are not repeated. */
  | { kind: 'line'; key: string; line: ChatLine; follows: boolean }

/** Which way a seek went, as far as the feed tells. */
export type Turn = 'back' | 'ahead' | null

/** Lines of one person within this are one speech, ms. */
const SPEECH_MS = 5 * 60_000
/** A seek this little past where the film may have been cannot be told from playing on, ms. */
const SLACK_MS = 1_500

/** The rows of older lines and of the room's feed, oldest first, with the days between them. */
export function script(older: readonly ChatLine[], feed: readonly FeedEntry[]): Row[] {
  const entries: FeedEntry[] = [...older.map((line): FeedEntry => ({ kind: 'line', line })), ...feed]
  const rows: Row[] = []
  let day = ''
  let seen: { positionMs: number; at: number } | null = null
  for (const entry of entries) {
    const { at, positionMs } = entry.kind === 'line' ? entry.line : entry.act
    const its = new Date(at).toDateString()
    if (its !== day) {
      rows.push({ kind: 'day', key: `day ${its}`, at })
      day = its
    }
    rows.push(entry.kind === 'line' ? lineRow(entry.line, rows.at(-1)) : actRow(entry.act, seen))
    if (positionMs !== null) seen = { positionMs, at }
  }
  return rows
}

function lineRow(line: ChatLine, before: Row | undefined): Row {
  const follows =
    before?.kind === 'line' && before.line.from.id === line.from.id && line.at - before.line.at < SPEECH_MS
  return { kind: 'line', key: line.id, line, follows }
}

function actRow(act: Act, seen: { positionMs: number; at: number } | null): Row {
  return { kind: 'act', key: `${act.what} ${act.at} ${act.by?.id ?? ''}`, act, turn: turnOf(act, seen) }
}

/** An earlier place is surely back; a later one is ahead only if the film cannot have played there by itself. */
function turnOf(act: Act, seen: { positionMs: number; at: number } | null): Turn {
  if (act.what !== 'seek' || act.positionMs === null || seen === null) return null
  if (act.positionMs < seen.positionMs) return 'back'
  return act.positionMs > seen.positionMs + (act.at - seen.at) + SLACK_MS ? 'ahead' : null
}
