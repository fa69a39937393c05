import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { PLAYBACK_LEAD_MS } from '#protocol/limits.ts'
import type { Command } from '#protocol/messages.ts'
import type { Playback } from '#protocol/playback.ts'
import { ann, annsRoom, at, ben, context, film, health, person, seat } from '#testing/made.ts'
import { decide, evolve } from './room.ts'
import type { RoomState } from './state.ts'
import { endsAt, positionAt, standing } from './timeline.ts'

const playingAt = (anchorMs: number, anchoredAt: number, rate = 1): Playback => ({
  status: 'playing',
  epoch: 1,
  version: 2,
  media: film(60_000),
  anchorMs,
  anchoredAt: at(anchoredAt),
  rate,
})

/** The room after a command that must be accepted. */
function after(state: RoomState, command: Command, now: number, who = ann): RoomState {
  const decided = decide(state, command, person(who), context(now))
  if (!decided.ok) throw new Error(decided.error)
  return decided.value.reduce<RoomState>(evolve, state)
}
const refusal = (state: RoomState, command: Command, now: number, who = ann) => {
  const decided = decide(state, command, person(who), context(now))
  return decided.ok ? null : decided.error
}

describe('position', () => {
  test('is a line from the anchor, at the speed of the room', () => {
    expect(positionAt(playingAt(10_000, 1_000, 1.5), 3_000)).toBe(13_000)
  })
  test('stands at the anchor until the agreed instant has come', () => {
    expect(positionAt(playingAt(10_000, 5_000), 4_000)).toBe(10_000)
  })
  test('never passes a known end', () => {
    expect(positionAt(playingAt(59_000, 0), 999_999)).toBe(60_000)
  })
  test('never runs backwards while time does not', () => {
    fc.assert(
      fc.property(fc.nat(60_000), fc.nat(10_000), fc.nat(90_000), fc.nat(90_000), (anchor, anchored, a, b) => {
        const line = playingAt(anchor, anchored)
        expect(positionAt(line, Math.max(a, b))).toBeGreaterThanOrEqual(positionAt(line, Math.min(a, b)))
      }),
    )
  })
})

