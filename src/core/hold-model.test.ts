import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { SyncState } from '#protocol/health.ts'
import { GATHER_MAX_MS, HOLD_MAX_MS, PATIENCE_MS, PATIENCE_WINDOW_MS } from '#protocol/limits.ts'
import type { Profile } from '#protocol/members.ts'
import type { Command } from '#protocol/messages.ts'
import { Hall, running } from '#testing/hall.ts'
import { ann, ben, profile } from '#testing/made.ts'
import { isExcused } from './lead.ts'
import { memberOf } from './members.ts'

const PEOPLE = [ann, ben, profile('Cat')]
const media = { url: 'https://films.example/c.mp4', title: null, durationMs: null }
const longestMs = (hall: Hall): number => (hall.hold.why === 'gather' ? GATHER_MAX_MS : HOLD_MAX_MS)

type Step = { who: number; passMs: number; do: (hall: Hall, who: Profile) => void }

const said = fc.constantFrom('playback.ready' as const, 'playback.stalled' as const)
/** What somebody's own player may say, and what may become of them. */
const ownAct = fc.oneof(
  { weight: 6, arbitrary: said.map((type) => (hall: Hall, who: Profile) => void hall.say(type, who)) },
  { weight: 1, arbitrary: fc.boolean().map((leaving) => (hall: Hall, who: Profile) => hall.go(who, leaving)) },
  { weight: 2, arbitrary: fc.constant((hall: Hall, who: Profile) => hall.come(who)) },
  {
    weight: 3,
    arbitrary: fc
      .record({
        state: fc.constantFrom(...SyncState.options),
        roundTripMs: fc.option(fc.nat(1_500)),
        startMs: fc.nat(900),
      })
      .map((told) => (hall: Hall, who: Profile) => hall.tell(who, told)),
  },
)
const command = fc.oneof(
  fc.constantFrom<Command>(
    { type: 'playback.play', epoch: 1 },
    { type: 'playback.release', epoch: 1 },
    { type: 'playback.gather', epoch: 1 },
    { type: 'playback.rate', epoch: 1, rate: 2 },
    { type: 'playback.rate', epoch: 1, rate: 0.5 },
    { type: 'playback.load', media },
    { type: 'room.update', title: 'Film club', control: 'everyone', buffering: 'flow' },
    { type: 'room.update', title: 'Film club', control: 'everyone', buffering: 'together' },
  ),
  fc.nat(90_000).map((positionMs): Command => ({ type: 'playback.seek', epoch: 1, positionMs })),
  fc.nat(90_000).map((positionMs): Command => ({ type: 'playback.pause', epoch: 1, positionMs })),
)
/** Meant for the film that plays now. */
const anyCommand = command.map((asked) => (hall: Hall, who: Profile) => {
  hall.ask('epoch' in asked ? { ...asked, epoch: hall.playback.epoch } : asked, who)
})
const steps = (act: fc.Arbitrary<Step['do']>, mostMs: number, length = 40): fc.Arbitrary<Step[]> =>
  fc.array(fc.record({ who: fc.nat(PEOPLE.length - 1), passMs: fc.nat(mostMs), do: act }), {
    maxLength: length,
    size: 'max',
  })
const runOf = (hall: Hall, taken: readonly Step[], each: () => void): void => {
  for (const step of taken) {
    step.do(hall, PEOPLE[step.who] ?? ann)
    each()
    hall.pass(step.passMs, each)
  }
}

