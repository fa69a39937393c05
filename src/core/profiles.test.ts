import { describe, expect, test } from 'bun:test'
import { PROFILES } from '#sources/profiles.ts'
import { adapted } from './profiles.ts'

describe('a profile', () => {
  test.each(Object.entries(PROFILES))('of %s lets be less than it leaps over, and is gentle first', (_, profile) => {
    expect(profile.lockMs).toBeLessThan(profile.leapMs)
    const strengths = profile.gears.map(({ by }) => by)
    expect(strengths).toEqual(strengths.toSorted((a, b) => a - b))
  })
  test('is taken as it is while changes of speed are free', () => {
    expect(adapted(PROFILES.html5, 'free')).toBe(PROFILES.html5)
  })
  test('of a player that freezes leaps instead of changing the speed', () => {
    expect(adapted(PROFILES.html5, 'glitchy')).toMatchObject({ gears: [], lockMs: 60, leapMs: 150 })
    expect(adapted(PROFILES.hlsNative, 'glitchy')).toMatchObject({ gears: [], lockMs: 80, leapMs: 160 })
  })
  test('of a player that refuses speeds lets more be', () => {
    expect(adapted(PROFILES.vimeo, 'refused')).toMatchObject({ gears: [], lockMs: 200 })
    expect(adapted(PROFILES.twitchVideo, 'refused').lockMs).toBe(PROFILES.twitchVideo.lockMs)
  })
})