describe('commands', () => {
  test('play begins a lead ahead, where the film stood', () => {
    const state = after(
      { ...annsRoom(), playback: standing(playingAt(7_000, 0), at(0)) },
      { type: 'playback.play', epoch: 1 },
      500,
    )
    expect(state.playback).toMatchObject({ status: 'playing', anchorMs: 7_000, anchoredAt: 500 + PLAYBACK_LEAD_MS })
  })
  test('play at the very end begins anew', () => {
    const ended: Playback = { status: 'paused', epoch: 1, version: 9, media: film(60_000), positionMs: 60_000, rate: 1 }
    expect(after({ ...annsRoom(), playback: ended }, { type: 'playback.play', epoch: 1 }, 0).playback).toMatchObject({
      anchorMs: 0,
    })
  })
  test('pause stops at the frame that the presser saw', () => {
    const state = { ...annsRoom(), playback: playingAt(0, 0) }
    const paused = after(state, { type: 'playback.pause', epoch: 1, positionMs: 9_400 }, 10_000)
    expect(paused.playback).toMatchObject({ status: 'paused', positionMs: 9_400 })
  })
  test('pause at a frame nobody can have seen stops where the room is', () => {
    const state = { ...annsRoom(), playback: playingAt(0, 0) }
    const paused = after(state, { type: 'playback.pause', epoch: 1, positionMs: 55_000 }, 10_000)
    expect(paused.playback).toMatchObject({ positionMs: 10_000 })
  })
  test('a seek beyond the end goes to the end', () => {
    expect(after(annsRoom(), { type: 'playback.seek', epoch: 1, positionMs: 999_000 }, 0).playback).toMatchObject({
      positionMs: 60_000,
    })
  })
  test('a change of speed does not move the playhead', () => {
    const state = { ...annsRoom(), playback: playingAt(0, 0) }
    const faster = after(state, { type: 'playback.rate', epoch: 1, rate: 2 }, 10_000)
    expect(positionAt(faster.playback, 10_000)).toBe(10_000)
    expect(positionAt(faster.playback, 11_000)).toBe(12_000)
  })
  test('a change of speed during the lead keeps the agreed start', () => {
    const state = { ...annsRoom(), playback: playingAt(5_000, 10_200) }
    expect(after(state, { type: 'playback.rate', epoch: 1, rate: 2 }, 10_000).playback).toMatchObject({
      anchorMs: 5_000,
      anchoredAt: 10_200,
    })
  })
  test('a command aimed at an earlier film is refused', () => {
    const next = after(
      annsRoom(),
      { type: 'playback.load', media: { url: 'https://films.example/b.mp4', title: null, durationMs: null } },
      0,
    )
    expect(refusal(next, { type: 'playback.seek', epoch: 1, positionMs: 5 }, 1)).toBe('stale_media')
    expect(refusal(next, { type: 'playback.play', epoch: 2 }, 1)).toBe(null)
  })
  test('nothing can be played in a room without a film', () => {
    const idle: RoomState = { ...annsRoom(), playback: { status: 'idle', epoch: 0, version: 0 } }
    expect(refusal(idle, { type: 'playback.play', epoch: 0 }, 0)).toBe('nothing_playing')
  })
  test('a film begins where its link asks to, unless it is over by then', () => {
    for (const [durationMs, positionMs] of [
      [null, 90_000],
      [100_000, 90_000],
      [90_000, 0],
    ] as const) {
      const media = { url: 'https://films.example/b.mp4#t=1:30', title: null, durationMs }
      const { playback } = after(annsRoom(), { type: 'playback.load', media }, 0)
      expect(playback).toMatchObject({ epoch: 2, anchorMs: positionMs, media: { url: 'https://films.example/b.mp4' } })
    }
  })
  test('a link that is a page, not a film, is refused', () => {
    const media = { url: 'https://www.netflix.com/title/80100172', title: null, durationMs: null }
    expect(refusal(annsRoom(), { type: 'playback.load', media }, 0)).toBe('link_protected')
  })
  test('the first measured length stands, and only for its film', () => {
    const measured = after(annsRoom(null), { type: 'playback.duration', epoch: 1, durationMs: 5_000 }, 0)
    const again = after(measured, { type: 'playback.duration', epoch: 1, durationMs: 9_000 }, 0)
    expect(again.playback).toMatchObject({ media: { durationMs: 5_000 } })
    expect(refusal(measured, { type: 'playback.duration', epoch: 0, durationMs: 9_000 }, 0)).toBe('stale_media')
  })
  test('a length that is found later takes a position beyond it back to the end', () => {
    const far = after(annsRoom(null), { type: 'playback.seek', epoch: 1, positionMs: 90_000 }, 0)
    const measured = after(far, { type: 'playback.duration', epoch: 1, durationMs: 60_000 }, 0)
    expect(measured.playback).toMatchObject({ positionMs: 60_000 })
  })
  test('a link that is no web address, or tells a password, is refused', () => {
    for (const [url, why] of [
      ['ftp://films.example/a.mp4', 'link_not_web'],
      ['not a url', 'link_unreadable'],
      ['https://u:p@films.example/a.mp4', 'link_with_password'],
    ] as const) {
      const media = { url, title: null, durationMs: null }
      expect(refusal(annsRoom(), { type: 'playback.load', media }, 0)).toBe(why)
    }
  })
  test('only the host moves a room that he keeps to himself', () => {
    const state = { ...annsRoom(), room: { ...annsRoom().room, control: 'host' as const } }
    expect(refusal(state, { type: 'playback.play', epoch: 1 }, 0, ben)).toBe('not_allowed')
    expect(refusal(state, { type: 'playback.play', epoch: 1 }, 0, ann)).toBe(null)
  })
})

describe('any sequence of commands', () => {
  const command = fc.oneof(
    fc.record({ type: fc.constant('playback.play' as const), epoch: fc.nat(2) }),
    fc.record({ type: fc.constant('playback.pause' as const), epoch: fc.nat(2), positionMs: fc.nat(70_000) }),
    fc.record({ type: fc.constant('playback.seek' as const), epoch: fc.nat(2), positionMs: fc.nat(70_000) }),
    fc.record({
      type: fc.constant('playback.rate' as const),
      epoch: fc.nat(2),
      rate: fc.constantFrom(0.5, 1, 1.25, 2),
    }),
    fc.record({
      type: fc.constant('playback.load' as const),
      media: fc.constant({ url: 'https://films.example/c.mp4', title: null, durationMs: 30_000 }),
    }),
    fc.record({ type: fc.constantFrom('playback.gather' as const, 'playback.release' as const), epoch: fc.nat(2) }),
    fc.record({
      type: fc.constantFrom('playback.ready' as const, 'playback.stalled' as const),
      epoch: fc.nat(2),
      version: fc.nat(12),
    }),
  )
  /** Ann and Ben, whose players are heard of: so the room waits for them. */
  const ofTwo = (): RoomState => ({
    ...annsRoom(),
    members: [ann, ben].map((who, n) => ({ ...who, joinedAt: at(0), sessions: [seat(n)], goneAt: null })),
  })
  const told = () => health()
  test('keeps versions growing by one, the position inside the film, and the epoch with the film', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(command, fc.nat(3_000)), { maxLength: 40 }), (steps) => {
        let state = ofTwo()
        let now = 1_000
        for (const [asked, passed] of steps) {
          now += passed
          const before = state.playback
          const decided = decide(state, asked, person(ann), context(now, 100, told))
          if (!decided.ok) continue
          state = decided.value.reduce<RoomState>(evolve, state)
          const changes = decided.value.filter(({ type }) => type === 'playback.changed')
          expect(state.playback.version).toBe(before.version + changes.length)
          expect(state.playback.epoch).toBe(before.epoch + (asked.type === 'playback.load' ? 1 : 0))
          const length = state.playback.status === 'idle' ? 0 : (state.playback.media.durationMs ?? 0)
          const position = positionAt(state.playback, now)
          expect(position).toBeGreaterThanOrEqual(0)
          expect(position).toBeLessThanOrEqual(length)
        }
      }),
    )
  })
})

