import type { EpochMs, UserId } from '#protocol/ids.ts'
import {
  BARRIER_MS,
  COUNTDOWN_MS,
  GATHER_MAX_MS,
  HOLD_MAX_MS,
  PATIENCE_MS,
  PATIENCE_WINDOW_MS,
  TOGETHER_MAX,
} from '#protocol/limits.ts'
import type { Awaited, HoldReason, Playback, PlaybackCause } from '#protocol/playback.ts'
import type { Patience } from '#protocol/room.ts'
import { isExcused, leadOf } from './lead.ts'
import { isHere, memberOf } from './members.ts'
import type { Context, EventOf, RoomState } from './state.ts'
import { endsAt, type Holding, holding, type Loaded, type Playing, playing, positionAt } from './timeline.ts'

type PlaybackEvent = EventOf<'playback'>

/** Somebody with less patience left than this, ms, is not worth stopping a room for. */
const WORTH_MS = 1_000
/**
 * How fast patience comes back, ms per ms: with a whole hold at once, no window of that length has more than
 * `PATIENCE_MS` of waiting for one person in it.
 */
const REFILL = (PATIENCE_MS - HOLD_MAX_MS) / PATIENCE_WINDOW_MS

/** Whether the room waits for players that run dry. */
export const waits = ({ room, members }: RoomState): boolean =>
  room.buffering === 'together' || (room.buffering === 'auto' && members.filter(isHere).length <= TOGETHER_MAX)

/** How long the room may still wait for somebody at `now`, ms: for `HOLD_MAX_MS` at most. */
export function patienceLeftMs({ patience }: RoomState, userId: UserId, now: number): number {
  const fullAt = patience.find((entry) => entry.userId === userId)?.fullAt ?? 0
  return HOLD_MAX_MS - Math.max(0, fullAt - now) * REFILL
}

/** Whether anybody may be waited for: here, heard of, looking, and not waited for too long already. */
function isWorthWaitingFor(state: RoomState, userId: UserId, { now, healthOf }: Context): boolean {
  const member = memberOf(state, userId)
  const health = healthOf(userId)
  if (member === undefined || !isHere(member) || health === null || isExcused(health)) return false
  return patienceLeftMs(state, userId, now) >= WORTH_MS
}

// Brands: an instant plus a length, and one of two instants.
const after = (now: EpochMs, ms: number): EpochMs => Math.round(now + ms) as EpochMs
const earlier = (a: EpochMs, b: EpochMs | null): EpochMs => Math.min(a, b ?? a) as EpochMs

/**
 * Until when somebody may be waited for in a hold that began at `since`, as all patience is reckoned: who asks again
 * gets the same answer.
 */
const patientUntil = (state: RoomState, userId: UserId, since: EpochMs): EpochMs =>
  after(since, Math.floor(patienceLeftMs(state, userId, since)))

/** A lead ahead of now: when everybody can be ready. */
export const leadAhead = (state: RoomState, { now, healthOf }: Context): EpochMs =>
  after(now, leadOf(state.members, healthOf))

export const changed = (
  playback: Playback,
  cause: PlaybackCause,
  by: UserId | null,
  at: EpochMs,
): Extract<PlaybackEvent, { type: 'playback.changed' }> => ({ type: 'playback.changed', playback, cause, by, at })

/**
 * Goes on from `positionMs`: at once, or, where the room waits, when all have the place loaded. Those who have told that
 * they load get their patience, those who may yet tell the time to do so.
 */
