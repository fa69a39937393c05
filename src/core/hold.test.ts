import { describe, expect, test } from 'bun:test'
import type { SyncState } from '#protocol/health.ts'
import { BARRIER_MS, COUNTDOWN_MS, GATHER_MAX_MS, HOLD_MAX_MS, TOGETHER_MAX } from '#protocol/limits.ts'
import { Hall, running } from '#testing/hall.ts'
import { ann, ben, profile } from '#testing/made.ts'
import { awaitedFor, patienceLeftMs, waits } from './hold.ts'
import { wakeAt } from './room.ts'

const cat = profile('Cat')
const three = [ann, ben, cat]
const seek = { type: 'playback.seek', epoch: 1, positionMs: 30_000 } as const
const gather = { type: 'playback.gather', epoch: 1 } as const
const media = { url: 'https://films.example/b.mp4', title: null, durationMs: null }

/** Three people, a film that has run for ten seconds. */
function playing(options: ConstructorParameters<typeof Hall>[1] = {}): Hall {
  const hall = new Hall(three, options)
  running(hall, 0)
  return hall
}

describe('a player that runs dry', () => {
  test('stops the room a lead ahead, where nobody is yet; when it is ready the film goes on from there', () => {
    const hall = playing()
    hall.say('playback.stalled', ben)
    const { stopsAt } = hall.hold
    expect(hall.hold).toMatchObject({ why: 'stall', since: hall.now, positionMs: 10_000 + stopsAt - hall.now })
    expect(hall.position).toBe(10_000)
    expect(hall.awaited).toEqual(['Ben'])
    hall.pass(2_000)
    const stoodAt = hall.position
    hall.say('playback.ready', ben)
    expect(hall.playback).toMatchObject({ status: 'playing', anchorMs: stoodAt })
    expect(hall.events.at(-1)).toMatchObject({ cause: 'release', by: null })
  })
  test('that is ready before anybody has stopped stops nobody', () => {
    const hall = playing()
    hall.say('playback.stalled', ben)
    hall.pass(50)
    hall.say('playback.ready', ben)
    expect(hall.playback).toMatchObject({ status: 'playing', anchorMs: 10_050, anchoredAt: hall.now })
  })
  test('is given up when its time is over', () => {
    const hall = playing()
    hall.say('playback.stalled', ben)
    const since = hall.now
    expect(wakeAt(hall.state) as number).toBe(since + HOLD_MAX_MS)
    hall.pass(HOLD_MAX_MS - 1)
    expect(hall.awaited).toEqual(['Ben'])
    hall.pass(1)
    expect(hall.playback.status).toBe('playing')
  })
  test('gets no more time by saying so again, nor by going and coming back', () => {
    const hall = playing()
    hall.say('playback.stalled', ben)
    const { waitingFor } = hall.hold
    hall.pass(4_000)
    hall.say('playback.stalled', ben)
    expect(hall.hold.waitingFor).toEqual(waitingFor)
    hall.go(ben)
    expect(hall.playback.status).toBe('playing')
    hall.come(ben)
    hall.tell(ben, { state: 'buffering' })
    hall.pass(1_000)
    hall.say('playback.stalled', ben)
    expect(hall.hold.waitingFor[0]?.until as number).toBeLessThanOrEqual(hall.now + 4_200)
  })
  test('before an agreed start does not take the room back', () => {
    const hall = new Hall(three)
    running(hall, 7_000, -150)
    hall.say('playback.stalled', ben)
    expect(hall.hold).toMatchObject({ positionMs: 7_000, stopsAt: hall.now })
  })
  test('at the end of a film does not take the room back either', () => {
    const hall = playing({ durationMs: 10_050 })
    hall.say('playback.stalled', ben)
    expect(hall.position).toBe(10_000)
    expect(hall.hold).toMatchObject({ positionMs: 10_050, stopsAt: hall.now + 50 })
  })
  test('of somebody else meanwhile is waited for as well, until the hold is over', () => {
    const hall = playing()
    hall.say('playback.stalled', ben)
    const { version } = hall.hold
    hall.pass(1_000)
    hall.say('playback.stalled', cat)
    expect(hall.awaited).toEqual(['Ben', 'Cat'])
    expect(hall.playback.version).toBe(version)
    hall.say('playback.ready', ben)
    expect(hall.awaited).toEqual(['Cat'])
    hall.pass(HOLD_MAX_MS)
    expect(hall.playback.status).toBe('playing')
  })
  test('of which nothing was ever heard stops nobody', () => {
    const hall = playing()
    hall.told.delete(ben.id)
    hall.say('playback.stalled', ben)
    expect(hall.playback.status).toBe('playing')
  })
})

