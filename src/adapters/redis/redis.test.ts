import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { OutsideFault } from '#ports/fault.ts'
import { cacheContract } from '#testing/contracts/cache.contract.ts'
import { ids } from '#testing/contracts/samples.ts'
import { sequencerContract } from '#testing/contracts/sequencer.contract.ts'
import { FakeClock } from '#testing/fake-clock.ts'
import { FakeLog } from '#testing/fake-log.ts'
import { annsRoom, ROOM_ID } from '#testing/made.ts'
import { needs } from '#testing/needs.ts'
import { type OwnRedis, ownRedis, sharedRedis } from '#testing/redis.ts'
import { SteeredClock, SystemClock } from '../system/clock.ts'
import { newInstanceId } from '../system/id-source.ts'
import { openRedis, type RedisClient } from './client.ts'
import { KEY_PREFIX } from './names.ts'
import { channelOf, RedisBus } from './redis-bus.ts'
import { RedisCache } from './redis-cache.ts'
import { DEAD_AFTER_MS, RedisInstances } from './redis-instances.ts'
import { RedisSequencer } from './redis-sequencer.ts'
import { TimeReference } from './time-reference.ts'

setDefaultTimeout(20_000)
const log = new FakeLog()

describe.skipIf(needs('redis'))('on Redis', () => {
  let shared: Awaited<ReturnType<typeof sharedRedis>>
  let bus: RedisBus
  beforeAll(async () => {
    shared = await sharedRedis()
    bus = new RedisBus({ client: shared.client, clock: new SystemClock(), log }, shared.prefix)
  })
  afterAll(async () => {
    bus.close()
    await shared.close()
  })

  sequencerContract('Redis', async () => ({ bus, sequencer: new RedisSequencer(shared.client, shared.prefix) }))

  cacheContract('Redis', async () => ({
    cache: new RedisCache(shared.client, log, shared.prefix),
    pass: (ms) => Bun.sleep(ms), // Redis has a clock of its own
  }))

  test('what another version says on the channel of a room is passed over', async () => {
    const room = ids.room()
    const heard: unknown[] = []
    const hears = Promise.withResolvers<void>()
    const follower = { deliver: (batch: unknown) => heard.push(batch), notice: (notice: unknown) => heard.push(notice) }
    const stop = bus.subscribe(room, { ...follower, gap: hears.resolve })
    await hears.promise
    const strange = [
      {},
      { notice: null },
      { notice: { about: 'weather', by: '00001' } },
      { notice: { about: 'health', by: '00001', of: [{ userId: 'x', session: 'y', health: { state: 'dancing' } }] } },
    ]
    for (const said of strange) await shared.client.redis.publish(channelOf(room, shared.prefix), JSON.stringify(said))
    const batch = { run: ids.run(), firstSeq: 1, events: [] }
    await bus.publish(room, batch)
    while (heard.length === 0) await Bun.sleep(1)
    expect(heard).toEqual([batch])
    stop()
  })

  test('a value that one instance drops is gone for the others', async () => {
    const [one, two] = [1, 2].map(() => new RedisCache(shared.client, log, shared.prefix)) as [RedisCache, RedisCache]
    await one.through('shared', 10_000, async () => 'old')
    expect(await two.through('shared', 10_000, async () => 'new')).toBe('old')
    await two.drop('shared')
    expect(await one.through('shared', 10_000, async () => 'new')).toBe('new')
  })

  test('instances know of each other, and forget who says goodbye or nothing more', async () => {
    const clock = new FakeClock()
    const of = () => new RedisInstances(newInstanceId(), { client: shared.client, clock, log }, shared.prefix)
    const [one, two] = [of(), of()]
    await one.start()
    await two.start()
    // Whoever has just begun does not know yet who is dead.
    expect(two.alive()).toBe(null)
    clock.advance(DEAD_AFTER_MS)
    const knows = async (who: RedisInstances, ...others: RedisInstances[]) => {
      while (who.alive()?.size !== others.length) {
        clock.advance(2_000)
        await Bun.sleep(1)
      }
      expect([...(who.alive() ?? [])].sort()).toEqual(others.map(({ mine }) => mine).sort())
    }
    await knows(one, one, two)
    await two.stop()
    await knows(one, one)
    await one.stop()
  })

  test('the clock follows Redis, and never goes back', async () => {
    const clock = new SteeredClock()
    const reference = new TimeReference(shared.client, clock, log)
    await reference.start()
    const [seconds, micros] = await shared.client.redis.time()
    expect(Math.abs(clock.stamp() - (Number(seconds) * 1_000 + Number(micros) / 1_000))).toBeLessThan(50)
    reference.stop()
  })
})