export function begun(
  state: RoomState,
  from: Loaded,
  positionMs: number,
  why: 'start' | 'seek' | 'resume',
  context: Context,
): Playback {
  const { now, healthOf } = context
  const current = state.playback
  // A hold that ends with this has cost some patience already.
  const spentState =
    current.status === 'holding' ? { ...state, patience: [...spent(state.patience, current, now)] } : state
  const waitingFor: Awaited[] = []
  for (const { id: userId } of waits(state) ? state.members : []) {
    const loads = healthOf(userId)?.state === 'buffering'
    if ((why === 'resume' && !loads) || !isWorthWaitingFor(spentState, userId, context)) continue
    const patient = patientUntil(spentState, userId, now)
    waitingFor.push({ userId, until: why === 'resume' ? patient : earlier(patient, after(now, BARRIER_MS)) })
  }
  if (waitingFor.length === 0) return playing(from, positionMs, leadAhead(state, context))
  return holding(from, positionMs, { why: why === 'resume' ? 'start' : why, since: now, stopsAt: now, waitingFor })
}

/**
 * When a line that runs can come to stand: everybody plays up to a point they have not reached yet, so that nobody goes
 * back. One that has not begun stands where it is, and none runs on beyond the end of its film.
 */
function haltsAt(state: RoomState, current: Playing, context: Context): EpochMs {
  const { now } = context
  if (current.anchoredAt > now) return now
  return Math.max(now, earlier(leadAhead(state, context), endsAt(current))) as EpochMs // brand: one of them
}

/** Somebody's player has run dry, or does not get ready: the room waits, if it waits for this one at all. */
export function stalled(
  state: RoomState,
  current: Holding | Playing,
  userId: UserId,
  context: Context,
): PlaybackEvent[] {
  const { now } = context
  if (!waits(state) || !isWorthWaitingFor(state, userId, context)) return []
  if (current.status === 'holding') {
    if (current.why === 'gather') return []
    const until = patientUntil(state, userId, current.since)
    const others = current.waitingFor.filter((awaited) => awaited.userId !== userId)
    const known = current.waitingFor.find((awaited) => awaited.userId === userId)
    if (until <= now || (known && known.until >= until)) return []
    return [awaited(current, [...others, { userId, until }], now)]
  }
  const stopsAt = haltsAt(state, current, context)
  const waitingFor = [{ userId, until: patientUntil(state, userId, now) }]
  const hold = holding(current, positionAt(current, stopsAt), { why: 'stall', since: now, stopsAt, waitingFor })
  return [changed(hold, 'stall', userId, now)]
}

/** Asks everybody for a word: the film stands, or comes to stand, until all are ready or their time is up. */
export function gathered(state: RoomState, current: Loaded, by: UserId, context: Context): PlaybackEvent[] {
  if (current.status === 'holding' && current.why === 'gather') return []
  const { now, healthOf } = context
  const stopsAt = current.status === 'playing' ? haltsAt(state, current, context) : now
  const until = after(now, GATHER_MAX_MS)
  const waitingFor = state.members
    .filter((member) => member.id !== by && isHere(member) && !isAway(healthOf(member.id)))
    .map(({ id }) => ({ userId: id, until }))
  const hold = holding(current, positionAt(current, stopsAt), { why: 'gather', since: now, stopsAt, waitingFor })
  const asked = changed(hold, 'gather', by, now)
  // Nobody else is here: who asks is ready.
  return waitingFor.length === 0 ? [asked, release(state, hold, null, context)] : [asked]
}

const isAway = (health: ReturnType<Context['healthOf']>): boolean => health?.state === 'away'

/** The hold is over: the film goes on, after a countdown where people were asked. */
export function release(state: RoomState, current: Holding, by: UserId | null, context: Context): PlaybackEvent {
  const { now } = context
  // Those who are still on their way to where it would have stopped just play on.
  const runs = now < current.stopsAt
  const countdownMs = current.why === 'gather' ? COUNTDOWN_MS : 0
  const next = runs
    ? playing(current, positionAt(current, now), now)
    : playing(current, current.positionMs, after(leadAhead(state, context), countdownMs))
  return changed(next, 'release', by, now)
}

const awaited = (current: Holding, waitingFor: Awaited[], at: EpochMs): PlaybackEvent => ({
  type: 'playback.awaited',
  epoch: current.epoch,
  version: current.version,
  waitingFor,
  at,
})

