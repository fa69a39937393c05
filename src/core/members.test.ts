import { describe, expect, test } from 'bun:test'
import { PRESENCE_GRACE_MS } from '#protocol/limits.ts'
import { ann, annsRoom, at, ben, context, film, seat, sessionId, system } from '#testing/made.ts'
import { decide, evolve, wakeAt } from './room.ts'
import type { RoomState, SystemCommand } from './state.ts'

function after(state: RoomState, command: SystemCommand, now: number, maxViewers?: number): RoomState {
  const decided = decide(state, command, system, context(now, maxViewers))
  if (!decided.ok) throw new Error(decided.error)
  return decided.value.reduce<RoomState>(evolve, state)
}
const acts = (state: RoomState) => state.feed.map((entry) => (entry.kind === 'act' ? entry.act.what : 'line'))
const connect = (who: typeof ann, n: number): SystemCommand => ({
  type: 'members.connect',
  profile: who,
  session: seat(n),
})
const disconnect = (who: typeof ann, n: number, leaving = false): SystemCommand => ({
  type: 'members.disconnect',
  userId: who.id,
  session: sessionId(n),
  leaving,
})

describe('presence', () => {
  test('a reload within the grace period is neither a departure nor an arrival', () => {
    let state = after(annsRoom(), connect(ann, 1), 0)
    state = after(state, disconnect(ann, 1), 1_000)
    state = after(state, { type: 'room.tick' }, 1_000 + PRESENCE_GRACE_MS - 1)
    state = after(state, connect(ann, 2), 1_000 + PRESENCE_GRACE_MS - 1)
    expect(acts(state)).toEqual(['joined'])
    expect(state.members).toMatchObject([{ id: ann.id, goneAt: null, sessions: [seat(2)] }])
  })
  test('a seat is given up when the grace period is over, and the room asks to be woken for it', () => {
    let state = after(after(annsRoom(), connect(ann, 1), 0), connect(ben, 2), 0)
    state = after(state, disconnect(ben, 2), 1_000)
    expect(wakeAt(state)).toBe(at(1_000 + PRESENCE_GRACE_MS))
    state = after(state, { type: 'room.tick' }, 1_000 + PRESENCE_GRACE_MS)
    expect(state.members.map(({ id }) => id)).toEqual([ann.id])
    expect(acts(state)).toEqual(['joined', 'joined', 'left'])
  })
  test('who says goodbye has left at once', () => {
    const state = after(after(annsRoom(), connect(ann, 1), 0), disconnect(ann, 1, true), 5)
    expect(state.members).toEqual([])
  })
  test('closing one of two windows changes nothing for the others', () => {
    let state = after(after(annsRoom(), connect(ann, 1), 0), connect(ann, 2), 0)
    state = after(state, disconnect(ann, 1, true), 5)
    expect(state.members).toMatchObject([{ id: ann.id, sessions: [seat(2)], goneAt: null }])
    expect(wakeAt(state)).toBe(null)
  })
  test('a full room turns newcomers away, never those who have a seat', () => {
    const full = after(annsRoom(), connect(ann, 1), 0, 1)
    expect(decide(full, connect(ben, 2), system, context(0, 1))).toEqual({ ok: false, error: 'room_full' })
    expect(decide(full, connect(ann, 3), system, context(0, 1)).ok).toBe(true)
  })
  test('a film that nobody is left to watch waits where the last one went', () => {
    const playing: RoomState = {
      ...annsRoom(),
      playback: { status: 'playing', epoch: 1, version: 2, media: film(), anchorMs: 0, anchoredAt: at(0), rate: 1 },
    }
    let state = after(playing, connect(ann, 1), 0)
    state = after(state, disconnect(ann, 1), 5_000)
    state = after(state, { type: 'room.tick' }, 5_000 + PRESENCE_GRACE_MS)
    expect(state.playback).toMatchObject({ status: 'paused', positionMs: 5_000 })
  })
  test('each window says what it is on, and a seat forgets it with the window', () => {
    const onTv: SystemCommand = { type: 'members.connect', profile: ann, session: { id: sessionId(2), device: 'tv' } }
    let state = after(after(annsRoom(), connect(ann, 1), 0), onTv, 0)
    const devices = () => state.members[0]?.sessions.map(({ device }) => device)
    expect(devices()).toEqual(['desktop', 'tv'])
    state = after(state, disconnect(ann, 1), 5)
    expect(devices()).toEqual(['tv'])
  })
  test('a closed room lets nobody in', () => {
    const closed = { ...annsRoom(), room: { ...annsRoom().room, closedAt: at(1) } }
    expect(decide(closed, connect(ann, 1), system, context(2))).toEqual({ ok: false, error: 'room_closed' })
  })
})
