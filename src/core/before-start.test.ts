import { describe, expect, test } from 'bun:test'
import { COUNTDOWN_MS } from '#protocol/limits.ts'
import { Hall } from '#testing/hall.ts'
import { ann, ben } from '#testing/made.ts'
import { beforeStart } from './before-start.ts'

const play = { type: 'playback.play', epoch: 1 } as const
const gather = { type: 'playback.gather', epoch: 1 } as const
const pauseAt = (positionMs: number) => ({ type: 'playback.pause', epoch: 1, positionMs }) as const
const seekTo = (positionMs: number) => ({ type: 'playback.seek', epoch: 1, positionMs }) as const

describe('before the film has started', () => {
  test('is while it stands at its beginning, also while people are asked whether they are ready', () => {
    const hall = new Hall([ann, ben])
    expect(beforeStart(hall.view)).toBe(true)
    hall.ask(gather, ann)
    expect(beforeStart(hall.view)).toBe(true)
    hall.ask(pauseAt(0), ann)
    expect(beforeStart(hall.view)).toBe(true)
  })
  test('is over with the countdown, and again before when somebody stops it in time', () => {
    const hall = new Hall([ann, ben])
    hall.ask(gather, ann)
    hall.say('playback.ready', ben)
    expect(hall.playback.status).toBe('playing')
    expect(beforeStart(hall.view)).toBe(false)
    hall.pass(COUNTDOWN_MS / 2)
    hall.ask(pauseAt(0), ann)
    expect(beforeStart(hall.view)).toBe(true)
  })
  test('is not while the film waits for somebody to load, nor in a room without one', () => {
    const hall = new Hall([ann, ben])
    hall.tell(ben, { state: 'buffering' })
    hall.ask(play, ann)
    expect(hall.hold.why).toBe('start')
    expect(beforeStart(hall.view)).toBe(false)
    expect(beforeStart({ ...hall.view, playback: { status: 'idle', epoch: 0, version: 0 } })).toBe(false)
  })
  test('does not come back for a film that has been watched and stands at its beginning', () => {
    const hall = new Hall([ann, ben])
    hall.ask(play, ann)
    hall.pass(9_000)
    hall.ask(pauseAt(hall.position), ann)
    hall.ask(seekTo(0), ann)
    expect(hall.playback).toMatchObject({ status: 'paused', positionMs: 0 })
    expect(beforeStart(hall.view)).toBe(false)
  })
  test('is again with a film that was put on after it', () => {
    const hall = new Hall([ann, ben])
    hall.ask(seekTo(9_000), ann)
    expect(beforeStart(hall.view)).toBe(false)
    hall.ask(
      { type: 'playback.load', media: { url: 'https://films.example/b.mp4', title: null, durationMs: null } },
      ann,
    )
    hall.ask({ type: 'playback.pause', epoch: 2, positionMs: 0 }, ann)
    expect(beforeStart(hall.view)).toBe(true)
  })
})
