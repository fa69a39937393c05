/** Kinds of frames of RFC 6455; those between are reserved. */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

interface FrameOptions {
  readonly opcode?: number
  readonly fin?: boolean
  /** The three reserved bits, 0 to 7. */
  readonly reserved?: number
  readonly masked?: boolean
  /** What the frame says of its length, where that is not true. */
  readonly length?: number
}

/** Built by hand, so that everything about it may be wrong. */
export function clientFrame(payload: string | Uint8Array, options: FrameOptions = {}): Uint8Array {
  const { opcode = OPCODE.text, fin = true, reserved = 0, masked = true } = options
  const body = typeof payload === 'string' ? Buffer.from(payload) : payload
  const head = headOf(options.length ?? body.length, masked)
  head[0] = (fin ? 0x80 : 0) | (reserved << 4) | opcode
  // A mask of zeros is a mask: what is sent stays readable in a capture.
  return Buffer.concat(masked ? [head, Buffer.alloc(4), body] : [head, body])
}

function headOf(length: number, masked: boolean): Buffer {
  const mask = masked ? 0x80 : 0
  if (length < 126) return Buffer.from([0, mask | length])
  if (length < 65_536) return Buffer.from([0, mask | 126, length >> 8, length & 255])
  const head = Buffer.alloc(10)
  head[1] = mask | 127
  head.writeBigUInt64BE(BigInt.asUintN(64, BigInt(length)), 2)
  return head
}

/** A frame of the server's. */
export interface Heard {
  readonly opcode: number
  readonly payload: Buffer
  /** Bytes that it took. */
  readonly size: number
}

/** The first frame in these bytes; null when it is not all there yet. */
export function heard(bytes: Buffer): Heard | null {
  if (bytes.length < 2) return null
  const short = (bytes[1] ?? 0) & 0x7f
  const start = short === 126 ? 4 : short === 127 ? 10 : 2
  if (bytes.length < start) return null
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short
  if (bytes.length < start + length) return null
  return { opcode: (bytes[0] ?? 0) & 0x0f, payload: bytes.subarray(start, start + length), size: start + length }
}
