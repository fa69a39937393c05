import * as v from 'valibot'
import { type ClientFrame, ServerFrame } from '#protocol/frames.ts'

type FrameOf<T extends ServerFrame['t']> = Extract<ServerFrame, { t: T }>

/** Longest wait for a frame in a test, ms. */
const WAIT_MS = 5_000

/** A client of the wire that knows nothing but frames, each checked against the protocol. */
export class WireClient {
  readonly frames: ServerFrame[] = []
  readonly closed: Promise<{ code: number; reason: string }>
  readonly #ws: WebSocket
  #waiting: (() => void)[] = []
  #read = 0
  #onFrame: (frame: ServerFrame) => void = () => {}

  private constructor(ws: WebSocket) {
    this.#ws = ws
    this.closed = new Promise((resolve) => {
      ws.onclose = ({ code, reason }) => {
        resolve({ code, reason })
        this.#wake()
      }
    })
    ws.onmessage = ({ data }) => {
      for (const frame of unpacked(v.parse(ServerFrame, JSON.parse(String(data))))) {
        this.frames.push(frame)
        this.#onFrame(frame)
      }
      this.#wake()
    }
  }

  /** Rejects when the server refuses. `ca`: the certificate of an authority to trust besides the known ones, PEM. */
  static open(url: string, options: { headers?: Record<string, string>; ca?: string } = {}): Promise<WireClient> {
    const { headers = {}, ca } = options
    const ws = new WebSocket(url, { headers, ...(ca === undefined ? {} : { tls: { ca } }) })
    const client = new WireClient(ws)
    return new Promise((resolve, reject) => {
      ws.onopen = () => resolve(client)
      ws.onerror = () => reject(new Error(`cannot connect to ${url}`))
    })
  }

  send(frame: ClientFrame): void {
    this.#ws.send(JSON.stringify(frame))
  }

  /** Called with each frame from now on. */
  onFrame(listener: (frame: ServerFrame) => void): void {
    this.#onFrame = listener
  }

  sendRaw(data: string | Uint8Array): void {
    this.#ws.send(data)
  }

  /** The next frame of this kind that has not been asked for; those before it are passed over. */
  next<T extends ServerFrame['t']>(t: T): Promise<FrameOf<T>> {
    return this.nextOf([t])
  }

  /** The same for any of these kinds. */
  async nextOf<T extends ServerFrame['t']>(kinds: readonly T[]): Promise<FrameOf<T>> {
    const deadline = performance.now() + WAIT_MS
    for (;;) {
      while (this.#read < this.frames.length) {
        const frame = this.frames[this.#read]
        this.#read += 1
        // Sound: its `t` has just been found among them.
        if (frame && kinds.some((t) => t === frame.t)) return frame as FrameOf<T>
      }
      if (performance.now() > deadline)
        throw new Error(`no ${kinds.join(' or ')} came; got ${JSON.stringify(this.frames.slice(-3))}`)
      await this.#change()
    }
  }

  close(): void {
    this.#ws.close(1000)
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, WAIT_MS)
      this.#waiting.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}

/** Events that came in one frame, as if each had come in its own: what they say is the same. */
export const unpacked = (frame: ServerFrame): ServerFrame[] =>
  frame.t === 'batch'
    ? frame.events.map((event, index) => ({ t: 'event', seq: frame.firstSeq + index, now: frame.now, event }))
    : [frame]