describe('a word about a player', () => {
  const words = ['playback.ready', 'playback.stalled'] as const
  test.each(words)('%s of another version, or repeated, changes nothing', (type) => {
    const state = { ...annsRoom(), playback: playingAt(0, 0) }
    for (const version of [0, 1, 3, 99]) {
      expect(decide(state, { type, epoch: 1, version }, person(ann), context(5_000))).toEqual({ ok: true, value: [] })
    }
  })
  test.each(words)('%s about a film that stands changes nothing', (type) => {
    expect(after(annsRoom(), { type, epoch: 1, version: 1 }, 0).playback).toEqual(annsRoom().playback)
  })
  test('may be said by everybody, but only who controls may ask all or go on without some', () => {
    const state = { ...annsRoom(), room: { ...annsRoom().room, control: 'host' as const } }
    for (const type of words) expect(refusal(state, { type, epoch: 1, version: 1 }, 0, ben)).toBe(null)
    for (const type of ['playback.gather', 'playback.release'] as const)
      expect(refusal(state, { type, epoch: 1 }, 0, ben)).toBe('not_allowed')
  })
})

describe('the end of a film', () => {
  test('comes when the line reaches it', () => {
    expect(endsAt(playingAt(50_000, 1_000, 2))).toBe(at(6_000))
  })
  test('stops the room there', () => {
    const state = { ...annsRoom(), playback: playingAt(59_000, 0), members: [] }
    const decided = decide(state, { type: 'room.tick' }, { kind: 'system' }, context(1_000))
    expect(decided).toMatchObject({ ok: true, value: [{ cause: 'ended', playback: { positionMs: 60_000 } }] })
  })
})

describe('a broadcast', () => {
  const DAY = 24 * 3_600_000
  const edgeMs = 2 * DAY + 60_000
  const live = (version: number, fromMs = 2 * DAY): Command => ({
    type: 'playback.live',
    epoch: 1,
    version,
    fromMs,
    edgeMs,
  })
  const versionOf = ({ playback }: RoomState) => playback.version
  const filmed = (known: boolean | null): RoomState => {
    const state = annsRoom(null)
    return state.playback.status === 'idle'
      ? state
      : { ...state, playback: { ...state.playback, media: { ...state.playback.media, live: known } } }
  }
  const hosted = (state: RoomState): RoomState => ({ ...state, room: { ...state.room, control: 'host' } })

  test('is put where it is live as the first player says, whoever that is', () => {
    const state = hosted(filmed(true))
    const aired = after(state, live(versionOf(state)), 1_000, ben)
    expect(aired.playback.version).toBe(versionOf(state) + 1)
    expect(positionAt(aired.playback, 1_000)).toBe(edgeMs - 6_000)
  })
  test('is known as one by the word of whoever may seek, where its source has not said so', () => {
    const state = hosted(filmed(null))
    expect(refusal(state, live(versionOf(state)), 1_000, ben)).toBe('not_allowed')
    expect(after(state, live(versionOf(state)), 1_000, ann).playback).toMatchObject({ media: { live: true } })
  })
  test('lies behind its edge by what the slowest of those who are here asks for, and a little more', () => {
    const members = [ann, ben].map((who, n) => ({ ...who, joinedAt: at(0), sessions: [seat(n)], goneAt: null }))
    const state = { ...filmed(true), members }
    const slow = context(1_000, 100, (id) => health({ liveDelayMs: id === ann.id ? 18_000 : 9_000 }))
    const decided = decide(state, live(versionOf(state)), person(ann), slow)
    if (!decided.ok) throw new Error(decided.error)
    expect(positionAt(decided.value.reduce<RoomState>(evolve, state).playback, 1_000)).toBe(edgeMs - 20_000)
  })
  test('once it is there, only who may seek sends the room to the edge, and only from the line that he saw', () => {
    const state = filmed(true)
    const aired = hosted(after(state, live(versionOf(state)), 0))
    expect(refusal(aired, live(versionOf(aired)), 500, ben)).toBe('not_allowed')
    expect(after(aired, live(versionOf(state)), 500).playback).toEqual(aired.playback)
    expect(after(aired, live(versionOf(aired)), 500).playback.version).toBe(versionOf(aired) + 1)
  })
  test('is nothing that has a length, or whose source says that it is none', () => {
    for (const state of [annsRoom(60_000), filmed(false)])
      expect(after(state, live(versionOf(state)), 0).playback).toEqual(state.playback)
    expect(after(filmed(null), live(versionOf(filmed(null)), 5_000), 0).playback).toEqual(filmed(null).playback)
  })
})