describe.skipIf(needs('redis'))('when Redis goes away', () => {
  const open: { close: () => unknown }[] = []
  afterEach(async () => {
    for (const part of open.splice(0).reverse()) await part.close()
  })

  async function house(): Promise<{ server: OwnRedis; client: RedisClient; bus: RedisBus; sequencer: RedisSequencer }> {
    const server = await ownRedis()
    open.push({ close: () => server.remove() })
    const client = await openRedis(server.url, log)
    open.push(client)
    const bus = new RedisBus({ client, clock: new SystemClock(), log })
    open.push(bus)
    return { server, client, bus, sequencer: new RedisSequencer(client) }
  }
  const back = async (client: RedisClient) => {
    for (;;) {
      try {
        client.server()
        return
      } catch {
        await Bun.sleep(10)
      }
    }
  }

  test('what is asked meanwhile is refused at once, and works again by itself', async () => {
    const { server, client, sequencer } = await house()
    await server.stop()
    const asked = await sequencer.read(ROOM_ID).catch((fault: unknown) => fault)
    expect(asked).toBeInstanceOf(OutsideFault)
    await expect(client.health.check()).rejects.toThrow()
    await server.start()
    await back(client)
    expect(await sequencer.read(ROOM_ID)).toBe(null)
    await client.health.check()
  })

  test('what is cached is read from the store, and what was dropped meanwhile does not come back', async () => {
    const { server, client } = await house()
    const cache = new RedisCache(client, log)
    await cache.through('key', 60_000, async () => 'old')
    server.freeze(true)
    await cache.drop('key')
    expect(await cache.through('key', 60_000, async () => 'new')).toBe('new')
    server.freeze(false)
    await back(client)
    expect(await cache.through('key', 60_000, async () => 'new')).toBe('new')
  })

  test('a server that hangs is given up within its time-out', async () => {
    const { server, sequencer } = await house()
    server.freeze(true)
    await expect(sequencer.read(ROOM_ID)).rejects.toThrow()
    server.freeze(false)
  })

  test('followers are told that they may have missed something, and hear again', async () => {
    const { server, client, bus } = await house()
    let gaps = 0
    const heard: number[] = []
    const gapped = async (times: number) => {
      while (gaps < times) await Bun.sleep(5)
    }
    const stop = bus.subscribe(ROOM_ID, {
      deliver: ({ firstSeq }) => heard.push(firstSeq),
      notice: () => {},
      gap: () => (gaps += 1),
    })
    await gapped(1)
    await server.stop()
    await server.start()
    await gapped(2)
    await back(client)
    await bus.publish(ROOM_ID, { run: ids.run(), firstSeq: 7, events: [] })
    while (heard.length === 0) await Bun.sleep(1)
    expect(heard).toEqual([7])
    stop()
  })

  test('a room of an earlier life of the server is not believed', async () => {
    const { server, client, sequencer } = await house()
    const run = ids.run()
    await sequencer.open(ROOM_ID, annsRoom(), run)
    const dump = await client.redis.dumpBuffer(`${KEY_PREFIX}room:{${ROOM_ID}}`)
    await server.stop()
    await server.start()
    await back(client)
    // As a server does that comes back with what it had on disk.
    await client.redis.restore(`${KEY_PREFIX}room:{${ROOM_ID}}`, 0, dump as Buffer)
    expect(await sequencer.read(ROOM_ID)).toBe(null)
    expect(await sequencer.commit(ROOM_ID, { run, seq: 0 }, [], annsRoom())).toEqual({ ok: false, missed: null })
  })
})
