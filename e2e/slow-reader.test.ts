import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { FEED_KEPT_UNITS, SILENCE_MAX_MS } from '#protocol/limits.ts'
import { newLineId } from '#testing/contracts/samples.ts'
import { emptyDatabase } from '#testing/database.ts'
import { needs } from '#testing/needs.ts'
import { Crowd } from './harness/crowd.ts'
import { DeafViewer } from './harness/deaf-viewer.ts'
import { type Executable, startExecutable } from './harness/executable.ts'
import { Person } from './harness/person.ts'
import { openTcpProxy } from './harness/tcp-proxy.ts'

const CROWD = 20
/** So much may wait in the server for one socket: the largest snapshot, and half a megabyte. */
const MAY_WAIT_BYTES = FEED_KEPT_UNITS * 6 + 512 * 1_024
/** What the room may be told between the drop and the event that tells of it: ten messages, half a second of talk. */
const UNSEEN_BYTES = 256 * 1_024
const MEMORY_MAX_BYTES = 20 * 1_024 * 1_024
/** As long as it takes until somebody deaf is dropped, so that rounds with and without are alike, ms. */
const ROUND_MS = 11_000
const ROUNDS = 3
/** Where other work on the machine has disturbed those, some more: a server that waits for the deaf is late in all. */
const ROUNDS_MAX = 7
/** Memory is settled when a round needs no more than this above those before. */
const SETTLED_BYTES = 4 * 1_024 * 1_024
const WARM_UP_MS = 6_000
const WARM_UPS_MAX = 12
const LOOK_EVERY_MS = 50
/** A viewer who reads nothing is dropped by then, ms: by the limit, or else by being silent. */
const DROPPED_WITHIN_MS = 40_000

/**
 * How much later the others may be: so that noise is no failure, and yet far from a server that waits for its slowest
 * reader, which would be late by as long as that one is deaf: seconds.
 */
const TIMES = 3
const NOISE_MS = 20

interface Round {
  /** How late the slowest hundredth was for the last of the crowd, ms. */
  readonly p99: number
  /** The memory of the server but for short peaks, of garbage that is about to be collected. */
  readonly bytes: number
}

describe.skipIf(needs('executable', 'postgres'))('a room of twenty who talk as much as they may', () => {
  let executable: Executable
  let crowd: Crowd
  let drop: () => Promise<void>
  /** The most memory of any round before anybody was deaf, bytes. */
  let before = 0

  beforeAll(async () => {
    const database = await emptyDatabase()
    drop = database.drop
    executable = await startExecutable({ env: { DATABASE_URL: database.url } })
    crowd = await Crowd.gather(executable.url, CROWD)
    for (let round = 0; ; round += 1) {
      const { bytes } = await talk(Bun.sleep(WARM_UP_MS))
      const settled = bytes < before + SETTLED_BYTES
      before = Math.max(before, bytes)
      if (settled && round > 1) break
      if (round === WARM_UPS_MAX) throw new Error(`memory does not settle: ${before} bytes`)
    }
  }, 180_000)
  afterAll(async () => {
    crowd?.leave()
    await executable?.remove()
    await drop?.()
  })

  async function memory(): Promise<number> {
    const status = await Bun.file(`/proc/${executable.pid}/status`).text()
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024
  }

  async function talk(end: Promise<unknown>): Promise<Round> {
    const seen: number[] = []
    const looking = lookUntil(end, async () => void seen.push(await memory()))
    const late = await crowd.talkUntil(end)
    await looking
    return { p99: quantile(late, 0.99), bytes: quantile(seen, 0.9) }
  }

  /** The same while so many come and read nothing, until all of those are dropped; what waited for each of them. */
  async function talkToDeaf(count: number): Promise<Round & { waited: number[] }> {
    const people = await Promise.all(Array.from({ length: count }, (_, n) => Person.guest(executable.url, `Deaf ${n}`)))
    const stays = people.map(({ login }) => crowd.stayOf(login.user.id))
    const deaf = await Promise.all(people.map((person) => DeafViewer.enter(executable.port, person, crowd.room)))
    try {
      const waited = Promise.all(
        deaf.map(async (viewer, n) => {
          let taken = 0
          const stay = within(DROPPED_WITHIN_MS, stays[n] ?? Promise.resolve(0))
          await lookUntil(stay, async () => {
            taken = Math.max(taken, await viewer.taken())
          })
          return (await stay) - taken
        }),
      )
      return { ...(await talk(waited)), waited: await waited }
    } finally {
      for (const viewer of deaf) viewer.close()
    }
  }

  test('drops who does not read, within its limit, and neither its memory nor the others notice', async () => {
    const quiet: Round[] = []
    const deaf: Round[] = []
    const bound = () => TIMES * p99Of(quiet) + NOISE_MS
    do {
      const { waited, ...round } = await talkToDeaf(1)
      for (const bytes of waited) expect(bytes).toBeLessThan(MAY_WAIT_BYTES + UNSEEN_BYTES)
      deaf.push(round)
      quiet.push(await talk(Bun.sleep(ROUND_MS)))
    } while (deaf.length < ROUNDS || (deaf.length < ROUNDS_MAX && p99Of(deaf) >= bound()))
    for (const { bytes } of [...deaf, ...quiet]) expect(bytes).toBeLessThan(before + MEMORY_MAX_BYTES)
    expect(p99Of(deaf)).toBeLessThan(bound())
    expect(crowd.trouble).toEqual([])
  }, 300_000)

  test('drops ten at once just so', async () => {
    const COUNT = 10
    const { waited, bytes } = await talkToDeaf(COUNT)
    expect(waited).toHaveLength(COUNT)
    for (const one of waited) expect(one).toBeLessThan(MAY_WAIT_BYTES + UNSEEN_BYTES)
    // What may wait for each of them, and beside that no more than for one.
    expect(bytes).toBeLessThan(before + MEMORY_MAX_BYTES + COUNT * MAY_WAIT_BYTES)
    expect((await talk(Bun.sleep(WARM_UP_MS))).bytes).toBeLessThan(before + MEMORY_MAX_BYTES)
    expect(crowd.trouble).toEqual([])
  }, 120_000)
})

