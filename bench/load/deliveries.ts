/** What a delivery costs, and how long it takes: rooms of fifty in which somebody says or seeks something. */
import { textFrame } from './frames.ts'
import { beginCost, type Cost } from './process.ts'
import type { Room, Saying, Target } from './targets.ts'
import { ROOM_SIZE } from './targets.ts'

/** Messages of one room that are on their way at once when the server is driven as hard as it can be. */
const WINDOW = 8
/** All that was sent has arrived by then, ms, or something is lost. */
const ARRIVES_WITHIN_MS = 15_000
/** Everybody has been told of the last one who came in by then, ms: ours tells of several together. */
const TOLD_MS = 500
/** Seeks follow each other after a pause of this many ms, and up to as many more. */
const PAUSE_MS = 8

const sleep = (ms: number) => Bun.sleep(ms)

/** Rooms of a target, filled. */
export class Hall {
  readonly target: Target
  readonly rooms: readonly Room[]

  private constructor(target: Target, rooms: readonly Room[]) {
    this.target = target
    this.rooms = rooms
  }

  static async fill(target: Target, count: number): Promise<Hall> {
    const rooms = await target.rooms(count)
    await Promise.all(
      rooms.map(async (room) => {
        for (let viewer = 0; viewer < ROOM_SIZE; viewer += 1) await room.enter()
      }),
    )
    await sleep(TOLD_MS)
    return new Hall(target, rooms)
  }

  get deliveries(): number {
    return this.rooms.reduce((sum, { party }) => sum + party.deliveries, 0)
  }

  get rejects(): number {
    return this.rooms.reduce((sum, { party }) => sum + party.rejects, 0)
  }

  get lost(): number {
    return this.rooms.reduce((sum, { party }) => sum + party.viewers.filter(({ lost }) => lost).length, 0)
  }

  say(room: Room, saying: Saying): void {
    room.party.sender().send(textFrame(this.target.message(saying)))
  }

  /** Waits until this many deliveries have been counted. */
  async arrived(deliveries: number): Promise<void> {
    const deadline = performance.now() + ARRIVES_WITHIN_MS
    while (this.deliveries < deliveries) {
      if (performance.now() > deadline)
        throw new Error(
          `${this.target.name}: ${deliveries - this.deliveries} deliveries never came, ${this.rejects} refused`,
        )
      await sleep(5)
    }
  }

  close(): void {
    for (const { party } of this.rooms) for (const viewer of party.viewers) viewer.close()
  }
}

/** The text that ours delivers for a saying, to be published by the floor. */
export async function sampleText(hall: Hall, saying: Saying): Promise<string> {
  const [room] = hall.rooms
  const viewer = room?.party.viewers[0]
  if (room === undefined || viewer === undefined) throw new Error('there is nobody to listen')
  const before = hall.deliveries
  viewer.keepsText = true
  hall.say(room, saying)
  await hall.arrived(before + ROOM_SIZE)
  viewer.keepsText = false
  if (viewer.text === null) throw new Error('nothing was heard')
  return viewer.text
}

export interface Load {
  readonly cost: Cost
  readonly deliveries: number
  readonly rejects: number
}

/** So many messages a second, evenly, each room and each viewer in turn. */
export async function evenLoad(hall: Hall, saying: Saying, perSecond: number, seconds: number): Promise<Load> {
  const [before, rejects] = [hall.deliveries, hall.rejects]
  const end = beginCost(hall.target.pid)
  const began = performance.now()
  const total = perSecond * seconds
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1_000) * perSecond))
    for (; sent < due; sent += 1) {
      const room = hall.rooms[sent % hall.rooms.length]
      if (room) hall.say(room, saying)
    }
    await sleep(1)
  }
  await hall.arrived(before + total * ROOM_SIZE)
  return { cost: end(), deliveries: hall.deliveries - before, rejects: hall.rejects - rejects }
}

/** As much as the server can do: in every room the next message follows as soon as one has come back. */
export async function fullLoad(hall: Hall, saying: Saying, seconds: number): Promise<Load> {
  let going = true
  let onTheWay = 0
  for (const room of hall.rooms) {
    room.party.onSettled = () => {
      onTheWay -= 1
      if (!going) return
      onTheWay += 1
      hall.say(room, saying)
    }
    for (let message = 0; message < WINDOW; message += 1) {
      onTheWay += 1
      hall.say(room, saying)
    }
  }
  await sleep(500) // under way; measured is what follows
  const [before, rejects] = [hall.deliveries, hall.rejects]
  const end = beginCost(hall.target.pid)
  await sleep(seconds * 1_000)
  const load = { cost: end(), deliveries: hall.deliveries - before, rejects: hall.rejects - rejects }
  going = false
  const deadline = performance.now() + ARRIVES_WITHIN_MS
  while (onTheWay > 0 && performance.now() < deadline) await sleep(5)
  for (const { party } of hall.rooms) party.onSettled = () => {}
  return load
}

/** How long each of many seeks takes from its sender to the last viewer of the room, ms. */
export async function seekTimes(hall: Hall, count: number): Promise<number[]> {
  const times: number[] = []
  for (let seek = 0; seek < count; seek += 1) {
    const room = hall.rooms[seek % hall.rooms.length]
    if (room === undefined) break
    const { party } = room
    const all = Promise.withResolvers<number>()
    const late = setTimeout(() => all.reject(new Error('a seek did not reach everybody')), ARRIVES_WITHIN_MS)
    party.onTarget = () => all.resolve(performance.now())
    party.target = party.deliveries + ROOM_SIZE
    const began = performance.now()
    hall.say(room, 'seek')
    times.push((await all.promise) - began)
    clearTimeout(late)
    party.target = Number.POSITIVE_INFINITY
    await sleep(PAUSE_MS + Math.random() * PAUSE_MS)
  }
  return times
}
