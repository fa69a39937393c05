import { clientFrame, heard, OPCODE } from './frames.ts'
import { Line } from './line.ts'

const WITHIN_MS = 5_000
const KEY = 'dGhlIHNhbXBsZSBub25jZQ=='

/** A handshake as a browser sends it. */
export const handshake = (headers: Readonly<Record<string, string>> = {}): string =>
  [
    'GET /ws HTTP/1.1',
    'Host: localhost',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${KEY}`,
    'Sec-WebSocket-Version: 13',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '\r\n',
  ].join('\r\n')

/** A WebSocket that may say anything, and answers no ping unless told to. */
export class HostileSocket {
  readonly line: Line
  /** Texts that the server has sent and nobody has looked for yet. */
  readonly texts: string[] = []
  /** Why the server closed it: 1006 when it gave no reason, null while it is open. */
  code: number | null = null
  /** Bytes that the server has sent. */
  size = 0

  private constructor(line: Line) {
    this.line = line
  }

  /** Answers the status instead when the server does not want it. */
  static async open(port: number, headers: Readonly<Record<string, string>> = {}): Promise<HostileSocket | number> {
    const line = await Line.open(port)
    line.write(handshake(headers))
    const whole = await line.until((received) => received.includes('\r\n\r\n'), WITHIN_MS)
    const head = line.received.toString('latin1')
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1])
    if (!whole || status !== 101) {
      line.drop()
      return status
    }
    line.take(head.indexOf('\r\n\r\n') + 4)
    return new HostileSocket(line)
  }

  say(payload: string): void {
    this.line.write(clientFrame(payload))
  }

  /** Waits for a text that the server sends; null when it closes first, or is late. */
  async next(wanted: (text: string) => boolean, withinMs = WITHIN_MS): Promise<string | null> {
    let found: string | null = null
    const look = () => {
      this.#read()
      while (found === null && this.texts.length > 0) {
        const text = this.texts.shift() ?? ''
        if (wanted(text)) found = text
      }
      return found !== null || this.code !== null
    }
    await this.line.until(look, withinMs)
    return found
  }

  /** Waits for the end; null when it does not come. */
  async ended(withinMs = WITHIN_MS): Promise<number | null> {
    await this.line.until(() => {
      this.#read()
      return this.code !== null
    }, withinMs)
    return this.code ?? (this.line.isClosed ? 1006 : null)
  }

  #read(): void {
    for (let frame = heard(this.line.received); frame !== null; frame = heard(this.line.received)) {
      this.line.take(frame.size)
      this.size += frame.size
      if (frame.opcode === OPCODE.text) this.texts.push(frame.payload.toString())
      if (frame.opcode === OPCODE.close) this.code ??= frame.payload.length < 2 ? 1005 : frame.payload.readUInt16BE(0)
    }
  }
}