/** Does something again and again until then. */
async function lookUntil(end: Promise<unknown>, look: () => Promise<void>): Promise<void> {
  let over = false
  const ended = end.finally(() => {
    over = true
  })
  while (!over) {
    await look()
    await Promise.race([ended, Bun.sleep(LOOK_EVERY_MS)])
  }
}

/**
 * Of the calmest round. Whatever else the machine does makes some rounds later than they need be; a server that waits
 * for who does not read is late in each.
 */
const p99Of = (rounds: readonly Round[]): number => Math.min(...rounds.map(({ p99 }) => p99))

/** So large a share of them is no higher. */
const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? Number.NaN

function within<T>(ms: number, what: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<T>()
  const late = setTimeout(() => reject(new Error(`not within ${ms} ms`)), ms)
  return Promise.race([what, promise]).finally(() => clearTimeout(late))
}

/** A second on top: the machine has other work, too. */
const NOTICED_WITHIN_MS = SILENCE_MAX_MS + 1_000
const SAY_EVERY_MS = 1_500

describe.skipIf(needs('executable'))('a viewer whose machine has vanished', () => {
  let executable: Executable
  beforeAll(async () => {
    executable = await startExecutable()
  }, 60_000)
  afterAll(() => executable?.remove())

  /** Ann makes a room, Ben comes in and vanishes; after how long his session was given up, ms. */
  async function vanish(title: string, talkative: boolean): Promise<number> {
    const ann = await Person.guest(executable.url, 'Ann')
    const { id } = await ann.createRoom(null, title)
    const watching = await ann.enter(id)
    await watching.next('snapshot')
    const proxy = openTcpProxy(executable.port)
    let talking: Timer | undefined
    try {
      const ben = await Person.guest(proxy.url, 'Ben')
      const vanishing = await ben.enter(id)
      const { session } = await vanishing.next('welcome')
      await vanishing.next('snapshot')
      const gone = new Promise<number>((resolve) => {
        watching.onFrame((frame) => {
          if (frame.t !== 'event' || frame.event.type !== 'members.disconnected') return
          if (frame.event.session === session) resolve(performance.now())
        })
      })
      const say = () =>
        watching.send({ t: 'command', id: 1, command: { type: 'chat.say', lineId: newLineId(), text: 'Ben?' } })
      if (talkative) talking = setInterval(say, SAY_EVERY_MS)
      // Both sides still hold an open connection; nothing passes any more, not even that it is over.
      const vanishedAt = performance.now()
      const never = { ms: 600_000 }
      proxy.delay({ up: never, down: never })
      const noticedAt = await within(NOTICED_WITHIN_MS, gone)
      expect(proxy.connections()).toBeGreaterThan(0)
      return noticedAt - vanishedAt
    } finally {
      clearInterval(talking)
      proxy.close()
      watching.close()
    }
  }

  test('is noticed by not answering a ping, and gives up the session, also where others talk', async () => {
    const after = await Promise.all([vanish('Silent', false), vanish('Talkative', true)])
    for (const ms of after) expect(ms).toBeGreaterThan(SILENCE_MAX_MS / 2)
  }, 60_000)
})
