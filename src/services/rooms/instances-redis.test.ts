import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import fc from 'fast-check'
import type { RedisClient } from '#adapters/redis/client.ts'
import { RedisBus } from '#adapters/redis/redis-bus.ts'
import { RedisSequencer } from '#adapters/redis/redis-sequencer.ts'
import { SystemClock } from '#adapters/system/clock.ts'
import { newInstanceId } from '#adapters/system/id-source.ts'
import type { InstanceId } from '#protocol/ids.ts'
import type { Command } from '#protocol/messages.ts'
import { FakeLog } from '#testing/fake-log.ts'
import { ann, ben, lineId, profile, ROOM_ID } from '#testing/made.ts'
import { needs } from '#testing/needs.ts'
import { House, Party } from '#testing/party.ts'
import { anotherClient, sharedRedis } from '#testing/redis.ts'

setDefaultTimeout(60_000)
const PEOPLE = [ann, ben, profile('Cat')]
const SETTLED_WITHIN_MS = 5_000

interface Instance {
  readonly party: Party
  readonly client: RedisClient
  readonly mine: InstanceId
  readonly close: () => void
}

/** Three instances on one Redis, each with connections of its own. */
class Trio {
  readonly house = new House()
  readonly prefix: string
  readonly instances: Instance[] = []

  constructor(prefix: string) {
    this.prefix = prefix
  }

  async start(at = this.instances.length): Promise<void> {
    const client = await anotherClient()
    const mine = newInstanceId()
    const bus = new RedisBus({ client, clock: new SystemClock(), log: new FakeLog() }, this.prefix)
    const alive = () => new Set(this.instances.map((instance) => instance.mine))
    const sequencer = new RedisSequencer(client, this.prefix)
    const party = new Party(this.house, 100, { bus, sequencer, instances: { mine, alive } })
    const close = () => {
      bus.close()
      client.close()
    }
    this.instances[at] = { party, client, mine, close }
  }

  /** Its connections break, whatever is under way on them, and another instance takes its place. */
  async crash(at: number): Promise<void> {
    const instance = this.instances[at]
    instance?.close()
    await this.start(at)
  }

  /** All look again, until all see the same. */
  async settled(): Promise<unknown[]> {
    const deadline = performance.now() + SETTLED_WITHIN_MS
    for (;;) {
      for (const { party } of this.instances) await party.registry.find(ROOM_ID)
      this.house.clock.advance(10_000)
      await Bun.sleep(20) // real answers take their time; how long is not what is tested
      const states = this.instances.map(({ party }) => party.registry.peek(ROOM_ID))
      const texts = new Set(states.map((state) => JSON.stringify(state)))
      if (texts.size === 1 && states[0] !== null) return states
      if (performance.now() > deadline) throw new Error(`${texts.size} different states`)
    }
  }
}

type Step = { do: 'say' | 'seek' | 'play' | 'crash' | 'wait'; at: number; who: number }

describe.skipIf(needs('redis'))('three instances on Redis', () => {
  const step: fc.Arbitrary<Step> = fc.record({
    do: fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom('say' as const, 'seek' as const, 'play' as const) },
      { weight: 3, arbitrary: fc.constant('wait' as const) },
      { weight: 1, arbitrary: fc.constant('crash' as const) },
    ),
    at: fc.nat(2),
    who: fc.nat(PEOPLE.length - 1),
  })

  test('end in one state with all that was acknowledged, whoever was faster and whoever died', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
        const shared = await sharedRedis()
        const trio = new Trio(shared.prefix)
        for (let n = 0; n < 3; n += 1) await trio.start()
        const lines: string[] = []
        const asked: Promise<unknown>[] = []
        for (const [n, { do: what, at, who }] of steps.entries()) {
          const party = trio.instances[at]?.party
          const person = PEOPLE[who]
          if (!party || !person) throw new Error('there is no such place or person')
          const ask = (command: Command, promised = () => {}) =>
            asked.push(party.ask(command, person).then((done) => done.ok && promised()))
          if (what === 'wait') await Promise.all(asked.splice(0))
          else if (what === 'crash') await trio.crash(at)
          else if (what === 'play') ask({ type: 'playback.play', epoch: 1 })
          else if (what === 'seek') ask({ type: 'playback.seek', epoch: 1, positionMs: 1_000 + n })
          else ask({ type: 'chat.say', lineId: lineId(n), text: 'hi' }, () => lines.push(lineId(n)))
        }
        await Promise.all(asked)
        await trio.settled()
        const feed = trio.instances[0]?.party.state.feed ?? []
        const said = feed.flatMap((entry) => (entry.kind === 'line' ? [entry.line.id as string] : []))
        expect(new Set(said).size).toBe(said.length)
        for (const line of lines) expect(said).toContain(line)
        for (const { close } of trio.instances) close()
        await shared.close()
      }),
      { numRuns: 12 },
    )
  })
})
