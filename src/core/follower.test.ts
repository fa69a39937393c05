import { describe, expect, test } from 'bun:test'
import type { EpochMs, MediaId, UserId } from '#protocol/ids.ts'
import type { MediaItem } from '#protocol/media.ts'
import type { HoldReason, Playback } from '#protocol/playback.ts'
import { PROFILES } from '#sources/profiles.ts'
import { type Effect, type Follower, look, newFollower, type Reading, resynced, type Situation } from './follower.ts'
import { isExcused } from './lead.ts'
import { FIRST_HABITS } from './learning.ts'

// The casts are sound: instants are whole, and nothing here reads an id.
const me = 'u0000000000ann' as UserId
const media: MediaItem = {
  id: '0000000000f00' as MediaId,
  kind: 'file',
  url: 'https://films.example/night.mp4',
  title: 'Night Express',
  posterUrl: null,
  durationMs: 3_600_000,
  live: null,
  addedBy: me,
}
const at = (ms: number): EpochMs => ms as EpochMs
/** The room's line: it began at 0. So room time and place of the film are the same number. */
const playing: Playback = { status: 'playing', epoch: 1, version: 3, media, anchorMs: 0, anchoredAt: at(0), rate: 1 }
const holding = (why: HoldReason, waitingFor: UserId[], positionMs = 10_000): Playback => ({
  status: 'holding',
  epoch: 1,
  version: 4,
  media,
  positionMs,
  stopsAt: at(positionMs),
  rate: 1,
  why,
  since: at(9_500),
  waitingFor: waitingFor.map((userId) => ({ userId, until: at(20_000) })),
})

const reading = (mediaMs: number, change: Partial<Reading> = {}): Reading => ({
  mediaMs,
  paused: false,
  seeking: false,
  ready: true,
  loadedFromMs: 0,
  loadedToMs: mediaMs + 30_000,
  playerRate: 1,
  ad: false,
  durationMs: 3_600_000,
  ...change,
})
const situation = (now: number, player: Reading | null, change: Partial<Situation> = {}): Situation => ({
  now,
  roomNow: now,
  boundMs: 3,
  roundTripMs: 40,
  playback: playing,
  player,
  me,
  visible: true,
  blocked: false,
  alone: false,
  failed: false,
  profile: PROFILES.html5,
  ...change,
})

/** Looks each 50 ms from one instant to another; answers all that was asked for. */
function watch(from: Follower, since: number, until: number, seen: (now: number) => Partial<Situation>) {
  let follower = from
  const effects: (Effect & { readonly now: number })[] = []
  for (let now = since; now <= until; now += 50) {
    const next = look(follower, situation(now, reading(now), seen(now)))
    follower = next.follower
    effects.push(...next.effects.map((effect) => ({ ...effect, now })))
  }
  const told = effects.flatMap((effect) => (effect.do === 'tell' ? [effect.what] : []))
  const states = effects.flatMap((effect) => (effect.do === 'report' ? [effect.health.state] : []))
  const steered = effects.flatMap((effect) => (['play', 'pause', 'seek'].includes(effect.do) ? [effect.do] : []))
  return { follower, effects, told, states, steered }
}
/** Somebody who has been with the room for some seconds. */
const joined = watch(newFollower(FIRST_HABITS), 4_000, 9_000, () => ({})).follower

