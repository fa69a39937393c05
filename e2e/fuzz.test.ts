import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { evolve } from '#core/room.ts'
import type { ServerFrame } from '#protocol/frames.ts'
import type { RoomId, RunId } from '#protocol/ids.ts'
import { PING_EVERY_MS } from '#protocol/limits.ts'
import type { RoomView } from '#protocol/room.ts'
import { newLineId } from '#testing/contracts/samples.ts'
import { needs } from '#testing/needs.ts'
import type { WireClient } from '#testing/wire-client.ts'
import { type Executable, startExecutable } from './harness/executable.ts'
import { type Crowd, gather } from './harness/hostile/crowd.ts'
import { Fuzz, type Tally } from './harness/hostile/fuzz.ts'
import { troubleIn } from './harness/hostile/trouble.ts'
import { Person } from './harness/person.ts'

/** Another one: `FUZZ_SEED=7 bun test ./e2e/fuzz.test.ts`. */
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_801)
const INPUTS = 100_000
/** After this many the runtime has what it needs, and memory is measured for the first time. */
const WARM_UP = 35_000
/** How much memory may differ, MB: the runtime gives back in its own time. A leak of 1 kB an input would be 65. */
const MEMORY_MARGIN_MB = 40
const AT_A_TIME = 24
/** The latest that a quiet server has cleaned up, and how often it is looked at until then, ms. */
const CALM_MS = 4_000
const LOOK_EVERY_MS = 250
/** Of all inputs, how many may meet a limit: those say nothing of what is behind it. */
const LIMITED_SHARE = 0.005
/** Each costs the server a whole room, so few are taken. */
const RESUMES_MAX = 5
const METRICS_TOKEN = 'for-the-test-that-sends-garbage'

const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024

/** The least of what a process has in memory while it is left alone, MB. */
async function memoryAtRest(pid: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (const until = performance.now() + CALM_MS; performance.now() < until; await Bun.sleep(LOOK_EVERY_MS))
    least = Math.min(least, residentMb(pid))
  return least
}

/** Somebody who watches all along, and follows the room by its events. */
class Witness {
  readonly client: WireClient
  readonly session: string
  run: RunId
  view: RoomView
  seq: number
  gaps = 0
  isGone = false
  readonly #pings: ReturnType<typeof setInterval>

  constructor(client: WireClient, session: string, { run, view, seq }: Extract<ServerFrame, { t: 'snapshot' }>) {
    this.client = client
    this.session = session
    this.run = run
    this.view = view
    this.seq = seq
    client.onFrame((frame) => this.#hear(frame))
    void client.closed.then(() => {
      this.isGone = true
    })
    this.#pings = setInterval(() => client.send({ t: 'ping', at: performance.now() }), PING_EVERY_MS)
  }

  leave(): void {
    clearInterval(this.#pings)
    this.client.close()
  }

  #hear(frame: ServerFrame): void {
    if (frame.t !== 'event' || frame.seq <= this.seq) return
    if (frame.seq !== this.seq + 1) this.gaps += 1
    this.seq = frame.seq
    this.view = evolve(this.view, frame.event)
  }
}

describe.skipIf(needs('executable'))(`a server that is sent garbage, seed ${SEED}`, () => {
  let executable: Executable
  let pid: number
  let room: RoomId
  let host: Person
  let witness: Witness
  let crowd: Crowd
  let fuzz: Fuzz
  let tally: Tally

  beforeAll(async () => {
    const env = { TRUST_PROXY: '1', LOG_FORMAT: 'json', MAX_VIEWERS: '1000', METRICS_TOKEN }
    executable = await startExecutable({ env })
    pid = executable.pid
    host = await Person.guest(executable.url, 'Witness')
    const rooms = [await host.createRoom(null, 'First'), await host.createRoom(null, 'Second')].map(({ id }) => id)
    room = rooms[0] as RoomId // there are two
    crowd = await gather(executable.url, 300, rooms)
    const client = await host.enter(room)
    const { session } = await client.next('welcome')
    witness = new Witness(client, session, await client.next('snapshot'))
    fuzz = new Fuzz(executable.port, SEED, crowd)
    tally = fuzz.tally
  }, 60_000)
  afterAll(async () => {
    witness?.leave()
    await executable?.remove()
  })

  test('refuses a hundred thousand inputs, breaks at none of them, and takes no more memory', async () => {
    await fuzz.until(WARM_UP, AT_A_TIME)
    const before = await memoryAtRest(pid)
    await fuzz.until(INPUTS, AT_A_TIME)
    const after = await memoryAtRest(pid)
    console.log(`seed ${SEED}: ${JSON.stringify(shown(tally))}, ${Math.round(before)} MB, then ${Math.round(after)} MB`)
    if (tally.faults.length > 0) console.log(`the latest inputs:\n${fuzz.last.join('\n')}`)
    expect(tally.faults).toEqual([])
    expect(after - before).toBeLessThan(MEMORY_MARGIN_MB)
    expect(tally.refused).toBeGreaterThanOrEqual(INPUTS)
    expect(tally.limited / tally.inputs).toBeLessThan(LIMITED_SHARE)
  }, 180_000)

  test('is the same process, healthy, and has nothing to complain of', async () => {
    expect(executable.pid).toBe(pid)
    expect((await fetch(`${executable.url}/healthz`)).status).toBe(200)
    expect((await fetch(`${executable.url}/readyz`)).status).toBe(200)
    expect(troubleIn(executable.logs())).toEqual([])
    expect(await faultsCounted()).toEqual([])
  })

  test('has kept its viewer, who missed nothing and is still served', async () => {
    const { client } = witness
    expect([witness.isGone, witness.gaps]).toEqual([false, 0])
    const lineId = newLineId()
    client.send({ t: 'command', id: 1, command: { type: 'chat.say', lineId, text: 'still here' } })
    await client.next('ack')
    const fresh = await freshView()
    expect([fresh.run, fresh.seq]).toEqual([witness.run, witness.seq])
    expect(fresh.view).toEqual(witness.view)
    expect(fresh.view.members.find(({ id }) => id === host.login.user.id)?.sessions).toEqual([
      { id: witness.session as never, device: 'desktop' },
    ])
    expect((await host.messages(room)).at(-1)).toMatchObject({ id: lineId, text: 'still here' })
    expect(client.frames.some(({ t }) => t === 'error' || t === 'reconnect')).toBe(false)
  }, 20_000)

  /** The room whole, at a moment when nothing of it is being gathered: who has gone is told a little later than it is so. */
  async function freshView(): Promise<Extract<ServerFrame, { t: 'snapshot' }>> {
    for (let tries = 1; ; tries += 1) {
      witness.client.send({ t: 'resume', run: witness.run, seq: 0 })
      const fresh = await witness.client.next('snapshot')
      if (fresh.seq === witness.seq || tries === RESUMES_MAX) return fresh
      await witness.client.next('event')
    }
  }

  /** What should never happen, as the server itself counts it. */
  async function faultsCounted(): Promise<string[]> {
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` }
    const answer = await fetch(`${executable.url}/metrics`, { headers })
    expect(answer.status).toBe(200)
    return (await answer.text()).split('\n').filter((line) => /^watchparty_faults_total.* [1-9]/.test(line))
  }
})

const shown = ({ statuses, codes, ...counts }: Tally) => ({
  ...counts,
  statuses: Object.fromEntries([...statuses].sort(([a], [b]) => a - b)),
  codes: Object.fromEntries([...codes].sort(([a], [b]) => a - b)),
})
