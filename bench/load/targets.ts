/** What is measured: the executable, and the floor. Both are entered and spoken to through one interface. */
import { join } from 'node:path'
import type { UserId } from '#protocol/ids.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import { emptyDatabase } from '#testing/database.ts'
import { EXECUTABLE, startExecutable } from '../../e2e/harness/executable.ts'
import { People } from './people.ts'
import { CORES, pin, pinned } from './process.ts'
import { type Entry, Party, Viewer } from './swarm.ts'

/** Viewers in a room. */
export const ROOM_SIZE = 50
/** What is sent and delivered. */
export type Saying = 'chat' | 'seek'

/** A server under measurement. */
export interface Target {
  readonly name: 'floor' | 'ours'
  readonly pid: number
  readonly port: number
  /** Rooms with nobody in them yet. */
  rooms(count: number): Promise<Room[]>
  /** The text that a sender sends. */
  message(saying: Saying): string
  /** Ends the process at once: nothing that it has left is needed. */
  kill(): Promise<void>
}

/** A room of a target: who comes in next, and who is there. */
export interface Room {
  readonly party: Party
  enter(): Promise<Viewer>
}

/** The database that all runs of ours share, with people in it. */
export interface Ground {
  readonly url: string
  readonly people: People
  /** Puts PostgreSQL's processes for us on their core. Answers how many could not be. */
  pinDatabase(): Promise<number>
  drop(): Promise<void>
}

export const FLOOR = [process.execPath, join(import.meta.dir, 'floor.ts')]
/** Signs the tokens of this run. */
const SECRET = 'a secret of a benchmark that is of no use to anybody'

export async function prepareGround(): Promise<Ground> {
  const { url, drop } = await emptyDatabase()
  const sql = new Bun.SQL(url, { max: 1 })
  return {
    url,
    people: new People(sql, SECRET),
    pinDatabase: async () => {
      const backends: { pid: number }[] = await sql`select pid from pg_stat_activity where datname = current_database()`
      return backends.filter(({ pid }) => !pin(pid, CORES.database)).length
    },
    drop: async () => {
      await sql.close()
      await drop()
    },
  }
}

/** Settings of the executable, as it would stand behind one proxy. */
export const settingsFor = (ground: Ground): Record<string, string> => ({
  DATABASE_URL: ground.url,
  HOST: '127.0.0.1',
  GUESTS: 'true',
  JWT_SECRET: SECRET,
  MAX_VIEWERS: String(2 * ROOM_SIZE),
  TRUST_PROXY: '1',
})

/** The command line of ours, on its core. */
export const OURS = pinned(CORES.server, [EXECUTABLE, 'serve'])

export async function startOurs(ground: Ground, command: readonly string[] = OURS): Promise<Target> {
  const executable = await startExecutable({ command, env: settingsFor(ground) })
  let said = 0
  return {
    name: 'ours',
    pid: executable.pid,
    port: executable.port,
    rooms: async (count) => {
      const hosts = await ground.people.take(count)
      return await Promise.all(hosts.map((host) => makeRoom(executable.port, ground.people, host)))
    },
    message: (saying) => {
      said += 1
      const command =
        saying === 'chat'
          ? {
              type: 'chat.say',
              lineId: crypto.randomUUID(),
              text: 'Look at the light behind her, just before the door.',
            }
          : { type: 'playback.seek', epoch: 1, positionMs: said % 3_600_000 }
      return JSON.stringify({ t: 'command', id: said, command })
    },
    kill: async () => {
      await executable.kill()
      await executable.remove()
    },
  }
}

async function makeRoom(port: number, people: People, host: UserId): Promise<Room> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/rooms`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await people.token(host)}`,
      'content-type': 'application/json',
      'x-forwarded-for': people.address(host),
    },
    body: JSON.stringify({
      media: { url: 'https://film.example.org/film.mp4', title: 'A film', durationMs: 7_200_000 },
    }),
  })
  if (answer.status !== 201) throw new Error(`no room was made: ${answer.status} ${await answer.text()}`)
  const { id } = (await answer.json()) as { id: string } // sound: our own server's answer, checked by its tests
  const party = new Party()
  return {
    party,
    enter: async () => {
      const [person] = await people.take(1)
      if (person === undefined) throw new Error('there is nobody left')
      const hello = { t: 'hello', protocol: PROTOCOL_VERSION, token: await people.token(person), room: id, have: null }
      return Viewer.join(port, party, { path: '/ws', address: people.address(person), hello: JSON.stringify(hello) })
    },
  }
}

/** Starts the floor. It publishes the very text that ours does for the same saying. */
export async function startFloor(texts: Readonly<Record<Saying, string>>): Promise<Target> {
  const child = Bun.spawn(pinned(CORES.server, FLOOR), { stdout: 'pipe', stderr: 'inherit' })
  const port = Number(await firstLine(child.stdout))
  let rooms = 0
  return {
    name: 'floor',
    pid: child.pid,
    port,
    rooms: async (count) =>
      Array.from({ length: count }, () => {
        rooms += 1
        const party = new Party()
        const entry: Entry = { path: `/room-${rooms}`, address: '10.0.0.1', hello: null }
        return { party, enter: () => Viewer.join(port, party, entry) }
      }),
    message: (saying) => texts[saying],
    kill: async () => {
      child.kill('SIGKILL')
      await child.exited
    },
  }
}

export async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const bytes of stream) {
    text += decoder.decode(bytes, { stream: true })
    if (text.includes('\n')) break
  }
  return text.split('\n')[0] ?? ''
}