describe('a follower', () => {
  test('that is where the room is does nothing, and says so once', () => {
    const { states, steered, told } = watch(newFollower(FIRST_HABITS), 4_000, 9_000, () => ({}))
    expect(steered).toEqual([])
    expect(told).toEqual([])
    expect(states).toEqual(['in_sync'])
  })
  test('waits until room and film are known', () => {
    const { steered } = watch(newFollower(FIRST_HABITS), 4_000, 5_000, () => ({ roomNow: null }))
    expect(steered).toEqual([])
    expect(watch(newFollower(FIRST_HABITS), 4_000, 5_000, () => ({ player: null })).states).toEqual(['buffering'])
  })
  test('tells that its player has run dry, but not of a moment, and again until the room has heard', () => {
    const dry = (now: number) => ({ player: reading(9_000, { ready: false, loadedToMs: 9_000 }), now })
    expect(watch(joined, 9_050, 9_600, dry).told).toEqual([])
    expect(watch(joined, 9_050, 9_800, dry).told).toEqual(['stalled'])
    expect(watch(joined, 9_050, 10_900, dry).told).toEqual(['stalled', 'stalled'])
  })
  test('that has only just come is nobody’s reason to wait', () => {
    const dry = () => ({ player: reading(0, { ready: false, paused: true, loadedToMs: 0 }) })
    expect(watch(newFollower(FIRST_HABITS), 9_050, 12_000, dry).told).toEqual([])
  })
  test('says that it can go on when it stands where the room waits, with enough loaded', () => {
    const stands = (loadedToMs: number) => () => ({
      playback: holding('stall', [me]),
      player: reading(10_000, { paused: true, loadedToMs }),
    })
    expect(watch(joined, 10_050, 10_500, stands(12_000)).told).toEqual([])
    expect(watch(joined, 10_050, 10_500, stands(13_500)).told).toEqual(['ready'])
  })
  test('leaves it to people to say whether they are ready', () => {
    const asked = () => ({ playback: holding('gather', [me]), player: reading(10_000, { paused: true }) })
    expect(watch(joined, 10_050, 12_000, asked).told).toEqual([])
  })
  test('tells nothing while it is alone, hidden or blocked', () => {
    const dry = { player: reading(9_000, { ready: false, loadedToMs: 9_000 }) }
    for (const state of [{ alone: true }, { visible: false }, { blocked: true }])
      expect(watch(joined, 9_050, 11_000, () => ({ ...dry, ...state })).told).toEqual([])
  })
  test('does not chase a room that it cannot follow before the tap', () => {
    const stands = () => ({ blocked: true, player: reading(2_000, { paused: true }) })
    const { steered, states } = watch(newFollower(FIRST_HABITS), 9_050, 20_000, stands)
    expect(steered).toEqual([])
    expect(states).toEqual(['blocked'])
  })
  test('that nobody looks at goes once to where the room goes on', () => {
    const gone = () => ({
      visible: false,
      playback: { ...playing, version: 4 },
      player: reading(2_000, { paused: true }),
    })
    const { steered } = watch(joined, 9_050, 20_000, gone)
    expect(steered.filter((what) => what === 'seek')).toHaveLength(1)
  })
  test('asks for the time when it was away or asleep', () => {
    const hidden = look(joined, situation(9_050, reading(9_050), { visible: false })).follower
    const back = look(hidden, situation(9_500, reading(9_500)))
    expect(back.effects).toContainEqual({ do: 'ask_time' })
    const slept = look(joined, situation(60_000, reading(9_050)))
    expect(slept.effects.map((effect) => effect.do)).toContain('ask_time')
    expect(slept.effects.map((effect) => effect.do)).toContain('seek')
  })
  test('takes a player that stands still with all it needs for one that shows something else', () => {
    const { states, told } = watch(joined, 9_050, 14_000, () => ({ player: reading(9_000) }))
    expect(states).toContain('ad')
    expect(told).toEqual([])
  })
  test('reports at once what others must know, seldom what has hardly changed', () => {
    const { effects } = watch(joined, 9_050, 95_000, (now) => ({ roundTripMs: now > 30_000 ? 90 : 40 }))
    const reports = effects.filter((effect) => effect.do === 'report').map(({ now }) => now)
    expect(reports).toHaveLength(2)
    expect(reports[0]).toBeGreaterThan(30_000)
    expect(reports[0]).toBeLessThan(36_000)
  })
  test('begins anew when it is told to', () => {
    const { drift } = resynced({ ...joined, drift: { ...joined.drift, patience: 8, nudge: 0.06 } })
    expect(drift).toMatchObject({ astray: true, patience: 1, nudge: 0 })
  })
})

describe('a player that has leapt in vain', () => {
  const weary = (): Follower => {
    const fresh = newFollower(FIRST_HABITS)
    const { follower } = look(fresh, situation(10_000, reading(10_000)))
    return { ...follower, drift: { ...follower.drift, patience: 8, vainLeaps: 2 } }
  }

  test('is let be after a seek as before', () => {
    const sought: Playback = { ...playing, version: 4 }
    expect(look(weary(), situation(10_050, reading(10_050), { playback: sought })).follower.drift.patience).toBe(8)
  })
  test('is given a new chance when the room has another speed', () => {
    const faster: Playback = { ...playing, version: 4, rate: 1.5, anchorMs: 10_000, anchoredAt: at(10_000) }
    expect(look(weary(), situation(10_050, reading(10_050), { playback: faster })).follower.drift.patience).toBe(1)
  })
})

describe('a film that cannot be played here', () => {
  test('is left alone, and nobody is to wait for it', () => {
    const broken = reading(4_000, { ready: false })
    const at10 = situation(10_000, broken, { failed: true, playback: holding('seek', [me]) })
    const { follower, effects } = look(newFollower(FIRST_HABITS), at10)
    expect(follower.health.state).toBe('failed')
    expect(effects.map((effect) => effect.do)).toEqual(['report'])
    expect(isExcused(follower.health)).toBe(true)
  })
})
