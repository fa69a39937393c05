import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { evolve } from '#core/room.ts'
import { positionAt } from '#core/timeline.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { ServerFrame } from '#protocol/frames.ts'
import type { LineId, RoomId } from '#protocol/ids.ts'
import { SAMPLE_FILM_PATH } from '#protocol/media.ts'
import type { Command } from '#protocol/messages.ts'
import type { RoomView } from '#protocol/room.ts'
import { newLineId } from '#testing/contracts/samples.ts'
import { needs } from '#testing/needs.ts'
import type { WireClient } from '#testing/wire-client.ts'
import { type Shared, startInstances } from './harness/instances.ts'
import { Person } from './harness/person.ts'

/** How long a part is away, ms. */
const AWAY_MS = 30_000
/** How soon all must work again once it is back, ms. */
const HEALED_WITHIN_MS = 10_000
const TRY_EVERY_MS = 250
/** How often a viewer says something while a part is away, ms. */
const SAY_EVERY_MS = 3_000

/** Somebody who watches, and keeps what the server has promised. */
class Viewer {
  readonly person: Person
  readonly acked = new Set<LineId>()
  readonly refused: ErrorCode[] = []
  view: RoomView | null = null
  closed = false
  readonly #client: WireClient
  readonly #answers = new Map<number, (refusal: Extract<ServerFrame, { t: 'reject' }> | null) => void>()
  readonly #pongs: (() => void)[] = []
  #ids = 0
  #seq = 0

  private constructor(person: Person, client: WireClient) {
    this.person = person
    this.#client = client
    for (const frame of client.frames) this.#hear(frame)
    client.onFrame((frame) => this.#hear(frame))
    void client.closed.then(() => {
      this.closed = true
    })
  }

  static async enter(person: Person, room: RoomId): Promise<Viewer> {
    const client = await person.enter(room)
    await client.next('snapshot')
    return new Viewer(person, client)
  }

  async ask(command: Command): Promise<Extract<ServerFrame, { t: 'reject' }> | null> {
    this.#ids += 1
    const { promise, resolve } = Promise.withResolvers<Extract<ServerFrame, { t: 'reject' }> | null>()
    this.#answers.set(this.#ids, resolve)
    this.#client.send({ t: 'command', id: this.#ids, command })
    const refusal = await promise
    if (refusal) this.refused.push(refusal.code)
    return refusal
  }

  async say(text: string): Promise<Extract<ServerFrame, { t: 'reject' }> | null> {
    const lineId = newLineId()
    const refusal = await this.ask({ type: 'chat.say', lineId, text })
    if (refusal === null) this.acked.add(lineId)
    return refusal
  }

  /** Resolves when the server has answered a ping. */
  ping(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#pongs.push(resolve)
    this.#client.send({ t: 'ping', at: performance.now() })
    return promise
  }

  lines = (): string[] => (this.view?.feed ?? []).flatMap((entry) => (entry.kind === 'line' ? [entry.line.text] : []))

  #hear(frame: ServerFrame): void {
    if (frame.t === 'snapshot' || frame.t === 'events') this.#seq = frame.seq
    if (frame.t === 'snapshot') this.view = frame.view
    if (frame.t === 'events' && this.view) this.view = frame.events.reduce<RoomView>(evolve, this.view)
    if (frame.t === 'event' && this.view && frame.seq > this.#seq) {
      this.view = evolve(this.view, frame.event)
      this.#seq = frame.seq
    }
    if (frame.t === 'pong') this.#pongs.shift()?.()
    if (frame.t === 'ack') this.#answers.get(frame.id)?.(null)
    if (frame.t === 'reject') this.#answers.get(frame.id)?.(frame)
  }
}

