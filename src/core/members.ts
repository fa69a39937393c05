import type { ErrorCode } from '#protocol/errors.ts'
import { type EpochMs, instanceOf, type SessionId, type UserId } from '#protocol/ids.ts'
import { PRESENCE_GRACE_MS } from '#protocol/limits.ts'
import type { Member, MemberSession, Profile } from '#protocol/members.ts'
import { err, ok, type Result, unreachable } from './result.ts'
import type { Context, EventOf, RoomState, SystemCommand } from './state.ts'

export const isHere = (member: Member): boolean => member.sessions.length > 0

const has = (member: Member, session: SessionId): boolean => member.sessions.some(({ id }) => id === session)

/** What others see of a member or a user, and nothing else of them. */
export const profileOf = ({ id, name, photoUrl }: Profile): Profile => ({ id, name, photoUrl })

export const memberOf = (state: RoomState, userId: UserId): Member | undefined =>
  state.members.find((member) => member.id === userId)

const seatUntil = (goneAt: EpochMs): EpochMs => (goneAt + PRESENCE_GRACE_MS) as EpochMs // brand: instant plus length

/** A socket has said hello. Who still has a seat takes it again; who is new needs a free one. */
export function connect(
  state: RoomState,
  profile: Profile,
  session: MemberSession,
  { now, maxViewers }: Context,
): Result<EventOf<'members'>[], ErrorCode> {
  if (state.room.closedAt !== null) return err('room_closed')
  if (memberOf(state, profile.id)) return ok([{ type: 'members.connected', profile, session }])
  if (state.members.length >= maxViewers) return err('room_full')
  return ok([joined(profile, session, now)])
}

const joined = (profile: Profile, session: MemberSession, now: EpochMs): EventOf<'members'> => ({
  type: 'members.joined',
  member: { ...profile, joinedAt: now, sessions: [session], goneAt: null },
})

/** A socket is gone. The seat stays for the grace period, unless this person said goodbye. */
export function disconnect(
  state: RoomState,
  userId: UserId,
  session: SessionId,
  leaving: boolean,
  now: EpochMs,
): EventOf<'members'>[] {
  const member = memberOf(state, userId)
  if (!member || !has(member, session)) return []
  const gone: EventOf<'members'> = { type: 'members.disconnected', userId, session, at: now }
  return leaving && member.sessions.length === 1 ? [gone, { type: 'members.left', userId, at: now }] : [gone]
}

/**
 * Brings the room in line with the sockets there are. It may have missed some: a server process that died said no
 * goodbye for its sockets, and a store that was away took neither comings nor goings.
 */
export function reconcile(
  state: RoomState,
  { instance, here, alive }: Extract<SystemCommand, { type: 'members.reconcile' }>,
  now: EpochMs,
): EventOf<'members'>[] {
  if (state.room.closedAt !== null) return []
  const open = new Set(here.map(({ session }) => session.id))
  const events: EventOf<'members'>[] = []
  const seats = new Map(state.members.map((member) => [member.id, new Set(member.sessions.map(({ id }) => id))]))
  for (const { profile, session, live } of here) {
    const sessions = seats.get(profile.id)
    if (!live || sessions?.has(session.id)) continue
    events.push(sessions ? { type: 'members.connected', profile, session } : joined(profile, session, now))
    seats.set(profile.id, (sessions ?? new Set()).add(session.id))
  }
  for (const member of state.members) {
    for (const { id: session } of member.sessions) {
      const owner = instanceOf(session)
      const gone = owner === instance ? !open.has(session) : alive !== null && !alive.has(owner)
      if (gone) events.push({ type: 'members.disconnected', userId: member.id, session, at: now })
    }
  }
  return events
}

export function evolve(state: RoomState, event: EventOf<'members'>): RoomState {
  switch (event.type) {
    case 'members.joined':
      return { ...state, members: [...state.members.filter((m) => m.id !== event.member.id), event.member] }
    case 'members.connected':
      return update(state, event.profile.id, (m) => ({
        ...m,
        ...event.profile,
        sessions: has(m, event.session.id) ? m.sessions : [...m.sessions, event.session],
        goneAt: null,
      }))
    case 'members.disconnected':
      return update(state, event.userId, (m) => {
        const sessions = m.sessions.filter(({ id }) => id !== event.session)
        return { ...m, sessions, goneAt: sessions.length === 0 ? event.at : null }
      })
    case 'members.left':
      return { ...state, members: state.members.filter((m) => m.id !== event.userId) }
    default:
      return unreachable(event)
  }
}

const update = (state: RoomState, id: UserId, change: (member: Member) => Member): RoomState => ({
  ...state,
  members: state.members.map((member) => (member.id === id ? change(member) : member)),
})

/** When the next empty seat is given up. */
export function wakeAt(state: RoomState): EpochMs | null {
  let next: EpochMs | null = null
  for (const { goneAt } of state.members) {
    if (goneAt !== null && (next === null || seatUntil(goneAt) < next)) next = seatUntil(goneAt)
  }
  return next
}

/** Seats whose grace period is over by `now`. */
export const due = (state: RoomState, now: EpochMs): EventOf<'members'>[] =>
  state.members
    .filter((member) => member.goneAt !== null && seatUntil(member.goneAt) <= now)
    .map((member) => ({ type: 'members.left', userId: member.id, at: now }))
