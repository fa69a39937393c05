import { describe, expect, test } from 'bun:test'
import * as v from 'valibot'
import { ServerFrame } from '#protocol/frames.ts'
import type { RoomId, RunId } from '#protocol/ids.ts'
import type { Event } from '#protocol/messages.ts'
import { FakeClock } from '#testing/fake-clock.ts'
import { ann, at, lineId, ROOM_ID, seat } from '#testing/made.ts'
import { Fanout } from './fanout.ts'

const RUN = '0000000000r01' as RunId
const OTHER = '0000000000r02' as RoomId
const came = (n: number): Event => ({ type: 'members.connected', profile: ann, session: seat(n) })
const said = (n: number): Event => ({
  type: 'chat.said',
  line: { id: lineId(n), from: ann, text: 'hi', at: at(0), positionMs: null, replyTo: null },
})

function open(gatherMs = 40) {
  const clock = new FakeClock()
  const told: { room: RoomId; frame: ServerFrame }[] = []
  const publish = (room: RoomId, text: string) => told.push({ room, frame: v.parse(ServerFrame, JSON.parse(text)) })
  const fanout = new Fanout({ clock, publish, gatherMs })
  let seq = 0
  const tell = (...events: Event[]) => {
    fanout.tell(ROOM_ID, { run: RUN, firstSeq: seq + 1, events })
    seq += events.length
  }
  return { clock, told, fanout, tell, frames: () => told.map(({ frame }) => frame) }
}

describe('a room', () => {
  test('is told at once what is said, in a frame of its own', () => {
    const { clock, frames, tell } = open()
    tell(said(1))
    expect(frames()).toEqual([{ t: 'event', seq: 1, now: clock.stamp(), event: said(1) }])
  })
  test('is told together who came within a moment', () => {
    const { clock, frames, tell } = open()
    for (let n = 1; n <= 5; n += 1) tell(came(n))
    expect(frames()).toEqual([])
    clock.advance(40)
    expect(frames()).toEqual([
      { t: 'batch', firstSeq: 1, now: clock.stamp(), events: [1, 2, 3, 4, 5].map((n) => came(n)) },
    ])
    tell(came(6))
    clock.advance(40)
    expect(frames()[1]).toEqual({ t: 'event', seq: 6, now: clock.stamp(), event: came(6) })
    clock.advance(1_000)
    expect(frames()).toHaveLength(2)
  })
  test('hears everything in order: what is said takes those who came along', () => {
    const { clock, frames, tell } = open()
    tell(came(1))
    tell(said(2), came(3))
    expect(frames()).toEqual([{ t: 'batch', firstSeq: 1, now: clock.stamp(), events: [came(1), said(2), came(3)] }])
    tell(said(4))
    expect(frames()[1]).toMatchObject({ t: 'event', seq: 4 })
    clock.advance(1_000)
    expect(frames()).toHaveLength(2)
  })
  test('is not kept waiting by ever more who come', () => {
    const { frames, tell } = open()
    for (let n = 1; n <= 100; n += 1) tell(came(n))
    expect(frames()).toMatchObject([{ t: 'batch', firstSeq: 1 }])
  })
  test('does not wait for another', () => {
    const { clock, fanout, told, tell } = open()
    tell(came(1))
    fanout.tell(OTHER, { run: RUN, firstSeq: 9, events: [said(9)] })
    expect(told).toMatchObject([{ room: OTHER, frame: { t: 'event', seq: 9 } }])
    clock.advance(40)
    expect(told).toHaveLength(2)
  })
  test('that was replaced is not told what came before', () => {
    const { clock, fanout, frames, tell } = open()
    tell(came(1))
    fanout.forget(ROOM_ID)
    clock.advance(1_000)
    expect(frames()).toEqual([])
    expect(clock.pending).toBe(0)
  })
  test('is told everything at once where nothing is gathered', () => {
    const { frames, tell } = open(0)
    tell(came(1))
    tell(came(2))
    expect(frames()).toMatchObject([{ seq: 1 }, { seq: 2 }])
  })
})
