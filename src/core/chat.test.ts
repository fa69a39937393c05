import { describe, expect, test } from 'bun:test'
import { FEED_KEPT, FEED_KEPT_UNITS } from '#protocol/limits.ts'
import { ann, annsRoom, at, ben, context, lineId, person } from '#testing/made.ts'
import { newest } from './chat.ts'
import { decide, evolve } from './room.ts'
import type { RoomState } from './state.ts'

function say(state: RoomState, n: number, text: string, now = 0, who = ann): RoomState {
  const decided = decide(state, { type: 'chat.say', lineId: lineId(n), text }, person(who), context(now))
  if (!decided.ok) throw new Error(decided.error)
  return decided.value.reduce<RoomState>(evolve, state)
}
function seek(state: RoomState, positionMs: number, now: number, who = ann): RoomState {
  const decided = decide(state, { type: 'playback.seek', epoch: 1, positionMs }, person(who), context(now))
  if (!decided.ok) throw new Error(decided.error)
  return decided.value.reduce<RoomState>(evolve, state)
}

describe('chat', () => {
  test('a message carries its author and where the film stood', () => {
    const state = say(seek(annsRoom(), 12_000, 0), 1, 'Look', 10)
    expect(state.feed.at(-1)).toEqual({
      kind: 'line',
      line: { id: lineId(1), from: ann, text: 'Look', at: at(10), positionMs: 12_000 },
    })
  })
  test('a message sent twice is said once', () => {
    const state = say(say(annsRoom(), 1, 'Look'), 1, 'Look')
    expect(state.feed).toHaveLength(1)
  })
  test('an id that somebody else has used is refused: nothing would be said', () => {
    const said = say(annsRoom(), 1, 'Look')
    const again = decide(said, { type: 'chat.say', lineId: lineId(1), text: 'Mine' }, person(ben), context(0))
    expect(again).toEqual({ ok: false, error: 'bad_request' })
  })
  test('a room keeps its newest messages, by number and by length', () => {
    let state = annsRoom()
    for (let n = 0; n < FEED_KEPT + 5; n += 1) state = say(state, n, 'x')
    expect(state.feed).toHaveLength(FEED_KEPT)
    for (let n = 200; n < 300; n += 1) state = say(state, n, 'x'.repeat(8_000))
    const units = state.feed.reduce((sum, entry) => sum + (entry.kind === 'line' ? entry.line.text.length : 0), 0)
    expect(units).toBeLessThanOrEqual(FEED_KEPT_UNITS)
    expect(state.feed.at(-1)).toMatchObject({ line: { id: lineId(299) } })
  })
  test('one message longer than a snapshot may be is kept all the same', () => {
    const entry = {
      kind: 'line' as const,
      line: { id: lineId(1), from: ann, text: 'x'.repeat(FEED_KEPT_UNITS + 1), at: at(0), positionMs: null },
    }
    expect(newest([entry])).toEqual([entry])
  })
})

describe('acts', () => {
  test('a search for a scene is told as one seek', () => {
    const state = seek(seek(seek(annsRoom(), 1_000, 0), 2_000, 1_000), 3_000, 2_000)
    expect(state.feed).toMatchObject([{ kind: 'act', act: { what: 'seek', positionMs: 3_000 } }])
  })
  test('two people who seek are told as two', () => {
    const members = [ann, ben].map((who) => ({ ...who, joinedAt: at(0), sessions: [], goneAt: null }))
    const state = seek(seek({ ...annsRoom(), members }, 1_000, 0), 2_000, 1_000, ben)
    expect(state.feed).toHaveLength(2)
  })
  test('an act long after is told anew', () => {
    expect(seek(seek(annsRoom(), 1_000, 0), 2_000, 60_000).feed).toHaveLength(2)
  })
})
