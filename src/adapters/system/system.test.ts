import { afterAll, describe, expect, jest, test } from 'bun:test'
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import * as v from 'valibot'
import { EpochMs, instanceOf, RoomId, SessionId, UserId } from '#protocol/ids.ts'
import { offsetAt, SteeredClock, type Steering, SystemClock, steered } from './clock.ts'
import { newInstanceId, RandomIds } from './id-source.ts'
import { keptSecret } from './secrets.ts'

describe('the clock', () => {
  test('tells the time of day, in whole milliseconds and with their fraction', () => {
    const clock = new SystemClock()
    const [stamp, now] = [clock.stamp(), clock.now()]
    expect(v.is(EpochMs, now)).toBe(true)
    expect(now).toBeGreaterThanOrEqual(Math.floor(stamp))
    expect(Math.abs(now - Date.now())).toBeLessThan(5_000)
  })

  test('wakes at the instant or after it, never before', async () => {
    const clock = new SystemClock()
    const at = v.parse(EpochMs, clock.now() + 3)
    await new Promise<void>((resolve) => clock.wakeAt(at, resolve))
    expect(clock.stamp()).toBeGreaterThanOrEqual(at)
  })

  test('wakes at once for an instant that has passed, and not at all once cancelled', async () => {
    const clock = new SystemClock()
    const woken: string[] = []
    const past = v.parse(EpochMs, clock.now() - 1_000)
    clock.wakeAt(past, () => woken.push('cancelled'))()
    await new Promise<void>((resolve) => clock.wakeAt(past, resolve))
    expect(woken).toEqual([])
  })

  test('waits longer than a timer can', () => {
    const spy = jest.spyOn(globalThis, 'setTimeout')
    const clock = new SystemClock()
    const cancel = clock.wakeAt(v.parse(EpochMs, clock.now() + 60 * 24 * 3_600_000), () => {})
    cancel()
    expect(spy.mock.calls.map(([, ms]) => ms)).toEqual([2 ** 31 - 1])
    spy.mockRestore()
  })
})

describe('a clock that is led', () => {
  const begun: Steering = { offset: 0, since: 0, target: 0 }
  test('goes to its target little by little, and stays there', () => {
    const led = steered(begun, 20, 1_000)
    expect(offsetAt(led, 1_000)).toBe(0)
    expect(offsetAt(led, 1_500)).toBeCloseTo(10)
    expect(offsetAt(led, 2_000)).toBeCloseTo(20)
    expect(offsetAt(led, 60_000)).toBeCloseTo(20)
  })
  test('steps forward over more than a second, and never back', () => {
    expect(offsetAt(steered(begun, 5_000, 1_000), 1_000)).toBe(5_000)
    const back = steered(begun, -5_000, 1_000)
    expect(offsetAt(back, 1_000)).toBe(0)
    expect(offsetAt(back, 1_000 + 250_000)).toBeCloseTo(-5_000)
  })
  test('never goes back, wherever and however often it is led', () => {
    const lead = fc.record({ passed: fc.nat(10_000), target: fc.integer({ min: -20_000, max: 20_000 }) })
    fc.assert(
      fc.property(fc.array(lead, { maxLength: 30 }), (leads) => {
        let [steering, now, last] = [begun, 0, 0]
        for (const { passed, target } of leads) {
          now += passed
          steering = steered(steering, target, now)
          const shown = now + offsetAt(steering, now)
          expect(shown).toBeGreaterThanOrEqual(last)
          last = shown
        }
      }),
    )
  })
  test('shows the time of its reference at once when it is led for the first time', () => {
    const clock = new SteeredClock()
    const system = clock.systemStamp()
    clock.lead(system + 3_600_000, system)
    expect(clock.stamp() - clock.systemStamp()).toBeCloseTo(3_600_000, 0)
  })
})

describe('ids', () => {
  test('have the form that their schemas ask for, and use the whole alphabet', () => {
    const ids = new RandomIds(newInstanceId())
    const rooms = Array.from({ length: 1_000 }, () => ids.room())
    for (const room of rooms) expect(v.is(RoomId, room)).toBe(true)
    expect(new Set(rooms.join('')).size).toBe(32)
    expect(new Set(rooms).size).toBe(rooms.length)
    expect(v.is(UserId, ids.user())).toBe(true)
  })
  test('of sessions tell which process holds the socket', () => {
    const instance = newInstanceId()
    const session = new RandomIds(instance).session()
    expect(v.is(SessionId, session)).toBe(true)
    expect(instanceOf(session)).toBe(instance)
  })
})

describe('a kept secret', () => {
  const root = mkdtempSync(join(tmpdir(), 'watchparty-secrets-'))
  afterAll(() => rmSync(root, { recursive: true }))
  const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

  test('is made once, for nobody else to read', async () => {
    const dir = join(root, 'new', 'data')
    const secret = await keptSecret(dir, 'jwt-secret')
    expect(secret).toMatch(/^[\w-]{43}$/)
    expect(await keptSecret(dir, 'jwt-secret')).toBe(secret)
    expect(await keptSecret(dir, 'other')).not.toBe(secret)
    expect([modeOf(dir), modeOf(join(dir, 'jwt-secret'))]).toEqual(['700', '600'])
  })

  test('is the same for all who ask at once, and leaves nothing else behind', async () => {
    const dir = join(root, 'race')
    const secrets = await Promise.all(Array.from({ length: 20 }, async () => await keptSecret(dir, 'jwt-secret')))
    expect(new Set(secrets).size).toBe(1)
    expect(readdirSync(dir)).toEqual(['jwt-secret'])
  })

  test('that others could read is closed to them', async () => {
    const dir = join(root, 'open')
    await keptSecret(dir, 'jwt-secret')
    chmodSync(dir, 0o755)
    chmodSync(join(dir, 'jwt-secret'), 0o644)
    await keptSecret(dir, 'jwt-secret')
    expect([modeOf(dir), modeOf(join(dir, 'jwt-secret'))]).toEqual(['700', '600'])
  })

  test('that was damaged is not used', async () => {
    const dir = join(root, 'damaged')
    await keptSecret(dir, 'jwt-secret')
    writeFileSync(join(dir, 'jwt-secret'), '')
    await expect(keptSecret(dir, 'jwt-secret')).rejects.toThrow('does not hold a secret')
  })
})
