import type { Socket, TCPSocketListener } from 'bun'

/** Bytes that may wait in one direction before the sender is told to stop; as a router with a large buffer would. */
const QUEUE_MAX_BYTES = 1_048_576

/** How late a direction is: every chunk waits `ms`, and by chance up to `jitterMs` more or less. Order is kept. */
export interface Delay {
  ms: number
  jitterMs?: number
}

/** A connection between one viewer and the server, as good or as bad as the test wants it. */
export interface TcpProxy {
  port: number
  url: string
  /** Changes how late the bytes are that come from now on: `up` to the server, `down` to the viewer. */
  delay(change: { up?: Delay; down?: Delay }): void
  /** The line goes dead: every connection is dropped, new ones are refused. */
  cut(): void
  /** The line is back, on the same port. */
  mend(): void
  /** Connections open now. */
  connections(): number
  close(): void
}

/** Opens a way to `port` on this machine. Close it when the viewer has gone. */
export function openTcpProxy(port: number): TcpProxy {
  const delays = { up: { ms: 0 } as Delay, down: { ms: 0 } as Delay }
  const lines = new Set<Line>()
  const listen = (at: number): TCPSocketListener<Line | undefined> =>
    Bun.listen<Line | undefined>({
      hostname: '127.0.0.1',
      port: at,
      socket: {
        open(socket) {
          socket.data = new Line(socket, port, delays, () => lines.delete(line))
          const line = socket.data
          lines.add(line)
        },
        data: (socket, bytes) => socket.data?.up.take(bytes),
        drain: (socket) => socket.data?.down.pour(),
        end: (socket) => socket.data?.up.end(),
        close: (socket) => socket.data?.gone('viewer'),
        error: (socket) => socket.data?.drop(),
      },
    })
  let listener: TCPSocketListener<Line | undefined> | null = listen(0)
  const own = listener.port
  const cut = () => {
    listener?.stop(true)
    listener = null
    for (const line of [...lines]) line.drop()
  }
  return {
    port: own,
    url: `http://localhost:${own}`,
    delay: (change) => Object.assign(delays, change),
    cut,
    mend: () => {
      listener ??= listen(own)
    },
    connections: () => lines.size,
    close: cut,
  }
}

/** One viewer's connection and the one we opened to the server for it. */
class Line {
  readonly up: Pipe
  readonly down: Pipe
  readonly #viewer: Socket<Line | undefined>
  #server: Socket<undefined> | null = null
  #dropped = false
  readonly #forget: () => void

  constructor(
    viewer: Socket<Line | undefined>,
    port: number,
    delays: { readonly up: Delay; readonly down: Delay },
    forget: () => void,
  ) {
    this.#viewer = viewer
    this.#forget = forget
    this.up = new Pipe(
      () => delays.up,
      viewer,
      () => this.#server,
    )
    this.down = new Pipe(
      () => delays.down,
      null,
      () => viewer,
    )
    this.#connect(port).catch(() => this.drop()) // the server refuses: so do we
  }

  async #connect(port: number): Promise<void> {
    await Bun.connect({
      hostname: '127.0.0.1',
      port,
      socket: {
        open: (socket) => {
          if (this.#dropped) return void socket.terminate()
          this.#server = socket
          this.down.source = socket
          this.up.pour()
        },
        data: (_, bytes) => this.down.take(bytes),
        drain: () => this.up.pour(),
        end: () => this.down.end(),
        close: () => this.gone('server'),
        error: () => this.drop(),
      },
    })
  }

  /** One side has closed: the other hears of it when what was on its way has arrived. */
  gone(side: 'viewer' | 'server'): void {
    const rest = side === 'viewer' ? this.up : this.down
    rest.end(() => this.drop())
  }

  drop(): void {
    if (this.#dropped) return
    this.#dropped = true
    this.#forget()
    this.up.stop()
    this.down.stop()
    this.#viewer.terminate()
    this.#server?.terminate()
  }
}

/** What a pipe needs of the socket it pours into. */
interface Sink {
  /** How many of the bytes were taken; below zero when the socket is closed. */
  write(bytes: Uint8Array): number
  end(): void
}

type Piece = { dueAt: number; bytes: Uint8Array } | { dueAt: number; end: () => void }

/** One direction: what came in leaves in the same order, each piece when it is due. */
class Pipe {
  source: { pause(): void; resume(): void } | null
  readonly #delay: () => Delay
  readonly #target: () => Sink | null
  #queue: Piece[] = []
  #queued = 0
  #lastDueAt = 0
  #paused = false
  #timer: Timer | null = null

  constructor(delay: () => Delay, source: Pipe['source'], target: () => Sink | null) {
    this.#delay = delay
    this.source = source
    this.#target = target
  }

  take(bytes: Uint8Array): void {
    this.#queued += bytes.length
    // A copy: the buffer belongs to the socket and may be used again.
    this.#queue.push({ dueAt: this.#due(), bytes: bytes.slice() })
    if (this.#queued > QUEUE_MAX_BYTES && !this.#paused) {
      this.#paused = true
      this.source?.pause()
    }
    this.pour()
  }

  end(then: () => void = () => this.#target()?.end()): void {
    this.#queue.push({ dueAt: this.#due(), end: then })
    this.pour()
  }

  /** Hands on whatever is due; comes back for the rest when it is, or when the target can take more. */
  pour(): void {
    const target = this.#target()
    if (target === null) return
    for (let head = this.#queue[0]; head !== undefined; head = this.#queue[0]) {
      const waitMs = head.dueAt - performance.now()
      if (waitMs > 0) {
        this.#comeBackIn(waitMs)
        break
      }
      if ('end' in head) {
        this.#queue.shift()
        head.end()
        continue
      }
      const written = Math.max(0, target.write(head.bytes))
      this.#queued -= written
      if (written < head.bytes.length) {
        this.#queue[0] = { dueAt: head.dueAt, bytes: head.bytes.subarray(written) }
        break
      }
      this.#queue.shift()
    }
    if (this.#paused && this.#queued <= QUEUE_MAX_BYTES / 2) {
      this.#paused = false
      this.source?.resume()
    }
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#queue = []
  }

  #due(): number {
    const { ms, jitterMs = 0 } = this.#delay()
    const at = performance.now() + Math.max(0, ms + (Math.random() * 2 - 1) * jitterMs)
    this.#lastDueAt = Math.max(this.#lastDueAt, at)
    return this.#lastDueAt
  }

  #comeBackIn(ms: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.pour(), ms)
  }
}
