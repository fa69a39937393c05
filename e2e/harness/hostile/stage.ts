import * as v from 'valibot'
import { ErrorBody } from '#protocol/errors.ts'
import type { RoomId } from '#protocol/ids.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import { type Executable, startExecutable } from '../executable.ts'
import { Person } from '../person.ts'
import { TEST_BOT_TOKEN } from '../telegram-host.ts'
import { type Answer, HttpLine, request } from './http-line.ts'
import { Line } from './line.ts'
import { HostileSocket } from './socket.ts'

/** What signs tokens on the stage; whoever forges one has another. */
export const SECRET = 'the secret of the stage on which attacks are tried'
/** How long a server may think about the worst of requests, ms; on a machine that has much else to do. */
const WITHIN_MS = 5_000

/** One thing that should not work, and what becomes of it: a status or a close code, and the reason. */
export interface Attack {
  readonly name: string
  readonly sends: (stage: Stage) => Promise<string>
  readonly gets: string
}

interface Asked {
  readonly token?: string
  readonly headers?: readonly string[]
  readonly json?: unknown
  /** Instead of `json`, as it is. */
  readonly body?: string | Uint8Array
}

/** A server with two people in it, each the host of a room where the other has never been. */
export class Stage {
  readonly executable: Executable
  readonly ann: Person
  readonly ben: Person
  readonly roomOfAnn: RoomId
  readonly roomOfBen: RoomId

  private constructor(executable: Executable, [ann, roomOfAnn]: [Person, RoomId], [ben, roomOfBen]: [Person, RoomId]) {
    this.executable = executable
    this.ann = ann
    this.ben = ben
    this.roomOfAnn = roomOfAnn
    this.roomOfBen = roomOfBen
  }

  static async set(): Promise<Stage> {
    const executable = await startExecutable({
      env: {
        JWT_SECRET: SECRET,
        BOT_TOKEN: TEST_BOT_TOKEN,
        BOT_USERNAME: 'party_test_bot',
        GUESTS: 'true',
        LOG_FORMAT: 'json',
        LOG_LEVEL: 'debug',
        TRUST_PROXY: '1',
      },
    })
    const arrive = async (name: string): Promise<[Person, RoomId]> => {
      const person = await Person.guest(executable.url, name)
      return [person, (await person.createRoom(null, `Room of ${name}`)).id]
    }
    return new Stage(executable, await arrive('Ann'), await arrive('Ben'))
  }

  get port(): number {
    return this.executable.port
  }

  /** The whole answer to a request in the right form; null when there is none. */
  async answer(line: string, { token, headers = [], json, body }: Asked = {}): Promise<Answer | null> {
    const all = [
      ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
      ...(json === undefined && body === undefined ? [] : ['Content-Type: application/json']),
      ...headers,
    ]
    const http = new HttpLine(this.port)
    const answer = await http.ask(request(line, all, json === undefined ? body : JSON.stringify(json)), WITHIN_MS)
    http.drop()
    return answer
  }

  /** The status, and the reason where one is given. */
  async ask(line: string, asked: Asked = {}): Promise<string> {
    const answer = await this.answer(line, asked)
    return answer === null ? 'nothing' : told(answer)
  }

  /** The statuses of so many answers to these bytes; or of those that came, and how it ended. */
  async raw(bytes: string, answers = 1): Promise<string> {
    const line = await Line.open(this.port)
    line.write(bytes)
    const statuses = () => [...line.received.toString('latin1').matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, code]) => code)
    const enough = await line.until(() => statuses().length >= answers, WITHIN_MS)
    const outcome = [...statuses(), ...(enough ? [] : [line.isClosed ? 'closed' : 'open'])].join(' ')
    line.drop()
    return outcome
  }

  /** A socket that has been let into a room. */
  async enter(person: Person, room: RoomId, have: unknown = null): Promise<HostileSocket> {
    const socket = await this.socket()
    socket.say(hello({ token: person.login.token, room, have }))
    if ((await socket.next((text) => /^\{"t":"(?:snapshot|events)"/.test(text))) === null)
      throw new Error(`not let in: ${socket.code}`)
    return socket
  }

  async socket(headers: Readonly<Record<string, string>> = {}): Promise<HostileSocket> {
    const socket = await HostileSocket.open(this.port, headers)
    if (typeof socket === 'number') throw new Error(`no socket: ${socket}`)
    return socket
  }

  /** What becomes of a socket that says this first: what it is told, and how it ends. */
  async greet(first: string): Promise<string> {
    const socket = await this.socket()
    socket.say(first)
    const text = await socket.next((frame) => !frame.startsWith('{"t":"welcome"'), WITHIN_MS)
    const frame = text === null ? {} : (JSON.parse(text) as { t?: string; code?: string }) // as the protocol says
    const code = frame.t === 'error' ? await socket.ended() : null
    socket.line.drop()
    return [frame.code ?? frame.t, code].filter((part) => part != null).join(' ')
  }
}

export const hello = (fields: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ t: 'hello', protocol: PROTOCOL_VERSION, have: null, ...fields })

/** The answer to a question on a socket: `ack`, or why not. */
export async function answerTo(socket: HostileSocket, id: number, command: unknown): Promise<string> {
  socket.say(JSON.stringify({ t: 'command', id, command }))
  const text = await socket.next((frame) => frame.includes(`"id":${id}`) && /^\{"t":"(?:ack|reject)"/.test(frame))
  const code = /"code":"(\w+)"/.exec(text ?? '')?.[1]
  return text === null ? `closed ${socket.code}` : (code ?? 'ack')
}

/** A status, and the reason where one is given. */
export function told({ status, body, headers }: Answer): string {
  const isJson = headers.get('content-type')?.startsWith('application/json') === true && body.length > 0
  const refused = isJson ? v.safeParse(ErrorBody, JSON.parse(body.toString())) : null
  return refused?.success ? `${status} ${refused.output.error.code}` : String(status)
}
