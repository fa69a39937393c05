import { CLOSE, ClientFrame } from '#protocol/frames.ts'
import { BAD_FRAMES_MAX } from '#protocol/limits.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import { Chance } from './chance.ts'
import { addressOf, type Crowd, type Guest } from './crowd.ts'
import { clientFrame, OPCODE } from './frames.ts'
import { garbageFrame, garbageRequest } from './garbage.ts'
import { HttpLine } from './http-line.ts'
import { Line } from './line.ts'
import { spoiled } from './mutations.ts'
import { oddRequest } from './requests.ts'
import { sample } from './samples.ts'
import { HostileSocket } from './socket.ts'

/** Frames that one socket sends: as many as may be bad until it is closed. */
const FRAMES_EACH = BAD_FRAMES_MAX
const REQUESTS_EACH = 20
/** Garbage is often the beginning of something: the server waits for the rest, and we do not, ms. */
const SILENCE_MS = 40
/** Inputs told of when something has gone wrong: more than can be on their way at once. */
const REMEMBERED = 48
const SHOWN = 300

/** What came of it. */
export interface Tally {
  /** Frames and requests sent, each of which has been spoiled. */
  inputs: number
  /** Those that were looked at and refused, by an answer or by an end. Some are taken: not all that is odd is wrong. */
  refused: number
  /** Those that met a limit, so that nobody looked at them. */
  limited: number
  /** Answers of HTTP by status, and ends of sockets by code; 0 is none. */
  readonly statuses: Map<number, number>
  readonly codes: Map<number, number>
  /** What no input may bring about. */
  readonly faults: string[]
}

type Kind = 'frames' | 'garbage frames' | 'garbage requests' | 'requests'
/** Of a hundred turns. A turn of frames or requests is many inputs, one of garbage few. */
const TURNS: readonly Kind[] = [
  ...Array<Kind>(40).fill('frames'),
  ...Array<Kind>(18).fill('requests'),
  ...Array<Kind>(22).fill('garbage frames'),
  ...Array<Kind>(20).fill('garbage requests'),
]

/** Sends what nobody should, the same for the same seed; several turns go on at a time, so only their order differs. */
export class Fuzz {
  readonly tally: Tally = { inputs: 0, refused: 0, limited: 0, statuses: new Map(), codes: new Map(), faults: [] }
  readonly #port: number
  readonly #seed: number
  readonly #crowd: Crowd
  readonly #known: readonly string[]
  readonly #last: string[] = []
  #turn = 0

  constructor(port: number, seed: number, crowd: Crowd) {
    this.#port = port
    this.#seed = seed
    this.#crowd = crowd
    this.#known = [...crowd.rooms, ...crowd.runs, ...crowd.guests.slice(0, 8).map(({ id }) => id)]
  }

  /** The latest inputs, each with the number of its turn. */
  get last(): readonly string[] {
    return this.#last
  }

  /** Goes on until so many inputs have been refused in all, or something has broken. */
  async until(refused: number, atATime: number): Promise<void> {
    const worker = async () => {
      while (this.tally.refused < refused && this.tally.faults.length === 0) await this.#take()
    }
    await Promise.all(Array.from({ length: atATime }, worker))
  }