/**
 * What follows when some need not be waited for any more: they are ready (`ready`), gone, excused, or out of time, or the
 * room has come to wait for nobody. Every hold ends by this, whatever anybody does.
 */
export function settled(state: RoomState, context: Context, ready: UserId | null = null): PlaybackEvent[] {
  const current = state.playback
  if (current.status !== 'holding') return []
  const { now, healthOf } = context
  const asks = current.why === 'gather'
  const left = current.waitingFor.filter(({ userId, until }) => {
    const member = memberOf(state, userId)
    const health = healthOf(userId)
    if (!asks && !waits(state)) return false
    if (userId === ready || until <= now || member === undefined || !isHere(member)) return false
    return health === null || !(asks ? isAway(health) : isExcused(health))
  })
  if (left.length === 0) return [release(state, current, null, context)]
  return left.length === current.waitingFor.length ? [] : [awaited(current, left, now)]
}

/** When the next of those the room waits for is out of time. */
export const holdEndsAt = (playback: Playback): EpochMs | null =>
  playback.status === 'holding'
    ? (Math.min(...playback.waitingFor.map(({ until }) => until), after(playback.since, GATHER_MAX_MS)) as EpochMs) // brand: one of them
    : null

/** Events after which the room may wait for others than before; the rest tell of the film alone. */
type LineEvent = Extract<PlaybackEvent, { type: 'playback.changed' | 'playback.awaited' }>
const isOfLine = (event: PlaybackEvent): event is LineEvent =>
  event.type === 'playback.changed' || event.type === 'playback.awaited'

/** Patience after an event: it is spent on those who were waited for until now, and all of it if the room had enough. */
export function patienceAfter(state: RoomState, event: PlaybackEvent): readonly Patience[] {
  const current = state.playback
  if (current.status !== 'holding' || !isOfLine(event)) return state.patience
  const givenUp = event.type === 'playback.changed' && event.cause === 'release' && event.by !== null
  return spent(state.patience, current, event.at, { still: stillAwaited(current, event), givenUp })
}

/** Patience as it would be if this hold ended at `at` for all but those it `still` waits for. */
function spent(
  patience: readonly Patience[],
  { since, waitingFor, why }: Holding,
  at: EpochMs,
  { still = [], givenUp = false }: { still?: readonly Awaited[]; givenUp?: boolean } = {},
): readonly Patience[] {
  const remaining = new Set(still.map(({ userId }) => userId))
  const done = why === 'gather' ? [] : waitingFor.filter(({ userId }) => !remaining.has(userId))
  if (done.length === 0) return patience
  const spentMs = givenUp ? HOLD_MAX_MS : at - since
  const charged = new Set(done.map(({ userId }) => userId))
  return [
    // What is full again need not be remembered.
    ...patience.filter(({ userId, fullAt }) => fullAt > at && !charged.has(userId)),
    ...done.map(({ userId }) => ({ userId, fullAt: fullAgainAt(patience, userId, spentMs, at) })),
  ]
}

/** Whom the same hold waits for after an event: another speed does not end it. */
function stillAwaited({ since }: Holding, event: LineEvent) {
  if (event.type === 'playback.awaited') return event.waitingFor
  const next = event.playback
  return next.status === 'holding' && next.since === since ? next.waitingFor : []
}

function fullAgainAt(patience: readonly Patience[], userId: UserId, spentMs: number, at: EpochMs): EpochMs {
  const before = Math.max(at, patience.find((entry) => entry.userId === userId)?.fullAt ?? 0)
  return Math.ceil(Math.min(at + HOLD_MAX_MS / REFILL, before + spentMs / REFILL)) as EpochMs // brand: as above
}

/** Whether the room waits for this person's player, and for what. */
export const awaitedFor = (playback: Playback, userId: UserId | null): HoldReason | null =>
  playback.status === 'holding' && playback.waitingFor.some((one) => one.userId === userId) ? playback.why : null
