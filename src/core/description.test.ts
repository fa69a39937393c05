import { describe, expect, test } from 'bun:test'
import { ann, annsRoom, ben, context, film, person, system } from '#testing/made.ts'
import { type Description, isBetterLength } from './description.ts'
import { decide, evolve } from './room.ts'
import type { RoomState } from './state.ts'

const LINK = 'https://films.example/night-express.mp4'
const told: Description = {
  kind: 'hls',
  url: 'https://cdn.example/night/main.m3u8',
  title: 'Night Express (1949)',
  posterUrl: 'https://cdn.example/night.jpg',
  durationMs: 61_000,
  live: false,
}

/** A room that has just been given this link, with the title that whoever gave it gave. */
function loaded(url = LINK, title: string | null = null): RoomState {
  const command = { type: 'playback.load', media: { url, title, durationMs: null } } as const
  const decided = decide(annsRoom(), command, person(ben), context(1_000))
  if (!decided.ok) throw new Error(decided.error)
  return decided.value.reduce<RoomState>(evolve, annsRoom())
}
const filmOf = ({ playback }: RoomState) => (playback.status === 'idle' ? null : playback.media)

function after(state: RoomState, description: Partial<Description> = {}, id = filmOf(state)?.id) {
  if (id === undefined) throw new Error('there is no film')
  const command = {
    type: 'playback.describe',
    media: id,
    told: { ...told, ...description },
    linkTitle: 'Night express',
  } as const
  const decided = decide(state, command, system, context(2_000))
  if (!decided.ok) throw new Error(decided.error)
  return { events: decided.value, state: decided.value.reduce<RoomState>(evolve, state) }
}

describe('what a source says of a film', () => {
  test('becomes what the room knows of it, and moves nothing', () => {
    const before = loaded()
    const { state } = after(before)
    expect(filmOf(state)).toEqual({ ...told, id: filmOf(before)?.id, addedBy: ben.id } as never)
    expect({ ...state.playback, media: null }).toEqual({ ...before.playback, media: null } as never)
  })

  test('is nothing to another film, and no news twice', () => {
    const first = loaded()
    const other = { ...film(), id: '0000000000f99' as ReturnType<typeof film>['id'] } // of the form that the schema asks for
    expect(after(first, {}, other.id).events).toEqual([])
    expect(after(after(first).state).events).toEqual([])
    expect(after(annsRoom(), {}, film().id).events).toHaveLength(1)
  })

  test('does not take from a viewer the title that they gave', () => {
    expect(filmOf(after(loaded(LINK, 'Our film')).state)?.title).toBe('Our film')
    expect(filmOf(after(loaded()).state)?.title).toBe('Night Express (1949)')
    expect(filmOf(after(loaded(), { title: null }).state)?.title).toBe('Night express')
  })

  test('does not take back what is known', () => {
    const state = after(loaded()).state
    const silent = { title: null, posterUrl: null, durationMs: null, live: null }
    expect(after(state, { ...silent, kind: 'hls', url: told.url }).events).toEqual([])
  })

  test('of a broadcast has no length, and players cannot give it one', () => {
    const { state } = after(loaded(), { live: true })
    expect(filmOf(state)).toMatchObject({ live: true, durationMs: null })
    const measure = { type: 'playback.duration', epoch: state.playback.epoch, durationMs: 5_000 } as const
    expect(decide(state, measure, person(ann), context(3_000))).toEqual({ ok: true, value: [] })
  })
})

test('a player knows better than whole seconds, once, and not by much', () => {
  const rough = { ...film(61_000) }
  expect(isBetterLength(rough, 61_480)).toBe(true)
  expect(isBetterLength(rough, 90_480)).toBe(false)
  expect(isBetterLength({ ...film(61_480) }, 61_520)).toBe(false)
  expect(isBetterLength({ ...film(null) }, 7_000)).toBe(true)
})