  async #take(): Promise<void> {
    const turn = this.#turn++
    const chance = Chance.of(this.#seed, turn)
    const kind = TURNS[(turn * 37) % TURNS.length] ?? 'frames' // 37 and 100 have nothing in common: all come, well mixed
    const guest = chance.pick(this.#crowd.guests)
    const note = (input: string | Uint8Array) => this.#note(turn, kind, input)
    if (kind === 'frames') await this.#frames(turn, chance, guest, note)
    else if (kind === 'requests') await this.#requests(turn, chance, guest, note)
    else if (kind === 'garbage frames') await this.#garbageFrames(turn, chance, guest, note)
    else await this.#garbageRequest(turn, chance, note)
  }

  async #frames(turn: number, chance: Chance, guest: Guest, note: (input: string) => void): Promise<void> {
    const socket = await this.#socket(turn)
    if (socket === null) return
    // Some never say hello, or say it wrong, or twice.
    if (!chance.once(4)) await this.#hello(socket, guest)
    for (let n = 0; n < FRAMES_EACH; n += 1) {
      const frame = spoiled(sample(ClientFrame, chance, [...this.#known, guest.token]), chance)
      note(frame)
      socket.say(frame)
    }
    socket.line.write(clientFrame(Uint8Array.of(3, 232), { opcode: OPCODE.close }))
    await this.#end(turn, socket)
  }

  async #garbageFrames(turn: number, chance: Chance, guest: Guest, note: (input: Uint8Array) => void): Promise<void> {
    const socket = await this.#socket(turn)
    if (socket === null) return
    if (chance.once(4)) await this.#hello(socket, guest)
    for (let n = 1 + chance.below(3); n > 0; n -= 1) {
      const frame = garbageFrame(chance)
      note(frame)
      socket.line.write(frame)
    }
    const code = await socket.ended(SILENCE_MS)
    this.#refusals(turn, socket)
    if (code === null) socket.line.drop()
    else this.tally.refused += 1
    this.#ended(turn, code ?? 0)
  }

  async #requests(turn: number, chance: Chance, guest: Guest, note: (input: Uint8Array) => void): Promise<void> {
    const line = new HttpLine(this.#port)
    const asker = { ...guest, known: this.#known, address: addressOf(turn) }
    for (let n = 0; n < REQUESTS_EACH; n += 1) {
      const asked = oddRequest(chance, asker)
      note(asked)
      this.#answered(turn, (await line.ask(asked))?.status ?? 0)
    }
    line.drop()
  }

  async #garbageRequest(turn: number, chance: Chance, note: (input: Uint8Array) => void): Promise<void> {
    const line = await Line.open(this.#port)
    const asked = garbageRequest(chance, addressOf(turn))
    note(asked)
    line.write(asked)
    await line.until((received) => received.includes('\r\n\r\n'), SILENCE_MS)
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(line.received.toString('latin1'))?.[1] ?? 0)
    if (status === 0 && line.isClosed) this.tally.refused += 1
    this.#answered(turn, status)
    line.drop()
  }

  async #socket(turn: number): Promise<HostileSocket | null> {
    const socket = await HostileSocket.open(this.#port, { 'X-Forwarded-For': addressOf(turn) })
    if (typeof socket !== 'number') return socket
    this.#answered(turn, socket)
    return null
  }

  async #hello(socket: HostileSocket, { token, room }: Guest): Promise<void> {
    socket.say(JSON.stringify({ t: 'hello', protocol: PROTOCOL_VERSION, token, room, have: null }))
    await socket.next((text) => text.startsWith('{"t":"snapshot"'))
  }

  async #end(turn: number, socket: HostileSocket): Promise<void> {
    const code = await socket.ended()
    this.#refusals(turn, socket)
    if (code === null) this.#fault(turn, 'a socket that was closed stays open')
    socket.line.drop()
    this.#ended(turn, code ?? 0)
  }

  #refusals(turn: number, { texts }: HostileSocket): void {
    for (const text of texts) {
      if (!/^\{"t":"(?:error|reject)"/.test(text)) continue
      if (text.includes('"code":"internal"')) this.#fault(turn, text.slice(0, SHOWN))
      if (text.includes('"code":"slow_down"')) this.tally.limited += 1
      else this.tally.refused += 1
    }
  }

  #answered(turn: number, status: number): void {
    if (status === 429) this.tally.limited += 1
    else if (status >= 400) this.tally.refused += 1
    this.tally.statuses.set(status, (this.tally.statuses.get(status) ?? 0) + 1)
    // 505 says that a version of HTTP is none of ours: the one answer above 499 that is the sender's own fault.
    if (status >= 500 && status !== 505) this.#fault(turn, `status ${status}`)
  }

  #ended(turn: number, code: number): void {
    this.tally.codes.set(code, (this.tally.codes.get(code) ?? 0) + 1)
    if (code === CLOSE.internal.code) this.#fault(turn, 'a socket was closed as broken')
  }

  #fault(turn: number, what: string): void {
    const sent = this.#last.findLast((input) => input.startsWith(`${turn}, `))
    this.tally.faults.push(`${what}, after ${sent ?? `turn ${turn}`}`)
  }

  #note(turn: number, kind: Kind, input: string | Uint8Array): void {
    this.tally.inputs += 1
    const text = typeof input === 'string' ? input : Buffer.from(input).toString('latin1')
    this.#last.push(`${turn}, ${kind}: ${JSON.stringify(text.slice(0, SHOWN))}`)
    if (this.#last.length > REMEMBERED) this.#last.shift()
  }
}
