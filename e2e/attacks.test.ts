import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { needs } from '#testing/needs.ts'
import { BODIES } from './harness/hostile/attacks/bodies.ts'
import { HTTP } from './harness/hostile/attacks/http.ts'
import { PLAYERS } from './harness/hostile/attacks/players.ts'
import { ROOMS } from './harness/hostile/attacks/rooms.ts'
import { TOKENS } from './harness/hostile/attacks/tokens.ts'
import { WAITS } from './harness/hostile/attacks/waits.ts'
import { SECRET, Stage } from './harness/hostile/stage.ts'
import { troubleIn } from './harness/hostile/trouble.ts'
import { TEST_BOT_TOKEN } from './harness/telegram-host.ts'

/** Of a request that is costly on purpose, ms: a busy machine is slow, a trap for a pattern takes minutes. */
const ANSWERED_WITHIN_MS = 5_000
/** When the last of those who hold a connection must have been let go, ms. */
const WAITED_MS = 60_000

describe.skipIf(needs('executable'))('attacks', () => {
  let stage: Stage
  let pid: number
  let waits: Map<string, Promise<{ outcome: string; tookMs: number }>>

  beforeAll(async () => {
    stage = await Stage.set()
    pid = stage.executable.pid
    // They begin now, all at once, and are looked at last.
    waits = new Map(
      WAITS.map(({ name, holds }) => {
        const began = performance.now()
        return [name, holds(stage).then((outcome) => ({ outcome, tookMs: performance.now() - began }))]
      }),
    )
  }, 60_000)
  afterAll(() => stage?.executable.remove())

  describe('by tokens:', () => {
    test.each(TOKENS)('$name', async ({ sends, gets }) => expect(await sends(stage)).toBe(gets))
  })
  describe('on rooms:', () => {
    test.each(ROOMS)('$name', async ({ sends, gets }) => expect(await sends(stage)).toBe(gets))
  })
  describe('by players:', () => {
    test.each(PLAYERS)('$name', async ({ sends, gets }) => expect(await sends(stage)).toBe(gets))
  })
  describe('by what is written:', () => {
    test.each(BODIES)('$name', async ({ sends, gets }) => {
      const began = performance.now()
      expect(await sends(stage)).toBe(gets)
      expect(performance.now() - began).toBeLessThan(ANSWERED_WITHIN_MS)
    })
  })
  describe('by HTTP:', () => {
    test.each(HTTP)('$name', async ({ sends, gets }) => expect(await sends(stage)).toBe(gets))
  })
  describe('by holding on:', () => {
    test.each(WAITS)(
      '$name',
      async ({ name, gets, withinMs }) => {
        const ended = await waits.get(name)
        expect(ended?.outcome).toBe(gets)
        expect(ended?.tookMs).toBeLessThan(withinMs)
      },
      WAITED_MS,
    )
  })

  describe('after all of them', () => {
    test('the server is the same process, healthy, and both rooms stand as they were', async () => {
      expect(stage.executable.pid).toBe(pid)
      expect((await fetch(`${stage.executable.url}/healthz`)).status).toBe(200)
      expect(await stage.ann.room(stage.roomOfAnn)).toMatchObject({
        title: 'Room of Ann',
        control: 'everyone',
        film: null,
      })
      expect(await stage.ben.room(stage.roomOfBen)).toMatchObject({
        title: 'Room of Ben',
        control: 'everyone',
        film: null,
      })
    })
    test('its log has no fault in it, and nothing that lets anybody in', () => {
      const logs = stage.executable.logs()
      expect(logs.length).toBeGreaterThan(1_000)
      expect(troubleIn(logs)).toEqual([])
      const secrets = [
        SECRET,
        TEST_BOT_TOKEN,
        stage.ann.login.token,
        stage.ben.login.token,
        'eyJ',
        'hash=',
        'auth_date',
      ]
      for (const secret of secrets) expect(logs).not.toContain(secret)
      for (const text of ['Mira', 'a secret of this room', 'Room of', 'passwd']) expect(logs).not.toContain(text)
    })
  })
})
