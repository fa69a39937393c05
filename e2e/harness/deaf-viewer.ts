import { connect, type Socket } from 'node:net'
import type { ClientFrame } from '#protocol/frames.ts'
import type { RoomId } from '#protocol/ids.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import { HANDSHAKE, masked } from '#testing/raw-socket.ts'
import type { Person } from './person.ts'

/** How long coming in may take, ms. */
const IN_WITHIN_MS = 10_000

/** Comes into a room and then reads nothing of what is said there: it waits in the kernels, and then in the server. */
export class DeafViewer {
  readonly #tcp: Socket
  readonly #serverPort: number
  /** Bytes up to the end of its snapshot. */
  readonly #greeting: number

  private constructor(tcp: Socket, serverPort: number, greeting: number) {
    this.#tcp = tcp
    this.#serverPort = serverPort
    this.#greeting = greeting
  }

  /** Resolves when it has read its snapshot, the last that it reads. */
  static enter(port: number, { login }: Person, room: RoomId): Promise<DeafViewer> {
    const hello: ClientFrame = {
      t: 'hello',
      protocol: PROTOCOL_VERSION,
      token: login.token,
      room,
      have: null,
      device: 'desktop',
    }
    const { promise, resolve, reject } = Promise.withResolvers<DeafViewer>()
    const tcp = connect(port, '127.0.0.1', () => tcp.write(HANDSHAKE))
    const late = setTimeout(() => tcp.destroy(new Error(`no snapshot within ${IN_WITHIN_MS} ms`)), IN_WITHIN_MS)
    tcp.on('error', reject) // once it is in, to be cut off is what it is there for
    let read = Buffer.alloc(0)
    let next = 0
    const listen = (bytes: Buffer) => {
      read = Buffer.concat([read, bytes])
      if (next === 0) {
        const head = read.indexOf('\r\n\r\n')
        if (head < 0) return
        next = head + 4
        tcp.write(masked(JSON.stringify(hello)))
      }
      for (let end = frameEnd(read, next); end <= read.length; end = frameEnd(read, next)) {
        const isSnapshot = read.subarray(next, end).includes('"t":"snapshot"')
        next = end
        if (!isSnapshot) continue
        clearTimeout(late)
        tcp.pause()
        tcp.off('data', listen)
        return resolve(new DeafViewer(tcp, port, end))
      }
    }
    tcp.on('data', listen)
    return promise
  }

  /** Bytes after the snapshot that the server has got rid of: they are in the kernel at either end, or were read. */
  async taken(): Promise<number> {
    const [own, server] = [this.#tcp.localPort, this.#serverPort]
    let bytes = this.#tcp.bytesRead - this.#greeting
    for (const line of (await Bun.file('/proc/net/tcp').text()).split('\n').slice(1)) {
      const [, local, remote, , queues] = line.trim().split(/\s+/)
      const [sending = 0, received = 0] = queues?.split(':').map((hex) => Number.parseInt(hex, 16)) ?? []
      if (portOf(local) === own && portOf(remote) === server) bytes += received
      if (portOf(local) === server && portOf(remote) === own) bytes += sending
    }
    return bytes
  }

  close(): void {
    this.#tcp.destroy()
  }
}

const portOf = (address = ''): number => Number.parseInt(address.split(':')[1] ?? '', 16)

/** Where the frame of a server that begins at `at` ends; infinite while its head has not come. Source: RFC 6455, 5.2. */
function frameEnd(bytes: Buffer, at: number): number {
  const short = bytes[at + 1]
  if (short !== undefined && short < 126) return at + 2 + short
  if (bytes.length < at + 10) return Number.POSITIVE_INFINITY
  return short === 126 ? at + 4 + bytes.readUInt16BE(at + 2) : at + 10 + Number(bytes.readBigUInt64BE(at + 2))
}
