import type { Act, ChatLine, FeedEntry, Quote } from '#protocol/chat.ts'
import type { LineId, UserId } from '#protocol/ids.ts'
import { FEED_KEPT, FEED_KEPT_UNITS, QUOTE_MAX_GRAPHEMES } from '#protocol/limits.ts'
import type { Profile } from '#protocol/members.ts'
import type { Event } from '#protocol/messages.ts'
import type { PlaybackCause } from '#protocol/playback.ts'
import { excerptOf } from '#protocol/text.ts'
import { memberOf, profileOf } from './members.ts'
import { err, ok } from './result.ts'
import type { RoomState, Slice } from './state.ts'
import { placeNow } from './timeline.ts'

/** Acts of one person that follow each other within this, ms, are told as one: a search for a scene is one seek. */
export const SAME_ACT_MS = 10_000

export const chat: Slice<'chat'> = {
  decide(state, command, actor, { now, older }) {
    // Sent twice (the answer to the first was lost): said once.
    const known = lineOf(state, command.lineId)
    if (known) return known.from.id === actor.id ? ok([]) : err('bad_request')
    const positionMs = placeNow(state.playback, now)
    const replyTo = answeredBy(state, command.replyTo ?? null, older)
    const { lineId: id, text } = command
    // By the name that the room knows: a socket on another instance may not have heard of a new one.
    const from = profileOf(memberOf(state, actor.id) ?? actor)
    return ok([{ type: 'chat.said', line: { id, from, text, at: now, positionMs, replyTo } }])
  },
  evolve: (state, event) => withEntry(state, { kind: 'line', line: event.line }),
}

/**
 * What a message quotes that answers `id`. What is not there is not quoted: it may have gone because it was old, and what
 * somebody says is worth more than what it refers to.
 */
function answeredBy(state: RoomState, id: LineId | null, older: ChatLine | null): Quote | null {
  const line = id === null ? undefined : (lineOf(state, id) ?? (older?.id === id ? older : undefined))
  return line === undefined ? null : quoteOf(line)
}

/** A message as an answer quotes it. */
export const quoteOf = ({ id, from, text }: Quote): Quote => ({
  id,
  from: { id: from.id, name: from.name },
  text: excerptOf(text, QUOTE_MAX_GRAPHEMES),
})

/** From the end: what is asked for was said just now, or never. */
export function lineOf({ feed }: RoomState, id: ChatLine['id']): ChatLine | undefined {
  for (let index = feed.length - 1; index >= 0; index -= 1) {
    const entry = feed[index]
    if (entry?.kind === 'line' && entry.line.id === id) return entry.line
  }
  return undefined
}

/** The feed tells what happened between the messages. `before` is the room before the event, for the names. */
export function recordAct(before: RoomState, after: RoomState, event: Event): RoomState {
  const act = actOf(before, event)
  if (act === null) return after
  const last = after.feed.at(-1)
  const repeats =
    last?.kind === 'act' &&
    last.act.what === act.what &&
    act.what !== 'subtitles' && // each is another
    last.act.by?.id === act.by?.id &&
    act.at - last.act.at < SAME_ACT_MS
  return withEntry(repeats ? { ...after, feed: after.feed.slice(0, -1) } : after, { kind: 'act', act })
}

/** Play follows pause, a wait is seen while it lasts, and the last one out needs no notice. */
const UNTOLD: ReadonlySet<PlaybackCause> = new Set(['play', 'stall', 'release', 'emptied'])

function actOf(before: RoomState, event: Event): Act | null {
  switch (event.type) {
    case 'members.joined':
      return act('joined', profileOf(event.member), event.member.joinedAt)
    case 'members.left':
      return act('left', named(before, event.userId), event.at)
    case 'playback.changed': {
      const { cause, playback, by, at } = event
      if (UNTOLD.has(cause) || playback.status === 'idle') return null
      const detail = cause === 'load' ? playback.media.title : cause === 'rate' ? String(playback.rate) : null
      const positionMs = playback.status === 'playing' ? playback.anchorMs : playback.positionMs
      return { what: cause, by: named(before, by), at, positionMs, detail }
    }
    case 'playback.subtitled': {
      const { added, by, at } = event
      return added === null ? null : { what: 'subtitles', by: named(before, by), at, positionMs: null, detail: added }
    }
    default:
      return null
  }
}

const act = (what: Act['what'], by: Profile | null, at: Act['at']): Act => ({
  what,
  by,
  at,
  positionMs: null,
  detail: null,
})

function named(state: RoomState, id: UserId | null): Profile | null {
  const member = id === null ? undefined : memberOf(state, id)
  return member ? profileOf(member) : null
}

const withEntry = (state: RoomState, entry: FeedEntry): RoomState => ({
  ...state,
  feed: newest([...state.feed, entry]),
})

/** The newest entries that a snapshot may hold, by number and by length of text; always the last one. */
export function newest(feed: readonly FeedEntry[]): FeedEntry[] {
  let units = 0
  let first = feed.length
  while (first > 0 && feed.length - first < FEED_KEPT) {
    const entry = feed[first - 1]
    units += entry?.kind === 'line' ? entry.line.text.length + (entry.line.replyTo?.text.length ?? 0) : 0
    if (units > FEED_KEPT_UNITS && first < feed.length) break
    first -= 1
  }
  return feed.slice(first)
}

/** The feed with these messages in their places, each once. */
export function withLines(feed: readonly FeedEntry[], lines: readonly ChatLine[]): FeedEntry[] {
  const known = new Set(feed.map((entry) => (entry.kind === 'line' ? entry.line.id : null)))
  const missing = lines.filter(({ id }) => !known.has(id)).map((line): FeedEntry => ({ kind: 'line', line }))
  if (missing.length === 0) return [...feed]
  return newest([...feed, ...missing].sort((a, b) => instantOf(a) - instantOf(b)))
}

const instantOf = (entry: FeedEntry): number => (entry.kind === 'line' ? entry.line.at : entry.act.at)
