import type { Socket } from 'bun'
import { type FrameKind, type FrameListener, FrameReader, pongFrame, textFrame } from './frames.ts'

/** An attempt to come in that takes longer, ms, has failed. */
const JOIN_WITHIN_MS = 20_000
const END_OF_HEAD = '\r\n\r\n'

/** What one viewer needs to come in. */
export interface Entry {
  /** Path of the socket. */
  readonly path: string
  /** Given to the server as the address behind a proxy. */
  readonly address: string
  /** Sent first; null when the handshake is all there is to it. */
  readonly hello: string | null
}

/** The viewers of one room, as their client counts for them. */
export class Party {
  readonly viewers: Viewer[] = []
  /** Events that have reached a viewer, over all viewers. */
  deliveries = 0
  /** Events that have reached the first viewer: how many the room has had. */
  events = 0
  rejects = 0
  /** Called when `deliveries` reaches `target`. */
  target = Number.POSITIVE_INFINITY
  onTarget: () => void = () => {}
  /** Called for each event at the first viewer and each refusal: one message fewer is on its way. */
  onSettled: () => void = () => {}
  #next = 0

  /** Whose turn it is to send: everybody's, so that no limit by person is touched. */
  sender(): Viewer {
    this.#next = (this.#next + 1) % this.viewers.length
    const viewer = this.viewers[this.#next]
    if (viewer === undefined) throw new Error('an empty room has no sender')
    return viewer
  }

  delivered(viewer: Viewer): void {
    this.deliveries += 1
    if (this.deliveries === this.target) this.onTarget()
    if (viewer === this.viewers[0]) {
      this.events += 1
      this.onSettled()
    }
  }

  refused(): void {
    this.rejects += 1
    this.onSettled()
  }
}

/** One viewer: a TCP connection that speaks just enough WebSocket. */
export class Viewer implements FrameListener {
  pongs = 0
  lost = false
  /** The last event's text, while `keepsText`. */
  text: string | null = null
  keepsText = false
  readonly #party: Party
  readonly #entry: Entry
  readonly #reader = new FrameReader(this)
  readonly #joined = Promise.withResolvers<void>()
  #head: string | null = ''
  #socket: Socket<Viewer> | null = null
  #leaving = false

  private constructor(party: Party, entry: Entry) {
    this.#party = party
    this.#entry = entry
  }

  /** Comes in; resolves once the room has been received. */
  static async join(port: number, party: Party, entry: Entry): Promise<Viewer> {
    const viewer = new Viewer(party, entry)
    party.viewers.push(viewer)
    const late = setTimeout(() => viewer.#joined.reject(new Error('nobody let this viewer in')), JOIN_WITHIN_MS)
    const [socket] = await Promise.all([
      Bun.connect<Viewer>({ hostname: '127.0.0.1', port, data: viewer, socket: HANDLERS }),
      viewer.#joined.promise,
    ])
    viewer.#socket = socket
    clearTimeout(late)
    return viewer
  }

  send(frame: Uint8Array): void {
    const written = this.#socket?.write(frame)
    // A client that has to wait for the server's socket measures its own queue.
    if (written !== frame.length) throw new Error(`a viewer could not write: ${written} of ${frame.length} bytes`)
  }

  close(): void {
    this.#leaving = true
    this.#socket?.terminate()
  }

  opened(socket: Socket<Viewer>): void {
    this.#socket = socket
    const { path, address } = this.#entry
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nX-Forwarded-For: ${address}\r\n\r\n`,
    )
  }

  received(chunk: Buffer): void {
    if (this.#head === null) return this.#reader.read(chunk)
    this.#head += chunk.toString('latin1')
    const end = this.#head.indexOf(END_OF_HEAD)
    if (end < 0) return
    if (!this.#head.startsWith('HTTP/1.1 101')) return this.failed(this.#head.slice(0, end).split('\r\n')[0] ?? '')
    const after = Buffer.from(this.#head.slice(end + END_OF_HEAD.length), 'latin1')
    this.#head = null
    if (this.#entry.hello === null) this.#joined.resolve()
    else this.send(textFrame(this.#entry.hello))
    if (after.length > 0) this.#reader.read(after)
  }

  frame(kind: FrameKind, bytes: Uint8Array, from: number, to: number): void {
    switch (kind) {
      case 'event':
        if (this.keepsText) this.text = new TextDecoder().decode(bytes.subarray(from, to))
        return this.#party.delivered(this)
      case 'snapshot':
        return this.#joined.resolve()
      case 'pong':
        this.pongs += 1
        return
      case 'ping':
        return this.send(pongFrame(bytes.subarray(from, to)))
      case 'reject':
        return this.#party.refused()
      case 'close':
        return this.failed(`closed: ${new TextDecoder().decode(bytes.subarray(from + 2, to))}`)
    }
  }

  failed(why: string): void {
    if (this.#leaving) return
    this.lost = true
    this.#joined.reject(new Error(why))
  }
}

/** One table for all sockets; each finds its viewer in its data. */
const HANDLERS = {
  open: (socket: Socket<Viewer>) => socket.data.opened(socket),
  data: (socket: Socket<Viewer>, chunk: Buffer) => socket.data.received(chunk),
  close: (socket: Socket<Viewer>) => socket.data.failed('the server hung up'),
  error: (socket: Socket<Viewer>, fault: Error) => socket.data.failed(fault.message),
  connectError: (socket: Socket<Viewer>, fault: Error) => socket.data.failed(fault.message),
}
