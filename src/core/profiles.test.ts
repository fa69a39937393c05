import { describe, expect, test } from 'bun:test'
import { adapted, PROFILES } from './profiles.ts'

describe('a profile', () => {
  test.each(Object.entries(PROFILES))('of %s lets be less than it leaps over, and is gentle first', (_, profile) => {
    expect(profile.lockMs).toBeLessThan(profile.leapMs)
    expect(profile.coarse).toBeGreaterThanOrEqual(profile.fine)
  })
  test('is taken as it is while changes of speed are free', () => {
    expect(adapted(PROFILES.html5, 'free')).toBe(PROFILES.html5)
  })
  test('of a player that freezes leaps instead of changing the speed', () => {
    expect(adapted(PROFILES.html5, 'glitchy')).toMatchObject({ fine: 0, coarse: 0, lockMs: 60, leapMs: 150 })
    expect(adapted(PROFILES.hlsNative, 'glitchy')).toMatchObject({ fine: 0, coarse: 0, lockMs: 80, leapMs: 160 })
  })
  test('of a player that refuses speeds lets more be', () => {
    expect(adapted(PROFILES.vimeo, 'refused')).toMatchObject({ fine: 0, coarse: 0, lockMs: 200 })
    expect(adapted(PROFILES.twitchVideo, 'refused').lockMs).toBe(PROFILES.twitchVideo.lockMs)
  })
})
