import * as v from 'valibot'
import { Login } from '#protocol/http.ts'
import type { RoomId, RunId } from '#protocol/ids.ts'
import { Person } from '../person.ts'

/** Somebody with a seat to lose. */
export interface Guest {
  readonly id: string
  readonly token: string
  readonly room: RoomId
}

/** People and rooms for a fuzz. */
export interface Crowd {
  readonly guests: readonly Guest[]
  readonly rooms: readonly RoomId[]
  readonly runs: readonly RunId[]
}

/** Of so many that none meets the limit of an address in the time that a fuzz takes. */
const ADDRESSES = 4_000

/** Whose request number `n` is, as a proxy would say. */
export const addressOf = (n: number): string => `10.77.${(n % ADDRESSES) >> 8}.${(n % ADDRESSES) & 255}`

/** Guests of `rooms`, whom a host has made and stays out of. */
export async function gather(url: string, count: number, rooms: readonly RoomId[]): Promise<Crowd> {
  const runs: RunId[] = []
  for (const [n, room] of rooms.entries()) {
    const client = await (await Person.guest(url, `Scout ${n}`)).enter(room)
    runs.push((await client.next('snapshot')).run)
    client.send({ t: 'leave' })
    await client.closed
  }
  const guests: Guest[] = []
  for (let n = 0; n < count; n += 1) {
    const answer = await fetch(`${url}/api/auth/guest`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': addressOf(n) },
      body: JSON.stringify({ name: `Guest ${n}` }),
    })
    const { token, user } = v.parse(Login, await answer.json())
    const room = rooms[n % rooms.length]
    if (room === undefined) throw new Error('there is no room')
    guests.push({ id: user.id, token, room })
  }
  return { guests, rooms, runs }
}
