import { Line } from './line.ts'

const WITHIN_MS = 10_000

export interface Answer {
  readonly status: number
  /** Names in small letters. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
}

/** Requests one after another on a connection that stays open, each made of bytes and not of an object. */
export class HttpLine {
  readonly #port: number
  #line: Line | null = null

  constructor(port: number) {
    this.#port = port
  }

  /** Null when the server closes without a whole answer, or gives none within `withinMs`. */
  async ask(request: string | Uint8Array, withinMs = WITHIN_MS): Promise<Answer | null> {
    if (this.#line === null || this.#line.isClosed) this.#line = await Line.open(this.#port)
    const line = this.#line
    const isHead = Buffer.from(request.slice(0, 5)).toString() === 'HEAD '
    let answer: Answer | null = null
    line.write(request)
    await line.until((received) => {
      const read = answerIn(received, isHead)
      if (read !== null) {
        answer = read.answer
        line.take(read.size)
      }
      return read !== null
    }, withinMs)
    if (answer === null) this.drop()
    return answer
  }

  drop(): void {
    this.#line?.drop()
    this.#line = null
  }
}

/** A request whose head is as given, and whose body has the length that it says. */
export function request(line: string, headers: readonly string[] = [], body?: string | Uint8Array): Uint8Array {
  const bytes = body === undefined ? null : typeof body === 'string' ? Buffer.from(body) : body
  const length = bytes === null ? [] : [`Content-Length: ${bytes.length}`]
  const head = [`${line} HTTP/1.1`, 'Host: localhost', ...headers, ...length, '', ''].join('\r\n')
  return bytes === null ? Buffer.from(head) : Buffer.concat([Buffer.from(head), bytes])
}

/** The first answer in these bytes; null when it is not all there yet. */
function answerIn(bytes: Buffer, isHead: boolean): { answer: Answer; size: number } | null {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return null
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const status = Number(first.slice(9, 12))
  const headers = new Map(
    lines.map((text) => {
      const colon = text.indexOf(':')
      return [text.slice(0, colon).toLowerCase(), text.slice(colon + 1).trim()]
    }),
  )
  const start = end + 4
  const length = isHead || status === 204 || status === 304 ? 0 : Number(headers.get('content-length') ?? 0)
  if (bytes.length < start + length) return null
  return { answer: { status, headers, body: bytes.subarray(start, start + length) }, size: start + length }
}