describe.skipIf(needs('executable', 'postgres', 'redis'))('a part that is away for half a minute', () => {
  let shared: Shared
  let room: RoomId
  let ann: Viewer
  let ben: Viewer

  beforeAll(async () => {
    shared = await startInstances()
    const [one, two] = shared.instances
    const [host, guest] = [await Person.guest(one.url, 'Ann'), await Person.guest(two.url, 'Ben')]
    const film = { url: `${one.url}${SAMPLE_FILM_PATH}`, title: 'Film', durationMs: 3_600_000 }
    room = (await host.createRoom(film)).id
    ann = await Viewer.enter(host, room)
    ben = await Viewer.enter(guest, room)
    expect(await ann.ask({ type: 'playback.play', epoch: 1 })).toBe(null)
    expect(await ann.say('before')).toBe(null)
  }, 60_000)
  afterAll(() => shared?.remove())

  const viewers = () => [ann, ben]
  const positionOf = (viewer: Viewer): number => (viewer.view ? positionAt(viewer.view.playback, Date.now()) : 0)

  /** Says something again and again for as long as the part is away; answers the first refusal of each viewer. */
  async function during(awayMs: number) {
    const until = performance.now() + awayMs
    const refusals = new Map<Viewer, { code: ErrorCode; message: string }>()
    for (let n = 0; performance.now() < until; n += 1) {
      for (const viewer of viewers()) {
        await viewer.ping()
        const refusal = await viewer.say(`while it was away ${n}`)
        if (refusal && !refusals.has(viewer)) refusals.set(viewer, refusal)
      }
      await Bun.sleep(SAY_EVERY_MS) // the length of the outage is what is tested
    }
    return refusals
  }

  /** Resolves when a message of each is taken again, and both see it. */
  async function healed(text: string): Promise<void> {
    const deadline = performance.now() + HEALED_WITHIN_MS
    for (const viewer of viewers()) {
      while ((await viewer.say(text)) !== null) {
        if (performance.now() > deadline) throw new Error(`not healed: ${viewer.refused.at(-1)}`)
        await Bun.sleep(TRY_EVERY_MS)
      }
    }
    while (viewers().some((viewer) => viewer.lines().filter((line) => line === text).length < 2)) {
      if (performance.now() > deadline) throw new Error('what was said is not seen by all')
      // A viewer learns of a gap by its next ping, as ours do.
      await Promise.all(viewers().map((viewer) => viewer.ping()))
      await Bun.sleep(TRY_EVERY_MS)
    }
  }

  async function nothingIsMissing(): Promise<void> {
    const kept = new Set((await ann.person.messages(room)).map(({ id }) => id))
    for (const viewer of viewers()) for (const line of viewer.acked) expect(kept).toContain(line)
    expect(viewers().map(({ closed }) => closed)).toEqual([false, false])
    const members = ann.view?.members.map(({ name, sessions }) => [name, sessions.length])
    expect(members).toEqual([
      ['Ann', 1],
      ['Ben', 1],
    ])
  }

  test('Redis: those who watch watch on, what they ask is refused in words, and all heals by itself', async () => {
    const before = positionOf(ben)
    await shared.redis.stop()
    const refusals = await during(AWAY_MS)
    for (const viewer of viewers()) {
      expect(refusals.get(viewer)).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/try again/i) })
    }
    expect(positionOf(ben) - before).toBeGreaterThan(AWAY_MS - 1_000)
    await shared.redis.start()
    await healed('Redis is back')
    expect(positionOf(ben) - before).toBeGreaterThan(AWAY_MS)
    expect(await ben.ask({ type: 'playback.seek', epoch: 1, positionMs: 600_000 })).toBe(null)
    await nothingIsMissing()
    expect(ann.view).toEqual(ben.view)
  }, 90_000)

  test('PostgreSQL: the film obeys, messages are refused in words, and none that anybody saw is lost', async () => {
    await shared.postgres.stop()
    expect(await ben.ask({ type: 'playback.seek', epoch: 1, positionMs: 900_000 })).toBe(null)
    const refusals = await during(AWAY_MS)
    for (const viewer of viewers()) {
      expect(refusals.get(viewer)).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/try again/i) })
    }
    expect(await ann.ask({ type: 'playback.pause', epoch: 1, positionMs: 930_000 })).toBe(null)
    await shared.postgres.start()
    await healed('PostgreSQL is back')
    await nothingIsMissing()
    const deadline = performance.now() + HEALED_WITHIN_MS
    for (;;) {
      const kept = (await ann.person.messages(room)).map(({ text }) => text)
      if (ann.lines().every((line) => kept.includes(line))) break
      if (performance.now() > deadline) throw new Error('a message that all have seen is not in the history')
      await Bun.sleep(TRY_EVERY_MS)
    }
    expect(ann.view).toEqual(ben.view)
  }, 120_000)

  test('both instances tell who watches over them that they were not ready, and are again', async () => {
    for (const { url } of shared.instances) expect((await fetch(`${url}/readyz`)).status).toBe(200)
  })
})
