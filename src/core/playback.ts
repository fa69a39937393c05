import type { EpochMs, UserId } from '#protocol/ids.ts'
import type { Playback } from '#protocol/playback.ts'
import { isOnAir, livePlaceMs, maybeBroadcast } from './broadcast.ts'
import { isBetterLength, withFilm } from './description.ts'
import { begun, changed, gathered, holdEndsAt, patienceAfter, release, settled, stalled } from './hold.ts'
import { isHere } from './members.ts'
import { can } from './permissions.ts'
import { err, ok, unreachable } from './result.ts'
import type { CommandOf, Context, Decision, EventOf, RoomState, Slice } from './state.ts'
import { endsAt, type Loaded, paused, placeIn, playing, positionAt, standing } from './timeline.ts'

/** How far a presser's pause may lie from the room's own position, ms: a slow connection and a drift together. */
export const PAUSE_TOLERANCE_MS = 2_000

export const playback: Slice<'playback'> = {
  decide(state, command, actor, context) {
    const { now } = context
    const current = state.playback
    if (command.type === 'playback.load') {
      const film = context.filmOf(command.media, actor.id)
      if (!film.ok) return film
      const { media, startMs } = film.value
      const { epoch, version } = current
      const first: Loaded = { status: 'paused', epoch: epoch + 1, version, media, positionMs: startMs, rate: 1 }
      return ok([changed(begun(state, first, startMs, 'start', context), 'load', actor.id, now)])
    }
    if (current.status === 'idle') return err('nothing_playing')
    if (command.epoch !== current.epoch) return err('stale_media')
    const position = positionAt(current, now)
    switch (command.type) {
      case 'playback.play': {
        if (current.status !== 'paused') return ok([])
        const atTheEnd = current.media.durationMs !== null && position >= current.media.durationMs
        return ok([changed(begun(state, current, atTheEnd ? 0 : position, 'resume', context), 'play', actor.id, now)])
      }
      case 'playback.pause': {
        if (current.status === 'paused') return ok([])
        const seen = Math.abs(command.positionMs - position) <= PAUSE_TOLERANCE_MS ? command.positionMs : position
        return ok([changed(paused(current, seen), 'pause', actor.id, now)])
      }
      case 'playback.seek':
        return ok([changed(sought(state, current, command.positionMs, context), 'seek', actor.id, now)])
      case 'playback.rate':
        return ok(
          command.rate === current.rate ? [] : [changed(paced(current, command.rate, now), 'rate', actor.id, now)],
        )
      case 'playback.gather':
        return ok(gathered(state, current, actor.id, context))
      case 'playback.ready':
        return ok(command.version === current.version ? settled(state, context, actor.id) : [])
      case 'playback.stalled': {
        const concerns = command.version === current.version && current.status !== 'paused'
        return ok(concerns ? stalled(state, current, actor.id, context) : [])
      }
      case 'playback.release':
        return ok(current.status === 'holding' ? [release(state, current, actor.id, context)] : [])
      case 'playback.duration':
        return ok(
          isBetterLength(current.media, command.durationMs)
            ? [{ type: 'playback.measured', epoch: current.epoch, durationMs: command.durationMs }]
            : [],
        )
      case 'playback.live':
        return live(state, current, command, actor.id, context)
      default:
        return unreachable(command)
    }
  },

  evolve(state, event) {
    const patience = [...patienceAfter(state, event)]
    switch (event.type) {
      case 'playback.changed':
        // Another film has no subtitles yet.
        return {
          ...state,
          patience,
          playback: event.playback,
          subtitles: event.playback.epoch === state.playback.epoch ? state.subtitles : [],
        }
      case 'playback.awaited': {
        const current = state.playback
        const same = current.epoch === event.epoch && current.version === event.version
        if (current.status !== 'holding' || !same) return state
        return { ...state, patience, playback: { ...current, waitingFor: event.waitingFor } }
      }
      case 'playback.measured':
        return { ...state, playback: withFilm(state.playback, event.epoch, { durationMs: event.durationMs }) }
      case 'playback.described': {
        const { type: _, epoch, ...known } = event
        return { ...state, playback: withFilm(state.playback, epoch, known) }
      }
      case 'playback.subtitled':
        return state.playback.epoch === event.epoch ? { ...state, subtitles: event.tracks } : state
      default:
        return unreachable(event)
    }
  },

  wakeAt(state) {
    return endsAt(state.playback) ?? holdEndsAt(state.playback)
  },

  due(state, context) {
    const current = state.playback
    const end = endsAt(current)
    if (end !== null && end <= context.now) return [changed(standing(current, end), 'ended', null, context.now)]
    return settled(state, context)
  },
}

/**
 * To where a broadcast is live: as the first player says that gets there, where its source calls it one; else, and later,
 * as whoever says that may seek.
 */
function live(
  state: RoomState,
  current: Loaded,
  { version, fromMs, edgeMs }: Extract<CommandOf<'playback'>, { type: 'playback.live' }>,
  by: UserId,
  context: Context,
): Decision {
  const { now, healthOf } = context
  if (version !== current.version || !maybeBroadcast(current) || !isOnAir(fromMs) || edgeMs < fromMs) return ok([])
  const first = !isOnAir(positionAt(current, now))
  const open = first && current.media.live === true
  if (!open && !can(state.room, by, 'playback.seek')) return err('not_allowed')
  const asked = state.members.filter(isHere).flatMap(({ id }) => healthOf(id)?.liveDelayMs ?? [])
  const media = { ...current.media, live: true }
  const next = sought(state, { ...current, media }, livePlaceMs({ fromMs, edgeMs }, asked), context)
  const { kind, url, title, posterUrl, durationMs } = media
  return ok([
    // Who did not know that it is one hears it before its line moves.
    ...(current.media.live === true
      ? []
      : [
          {
            type: 'playback.described',
            epoch: current.epoch,
            kind,
            url,
            title,
            posterUrl,
            durationMs,
            live: true,
          } as const,
        ]),
    // That the line is in the broadcast at last nobody has done.
    first ? changed(next, 'release', null, now) : changed(next, 'seek', by, now),
  ])
}

/** Another place in the film: it stands there, or goes on from there when all have it. */
function sought(state: RoomState, current: Loaded, positionMs: number, context: Context): Playback {
  switch (current.status) {
    case 'paused':
      return paused(current, positionMs)
    case 'playing':
      return begun(state, current, positionMs, 'seek', context)
    case 'holding':
      // People are still being asked; only the place is another.
      if (current.why !== 'gather') return begun(state, current, positionMs, 'seek', context)
      return {
        ...current,
        version: current.version + 1,
        positionMs: placeIn(current.media, positionMs),
        stopsAt: context.now,
      }
    default:
      return unreachable(current)
  }
}

/** Another speed, from where the film stands. */
function paced(current: Loaded, rate: number, now: EpochMs): Playback {
  if (current.status === 'playing') {
    return playing(current, positionAt(current, now), Math.max(now, current.anchoredAt) as EpochMs, rate) // brand: one of them
  }
  const next = { ...current, rate, version: current.version + 1 }
  if (next.status === 'paused') return next
  // A line that still runs is cut where it is: it would be another one with another speed.
  return { ...next, positionMs: placeIn(current.media, positionAt(current, now)), stopsAt: now }
}

/** The last viewer has gone: the film waits where it stood when they went. */
export const emptied = (state: RoomState, goneAt: EpochMs, now: EpochMs): readonly EventOf<'playback'>[] =>
  state.playback.status === 'playing' || state.playback.status === 'holding'
    ? [changed(standing(state.playback, goneAt), 'emptied', null, now)]
    : []
