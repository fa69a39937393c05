import type { Act, ChatLine, FeedEntry } from '#protocol/chat.ts'
import type { LineId } from '#protocol/ids.ts'
import type { Profile } from '#protocol/members.ts'
import { Days } from './days.ts'

/** One row of the chat as it is read, like a page of a screenplay. */
export type Row = LineRow | ActRow | CrowdRow

interface Any {
  readonly key: string
  /** The instant of the first row of a day, where the day is told; else null. */
  readonly day: number | null
}
export interface LineRow extends Any {
  readonly kind: 'line'
  readonly line: ChatLine
  /** The same person went on speaking, so face and name are not repeated. */
  readonly follows: boolean
}
export interface ActRow extends Any {
  readonly kind: 'act'
  readonly act: Act
  readonly turn: Turn
}
/** Several who came and went with nothing said in between, as it stood in the end: each is named once. */
export interface CrowdRow extends Any {
  readonly kind: 'crowd'
  readonly joined: readonly Profile[]
  readonly left: readonly Profile[]
}

/** Which way a seek went, as far as the feed tells. */
export type Turn = 'back' | 'ahead' | null

export interface Material {
  /** Oldest first: what came before the feed, the feed, what is on its way. */
  readonly entries: readonly FeedEntry[]
  /** Messages that are drawn as the first of a speech, whatever comes before them. */
  readonly seams?: ReadonlySet<LineId>
  /** Nothing comes before the first entry: its day is told. */
  readonly whole?: boolean
}

/** Lines of one person within this are one speech, ms. */
const SPEECH_MS = 5 * 60_000
/** A seek this little past where the film may have been cannot be told from playing on, ms. */
const SLACK_MS = 1_500

/** The rows of what has been said and done. What comes before them later changes none of them. */
export function script({ entries, seams = new Set(), whole = false }: Material): Row[] {
  const rows: Row[] = []
  const days = new Days()
  let seen: { positionMs: number; at: number } | null = null
  let run: Act[] = []
  const endRun = () => {
    const first = rows.at(-1)
    if (run.length > 1 && first) rows[rows.length - 1] = crowdRow(run, first)
    run = []
  }
  for (const entry of entries) {
    const { at, positionMs } = entry.kind === 'line' ? entry.line : entry.act
    const day = days.begins(at) && (whole || rows.length > 0) ? at : null
    const goesOn = entry.kind === 'act' && isComing(entry.act) && run.length > 0 && day === null
    if (!goesOn) endRun()
    if (entry.kind === 'line') rows.push(lineRow(entry.line, day, seams.has(entry.line.id) ? undefined : rows.at(-1)))
    else {
      if (!goesOn) rows.push(actRow(entry.act, day, seen))
      if (isComing(entry.act)) run.push(entry.act)
    }
    if (positionMs !== null) seen = { positionMs, at }
  }
  endRun()
  return rows
}

const isComing = ({ what, by }: Act): boolean => (what === 'joined' || what === 'left') && by !== null

function actRow(act: Act, day: number | null, seen: { positionMs: number; at: number } | null): ActRow {
  return { kind: 'act', key: `${act.what} ${act.at} ${act.by?.id ?? ''}`, day, act, turn: turnOf(act, seen) }
}

function lineRow(line: ChatLine, day: number | null, before: Row | undefined): LineRow {
  const follows =
    day === null &&
    before?.kind === 'line' &&
    before.line.from.id === line.from.id &&
    line.at - before.line.at < SPEECH_MS
  return { kind: 'line', key: line.id, day, line, follows }
}

/** Who came and went in one run: for each what was last. It keeps the key of the first, so that it is one row that grows. */
function crowdRow(run: readonly Act[], { key, day }: Row): CrowdRow {
  const last = new Map<string, Act>()
  for (const act of run) {
    const id = act.by?.id ?? ''
    last.delete(id)
    last.set(id, act)
  }
  const of = (what: Act['what']) => [...last.values()].flatMap((act) => (act.what === what && act.by ? [act.by] : []))
  return { kind: 'crowd', key, day, joined: of('joined'), left: of('left') }
}

/** An earlier place is surely back; a later one is ahead only if the film cannot have played there by itself. */
function turnOf(act: Act, seen: { positionMs: number; at: number } | null): Turn {
  if (act.what !== 'seek' || act.positionMs === null || seen === null) return null
  if (act.positionMs < seen.positionMs) return 'back'
  return act.positionMs > seen.positionMs + (act.at - seen.at) + SLACK_MS ? 'ahead' : null
}
