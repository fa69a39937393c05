import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { ChatLine } from '#protocol/chat.ts'
import { FEED_KEPT, FEED_KEPT_UNITS, QUOTE_MAX_GRAPHEMES } from '#protocol/limits.ts'
import { excerptOf, graphemes } from '#protocol/text.ts'
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
      line: { id: lineId(1), from: ann, text: 'Look', at: at(10), positionMs: 12_000, replyTo: null },
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
      line: {
        id: lineId(1),
        from: ann,
        text: 'x'.repeat(FEED_KEPT_UNITS + 1),
        at: at(0),
        positionMs: null,
        replyTo: null,
      },
    }
    expect(newest([entry])).toEqual([entry])
  })
})

describe('an answer', () => {
  const answer = (state: RoomState, n: number, replyTo: number | null, older: ChatLine | null = null) => {
    const command = {
      type: 'chat.say',
      lineId: lineId(n),
      text: 'Yes',
      replyTo: replyTo === null ? null : lineId(replyTo),
    } as const
    const decided = decide(state, command, person(ben), { ...context(0), older })
    if (!decided.ok) throw new Error(decided.error)
    const last = decided.value.reduce<RoomState>(evolve, state).feed.at(-1)
    return last?.kind === 'line' ? last.line : null
  }
  const line = (n: number, text: string): ChatLine => ({
    id: lineId(n),
    from: ann,
    text,
    at: at(0),
    positionMs: null,
    replyTo: null,
  })

  test('quotes who said what, in one line', () => {
    const quote = { id: lineId(1), from: { id: ann.id, name: ann.name }, text: 'Look at that' }
    expect(answer(say(annsRoom(), 1, 'Look\n\nat  that'), 2, 1)).toMatchObject({ text: 'Yes', replyTo: quote })
  })
  test('quotes the beginning of what is long, and never half a letter', () => {
    const quote = answer(say(annsRoom(), 1, '👨‍👩‍👧'.repeat(300)), 2, 1)?.replyTo
    expect(quote?.text).toBe(`${'👨‍👩‍👧'.repeat((QUOTE_MAX_GRAPHEMES * 4) / 8)}…`)
  })
  test('to what the feed has no more quotes it from the store; to what is not there, nothing', () => {
    expect(answer(annsRoom(), 2, 1, line(1, 'long ago'))?.replyTo).toMatchObject({ text: 'long ago' })
    expect(answer(annsRoom(), 2, 1)).toMatchObject({ text: 'Yes', replyTo: null })
    expect(answer(annsRoom(), 2, 1, line(3, 'another'))?.replyTo).toBe(null)
    expect(answer(annsRoom(), 2, null)?.replyTo).toBe(null)
  })
  test('counts with its quote among what a snapshot may hold', () => {
    const quote = { id: lineId(9), from: { id: ann.id, name: ann.name }, text: 'y'.repeat(480) }
    const feed = Array.from({ length: 2 }, (_, n) => ({
      kind: 'line' as const,
      line: { ...line(n, 'x'.repeat(FEED_KEPT_UNITS / 2)), replyTo: quote },
    }))
    expect(newest(feed)).toHaveLength(1)
  })
})

describe('a quote', () => {
  test('is never longer than it may be, and is the beginning of the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 700 }), fc.integer({ min: 1, max: 130 }), (raw, max) => {
        const text = raw.toWellFormed()
        const excerpt = excerptOf(text, max)
        expect(graphemes(excerpt)).toBeLessThanOrEqual(max)
        expect(excerpt.length).toBeLessThanOrEqual(max * 4 + 1)
        expect(excerpt.isWellFormed()).toBe(true)
        const flat = text.replace(/\s+/gu, ' ').trim()
        expect(excerpt === flat || flat.startsWith(excerpt.slice(0, -1))).toBe(true)
      }),
    )
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