describe('whatever members do', () => {
  test('every hold ends in its time, waits for nobody who is excused or gone, and leaves versions in order', () => {
    fc.assert(
      fc.property(steps(fc.oneof(ownAct, anyCommand), 6_000), (taken) => {
        const hall = new Hall(PEOPLE, { buffering: 'together' })
        running(hall, 0)
        runOf(hall, taken, () => {
          if (hall.playback.status !== 'holding') return
          const { since, waitingFor, why } = hall.hold
          expect(hall.now).toBeLessThan(since + longestMs(hall))
          expect(waitingFor.length).toBeGreaterThan(0)
          for (const { userId, until } of waitingFor) {
            expect(until).toBeLessThanOrEqual(since + longestMs(hall))
            expect(memberOf(hall.state, userId)?.sessions).not.toEqual([])
            const told = hall.told.get(userId)
            if (told && why !== 'gather') expect(isExcused(told)).toBe(false)
          }
        })
        hall.pass(GATHER_MAX_MS)
        expect(hall.playback.status).not.toBe('holding')
        const versions = hall.events.flatMap((event) =>
          event.type === 'playback.changed' ? [event.playback.version] : [],
        )
        expect(versions).toEqual(versions.map((_, n) => (versions[0] ?? 0) + n))
        expect(hall.view).toEqual(hall.state)
      }),
      { numRuns: 400 },
    )
  })

  test('one of them holds the room for fifteen seconds in any five minutes at most', () => {
    const lies = fc.oneof(
      { weight: 8, arbitrary: fc.constant((hall: Hall) => void hall.say('playback.stalled', ben)) },
      { weight: 1, arbitrary: fc.constant((hall: Hall) => void hall.say('playback.ready', ben)) },
      {
        weight: 1,
        arbitrary: fc.constant((hall: Hall) => {
          hall.go(ben, true)
          hall.come(ben)
          hall.tell(ben, { state: 'buffering' })
        }),
      },
      {
        weight: 2,
        arbitrary: fc.constant((hall: Hall) => {
          hall.ask({ type: 'playback.seek', epoch: 1, positionMs: 5_000 }, ann)
          for (const who of [ann, profile('Cat')]) hall.say('playback.ready', who)
        }),
      },
    )
    fc.assert(
      fc.property(steps(lies, 9_000, 160), (taken) => {
        const hall = new Hall(PEOPLE, { buffering: 'together' })
        running(hall, 0)
        const held: { from: number; to: number }[] = []
        let from: number | null = null
        runOf(hall, taken, () => {
          const isHeld = hall.awaited.includes('Ben')
          // Each hold of its own: one that follows at once began anew.
          if (from !== null && (!isHeld || hall.hold.since !== from)) {
            held.push({ from, to: hall.now })
            from = null
          }
          if (isHeld && from === null) from = hall.hold.since
        })
        for (const { to } of held) {
          const start = to - PATIENCE_WINDOW_MS
          const heldMs = held
            .filter((one) => one.to > start && one.to <= to)
            .reduce((sum, one) => sum + one.to - Math.max(one.from, start), 0)
          expect(heldMs).toBeLessThanOrEqual(PATIENCE_MS)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('and who does nothing but stall gets nearly that much, so that the bound is the bound', () => {
    const hall = new Hall(PEOPLE, { buffering: 'together' })
    running(hall, 0)
    let heldMs = 0
    for (let passedMs = 0; passedMs < PATIENCE_WINDOW_MS; passedMs += 100) {
      hall.say('playback.stalled', ben)
      if (hall.playback.status === 'holding') heldMs += 100
      hall.pass(100)
    }
    expect(heldMs).toBeGreaterThan(PATIENCE_MS * 0.85)
    expect(heldMs).toBeLessThanOrEqual(PATIENCE_MS)
  })

  test('nobody sees a second twice: stalls and releases never take the room back', () => {
    const act = fc.oneof(
      ownAct,
      fc.constant((hall: Hall, who: Profile) => {
        hall.ask({ type: 'playback.release', epoch: 1 }, who)
      }),
      fc.constantFrom(0.5, 1, 2).map((rate) => (hall: Hall, who: Profile) => {
        hall.ask({ type: 'playback.rate', epoch: 1, rate }, who)
      }),
    )
    fc.assert(
      fc.property(steps(act, 1_500), fc.integer({ min: -400, max: 3_000 }), (taken, sinceMs) => {
        const hall = new Hall(PEOPLE, { buffering: 'together', durationMs: 20_000 })
        running(hall, 10_000, sinceMs)
        let last = hall.position
        runOf(hall, taken, () => {
          // Places in the record are whole: half a millisecond for each change, and one more for the speed.
          expect(hall.position).toBeGreaterThan(last - 2)
          last = hall.position
        })
      }),
      { numRuns: 600 },
    )
  })

  test('a room that flows never waits for players', () => {
    fc.assert(
      fc.property(steps(fc.oneof(ownAct, anyCommand), 4_000), (taken) => {
        const hall = new Hall(PEOPLE, { buffering: 'flow' })
        running(hall, 0)
        runOf(hall, taken, () => {
          if (hall.playback.status === 'holding' && hall.state.room.buffering === 'flow') {
            expect(hall.hold.why).toBe('gather')
          }
        })
      }),
      { numRuns: 300 },
    )
  })
})

describe('three people who ask three things, in any order', () => {
  const kinds: ((epoch: number, version: number) => Command)[] = [
    (epoch) => ({ type: 'playback.play', epoch }),
    (epoch) => ({ type: 'playback.pause', epoch, positionMs: 0 }),
    (epoch) => ({ type: 'playback.seek', epoch, positionMs: 40_000 }),
    (epoch) => ({ type: 'playback.gather', epoch }),
    (epoch) => ({ type: 'playback.release', epoch }),
    (epoch, version) => ({ type: 'playback.ready', epoch, version }),
    (epoch, version) => ({ type: 'playback.stalled', epoch, version }),
    () => ({ type: 'playback.load', media }),
  ]
  /** Meant for what stands, or for the film before; that is, in a room that has had one: the second film plays. */
  const aims = kinds.flatMap((kind) => [
    (hall: Hall) => kind(hall.playback.epoch, hall.playback.version),
    (hall: Hall) => kind(hall.playback.epoch - 1, hall.playback.version),
  ])

  test('nothing that is meant for an earlier film acts, and whatever follows, every hold ends', () => {
    let seen = 0
    const once = (acts: readonly [number, number][]) => {
      const hall = new Hall(PEOPLE, { buffering: 'together' })
      running(hall, 0)
      for (const [who, aim] of acts) {
        const before = hall.state
        const asked = aims[aim]?.(hall)
        if (asked === undefined) throw new Error('there is no such aim')
        const refused = hall.ask(asked, PEOPLE[who] ?? ann)
        const isStale = 'epoch' in asked && asked.epoch !== before.playback.epoch
        expect(refused).toBe(isStale ? 'stale_media' : null)
        if (isStale) expect(hall.state).toBe(before)
        hall.now += 100
      }
      hall.pass(GATHER_MAX_MS)
      expect(hall.playback.status).not.toBe('holding')
      seen += 1
    }
    const each = Array.from({ length: aims.length * PEOPLE.length }, (_, n): [number, number] => [
      n % PEOPLE.length,
      Math.floor(n / PEOPLE.length),
    ])
    // Who asks first is one of three who are alike: the order of names does not matter.
    for (const a of each.filter(([who]) => who === 0)) for (const b of each) for (const c of each) once([a, b, c])
    expect(seen).toBe(aims.length * (aims.length * PEOPLE.length) ** 2)
  }, 60_000)
})
