/** What many cost who do nothing: coming in, the memory they take, and the time. */
import { PING_EVERY_MS, SILENCE_MAX_MS } from '#protocol/limits.ts'
import { textFrame } from './frames.ts'
import { beginCost, type Cost, rssOf } from './process.ts'
import { ROOM_SIZE, type Room, type Target } from './targets.ts'

/** Viewers that come in side by side. */
const ABREAST = 16
/** What a join has left to do is done by then, ms: memberships are written behind it. */
const SETTLES_MS = 1_500
/** Pings go out in portions, so that they come evenly, ms. */
const PORTION_MS = 10

export interface Crowd {
  readonly viewers: number
  /** CPU of all joins. */
  readonly joins: Cost
  /** Resident memory before and after, bytes. */
  readonly before: number
  readonly after: number
  /** The pings of the protocol alone; null when it was not asked for. */
  readonly quiet: Cost | null
  /** With the pings that a real client sends; null for a server that knows none. */
  readonly pinging: Cost | null
}

export interface CrowdPlan {
  readonly viewers: number
  readonly quietSeconds: number
  /** 0: it knows no pings. */
  readonly pingingSeconds: number
}

/** Fills rooms of a fresh server and watches them do nothing. The server is of no use after that. */
export async function crowd(target: Target, plan: CrowdPlan): Promise<Crowd> {
  await Bun.sleep(SETTLES_MS)
  const before = rssOf(target.pid)
  const rooms = await target.rooms(Math.ceil(plan.viewers / ROOM_SIZE))
  const ended = beginCost(target.pid)
  await comeIn(rooms, plan.viewers)
  await Bun.sleep(SETTLES_MS)
  const joins = ended()
  const quiet = await watch(target, plan.quietSeconds)
  const after = rssOf(target.pid)
  const stop = plan.pingingSeconds > 0 ? keepPinging(rooms) : () => 0
  if (plan.pingingSeconds > 0) await Bun.sleep(PING_EVERY_MS)
  const pinging = plan.pingingSeconds > 0 ? await watch(target, plan.pingingSeconds) : null
  const sent = stop()
  await Bun.sleep(SETTLES_MS)
  const viewers = rooms.flatMap(({ party }) => party.viewers)
  const lost = viewers.filter((viewer) => viewer.lost).length
  if (lost > 0) throw new Error(`${target.name} has lost ${lost} viewers who did nothing`)
  const answered = viewers.reduce((sum, { pongs }) => sum + pongs, 0)
  if (answered !== sent) throw new Error(`${target.name} answered ${answered} of ${sent} pings`)
  for (const viewer of viewers) viewer.close()
  return { viewers: viewers.length, joins, before, after, quiet, pinging }
}

async function comeIn(rooms: readonly Room[], count: number): Promise<void> {
  let next = 0
  const row = async () => {
    while (next < count) {
      const room = rooms[Math.floor(next / ROOM_SIZE)]
      next += 1
      await room?.enter()
    }
  }
  await Promise.all(Array.from({ length: ABREAST }, row))
}

async function watch(target: Target, seconds: number): Promise<Cost | null> {
  if (seconds === 0) return null
  const ended = beginCost(target.pid)
  await Bun.sleep(seconds * 1_000)
  return ended()
}

/** Everybody pings as a settled client does, one after the other. Answers how many pings went out, when told to stop. */
function keepPinging(rooms: readonly Room[]): () => number {
  const viewers = rooms.flatMap(({ party }) => party.viewers)
  const began = performance.now()
  let sent = 0
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - began) / PING_EVERY_MS) * viewers.length)
    const frame = textFrame(JSON.stringify({ t: 'ping', at: performance.now() }))
    for (; sent < due; sent += 1) viewers[sent % viewers.length]?.send(frame)
  }, PORTION_MS)
  return () => {
    clearInterval(timer)
    return sent
  }
}

/** How long each of many joins takes, one after the other: from the connection to the room, ms. */
export async function joinTimes(target: Target, count: number): Promise<number[]> {
  const rooms = await target.rooms(Math.ceil(count / ROOM_SIZE))
  const times: number[] = []
  for (let join = 0; join < count; join += 1) {
    const began = performance.now()
    await rooms[Math.floor(join / ROOM_SIZE)]?.enter()
    times.push(performance.now() - began)
  }
  for (const { party } of rooms) for (const viewer of party.viewers) viewer.close()
  return times
}

/** The silence after which a server pings by itself: shorter watches would miss it. */
export const QUIET_SECONDS = SILENCE_MAX_MS / 1_000
