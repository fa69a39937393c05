/** WebSocket frames by hand (RFC 6455, section 5.2): a client that parses nothing can outrun the server it measures. */

/** What a frame of ours is, as far as a benchmark cares. */
export type FrameKind = 'ack' | 'close' | 'event' | 'other' | 'ping' | 'pong' | 'reject' | 'snapshot'

export interface FrameListener {
  /** A frame has come whole; its text stands in `bytes` for now. Of one that came in pieces it is only the beginning. */
  frame(kind: FrameKind, bytes: Uint8Array, from: number, to: number): void
}

const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const
/** Bytes of a text that tell its kind: `{"t":"event",`. */
const TELLING = 13
const encoder = new TextEncoder()

/** A frame as a client must send it: masked, here with zeros, which leaves the bytes as they are. */
function masked(opcode: number, body: Uint8Array): Uint8Array {
  const long = body.length > 125
  if (body.length > 65_535) throw new Error('a frame of this client has at most 65535 bytes')
  const frame = new Uint8Array((long ? 8 : 6) + body.length)
  frame[0] = 0x80 | opcode
  frame[1] = 0x80 | (long ? 126 : body.length)
  if (long) {
    frame[2] = body.length >> 8
    frame[3] = body.length & 255
  }
  frame.set(body, frame.length - body.length)
  return frame
}

export const textFrame = (text: string): Uint8Array => masked(OPCODE.text, encoder.encode(text))
export const pongFrame = (body: Uint8Array): Uint8Array => masked(OPCODE.pong, body)

/** Server frames begin with `{"t":"…`; a few letters tell them apart without JSON. */
function kindOf(bytes: Uint8Array, at: number): FrameKind {
  const letter = bytes[at + 6]
  if (letter === 0x65 /* e */)
    return bytes[at + 7] === 0x76 /* v */ && bytes[at + 11] === 0x22 /* " */ ? 'event' : 'other'
  if (letter === 0x61 /* a */) return 'ack'
  if (letter === 0x73 /* s */) return 'snapshot'
  if (letter === 0x70 /* p */) return 'pong'
  if (letter === 0x72 /* r */) return bytes[at + 8] === 0x6a /* j */ ? 'reject' : 'other'
  return 'other'
}

/** Cuts what one socket sends into frames, however it comes in pieces. */
export class FrameReader {
  readonly #listener: FrameListener
  /** The beginning of a frame that cannot be told yet. */
  #rest: Uint8Array | null = null
  /** Bytes still to come of the frame that was begun, its kind, and its beginning. */
  #left = 0
  #kind: FrameKind = 'other'
  #head: Uint8Array = new Uint8Array()

  constructor(listener: FrameListener) {
    this.#listener = listener
  }

  read(chunk: Uint8Array): void {
    let bytes = chunk
    if (this.#rest !== null) {
      bytes = Buffer.concat([this.#rest, chunk])
      this.#rest = null
    }
    let at = 0
    if (this.#left > 0) {
      at = Math.min(this.#left, bytes.length)
      this.#left -= at
      if (this.#left > 0) return
      this.#listener.frame(this.#kind, this.#head, 0, this.#head.length)
    }
    while (at < bytes.length) {
      const next = this.#frame(bytes, at)
      if (next === null) {
        this.#rest = bytes.slice(at) // a copy: the chunk is not ours to keep
        return
      }
      at = next
    }
  }

  /** Reads the frame that begins at `at`; answers where the next one does, null when too little of it is there. */
  #frame(bytes: Uint8Array, at: number): number | null {
    if (bytes.length - at < 2) return null
    const opcode = (bytes[at] ?? 0) & 15
    const short = (bytes[at + 1] ?? 0) & 127
    const body = at + (short === 126 ? 4 : short === 127 ? 10 : 2)
    if (bytes.length < body) return null
    let length = short
    if (short > 125) {
      length = 0
      for (let index = at + 2; index < body; index += 1) length = length * 256 + (bytes[index] ?? 0)
    }
    const end = body + length
    if (bytes.length < Math.min(end, body + TELLING)) return null
    const kind = opcode === OPCODE.text ? kindOf(bytes, body) : controlOf(opcode)
    if (end > bytes.length) {
      this.#left = end - bytes.length
      this.#kind = kind
      this.#head = bytes.slice(body)
      return bytes.length
    }
    this.#listener.frame(kind, bytes, body, end)
    return end
  }
}

const controlOf = (opcode: number): FrameKind =>
  opcode === OPCODE.ping ? 'ping' : opcode === OPCODE.close ? 'close' : 'other'