describe('a start and a seek', () => {
  test('wait for all who are heard of, for a moment', () => {
    const hall = playing()
    hall.ask(seek, ann)
    expect(hall.hold).toMatchObject({ why: 'seek', positionMs: 30_000, stopsAt: hall.now })
    expect(hall.awaited).toEqual(['Ann', 'Ben', 'Cat'])
    for (const who of three) hall.say('playback.ready', who)
    expect(hall.playback).toMatchObject({ status: 'playing', anchorMs: 30_000 })
  })
  test('wait longer for who says that it loads', () => {
    const hall = playing()
    hall.ask({ type: 'playback.load', media }, ann)
    expect(hall.hold).toMatchObject({ why: 'start', positionMs: 0 })
    hall.pass(1_000)
    hall.say('playback.stalled', cat)
    hall.pass(BARRIER_MS - 1_000)
    expect(hall.awaited).toEqual(['Cat'])
    hall.pass(HOLD_MAX_MS - BARRIER_MS)
    expect(hall.playback.status).toBe('playing')
  })
  test('play waits only for players that are known to load', () => {
    const hall = new Hall(three)
    hall.ask({ type: 'playback.play', epoch: 1 }, ann)
    expect(hall.playback.status).toBe('playing')
    hall.ask({ type: 'playback.pause', epoch: 1, positionMs: 0 }, ann)
    hall.tell(cat, { state: 'buffering' })
    hall.ask({ type: 'playback.play', epoch: 1 }, ann)
    expect(hall.awaited).toEqual(['Cat'])
  })
  test('another speed while the room waits changes nothing about whom it waits for', () => {
    const hall = playing()
    hall.say('playback.stalled', ben)
    hall.pass(3_000)
    hall.ask({ type: 'playback.rate', epoch: 1, rate: 2 }, ann)
    expect(hall.awaited).toEqual(['Ben'])
    expect(hall.state.patience).toEqual([])
    hall.pass(1_000)
    hall.say('playback.ready', ben)
    expect(patienceLeftMs(hall.state, ben.id, hall.now)).toBeCloseTo(HOLD_MAX_MS - 4_000, 0)
  })
})

describe('nobody waits for', () => {
  const excused: SyncState[] = ['ad', 'away', 'blocked', 'failed', 'alone']
  test.each(excused)('a player that is %s', (state) => {
    const hall = playing()
    hall.tell(ben, { state })
    hall.say('playback.stalled', ben)
    expect(hall.playback.status).toBe('playing')
    hall.ask(seek, ann)
    expect(hall.awaited).toEqual(['Ann', 'Cat'])
  })
  test.each(excused)('a player that becomes %s meanwhile', (state) => {
    const hall = playing()
    hall.say('playback.stalled', ben)
    hall.tell(ben, { state })
    expect(hall.playback.status).toBe('playing')
  })
  test('who has lost the connection, or left', () => {
    for (const leaving of [false, true]) {
      const hall = playing()
      hall.say('playback.stalled', ben)
      hall.go(ben, leaving)
      expect(hall.playback.status).toBe('playing')
    }
  })
  test('anybody in a room that flows, also when it begins to in the middle of a hold', () => {
    const hall = playing({ buffering: 'flow' })
    hall.say('playback.stalled', ben)
    hall.ask(seek, ann)
    expect(hall.playback.status).toBe('playing')
    const other = playing({ buffering: 'together' })
    other.say('playback.stalled', ben)
    other.ask({ type: 'room.update', title: 'Film club', control: 'everyone', buffering: 'flow' }, ann)
    expect(other.playback.status).toBe('playing')
  })
  test('anybody in a large room, unless it is told to', () => {
    const crowd = Array.from({ length: TOGETHER_MAX + 1 }, (_, n) => profile(`P${n}`))
    expect(waits(new Hall(crowd.slice(1)).state)).toBe(true)
    const hall = new Hall(crowd)
    expect(waits(hall.state)).toBe(false)
    expect(waits(new Hall(crowd, { buffering: 'together' }).state)).toBe(true)
    hall.go(crowd[3] ?? ann)
    expect(waits(hall.state)).toBe(true)
  })
})

describe('asking everybody', () => {
  test('lets the film begin with a countdown when all have said that they are ready', () => {
    const hall = new Hall(three)
    hall.ask(gather, ann)
    expect(hall.hold).toMatchObject({ why: 'gather', positionMs: 0 })
    expect(hall.awaited).toEqual(['Ben', 'Cat'])
    hall.pass(5_000)
    hall.say('playback.ready', cat)
    hall.say('playback.ready', ben)
    const { playback } = hall
    if (playback.status !== 'playing') throw new Error(playback.status)
    expect(playback.anchoredAt - hall.now).toBeGreaterThanOrEqual(COUNTDOWN_MS)
    expect(playback.anchoredAt - hall.now).toBeLessThan(COUNTDOWN_MS + 1_000)
  })
  test('goes on without those who say nothing', () => {
    const hall = new Hall(three)
    hall.ask(gather, ann)
    hall.say('playback.ready', ben)
    hall.pass(GATHER_MAX_MS)
    expect(hall.playback.status).toBe('playing')
    expect(hall.state.patience).toEqual([])
  })
  test('stops a film that runs, a lead ahead, and is not stopped by players that load', () => {
    const hall = playing()
    hall.ask(gather, ann)
    expect(hall.position).toBe(10_000)
    hall.pass(1_000)
    const { version } = hall.hold
    hall.say('playback.stalled', cat)
    expect(hall.hold).toMatchObject({ version, why: 'gather' })
    expect(hall.ask(gather, ben)).toBe(null)
    expect(hall.playback.version).toBe(version)
  })
  test('asks in a room that flows too, but nobody who is away; an ad is no excuse', () => {
    const hall = new Hall(three, { buffering: 'flow' })
    hall.tell(ben, { state: 'away' })
    hall.tell(cat, { state: 'ad' })
    hall.ask(gather, ann)
    expect(hall.awaited).toEqual(['Cat'])
    hall.tell(cat, { state: 'away' })
    expect(hall.playback.status).toBe('playing')
  })
  test('of nobody else begins the countdown at once', () => {
    const hall = new Hall([ann])
    hall.ask(gather, ann)
    expect(hall.playback.status).toBe('playing')
    expect(hall.view).toEqual(hall.state)
  })
  test('is over with a pause, and with another film; another place is only another place', () => {
    const hall = new Hall(three)
    hall.ask(gather, ann)
    hall.ask(seek, ann)
    expect(hall.hold).toMatchObject({ why: 'gather', positionMs: 30_000 })
    hall.ask({ type: 'playback.pause', epoch: 1, positionMs: 30_000 }, ann)
    expect(hall.playback.status).toBe('paused')
    hall.ask(gather, ann)
    hall.ask({ type: 'playback.load', media }, ann)
    expect(hall.hold.why).toBe('start')
  })
})

test('whoever controls may go on without the others, who are then waited for no more for a while', () => {
  const hall = playing()
  hall.say('playback.stalled', ben)
  hall.pass(1_000)
  hall.ask({ type: 'playback.release', epoch: 1 }, ann)
  expect(hall.events.at(-1)).toMatchObject({ cause: 'release', by: ann.id })
  hall.pass(2_000)
  hall.say('playback.stalled', ben)
  expect(hall.playback.status).toBe('playing')
  expect(hall.ask({ type: 'playback.release', epoch: 1 }, ann)).toBe(null)
})

test('one sees whether it is oneself that the room waits for', () => {
  const hall = playing()
  expect(awaitedFor(hall.playback, ben.id)).toBe(null)
  hall.say('playback.stalled', ben)
  expect([awaitedFor(hall.playback, ben.id), awaitedFor(hall.playback, ann.id)]).toEqual(['stall', null])
})
