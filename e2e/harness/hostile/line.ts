import type { Socket } from 'bun'

/** A TCP connection that sends whatever bytes it is given, and keeps what comes back. */
export class Line {
  readonly closed: Promise<void>
  #received = Buffer.alloc(0)
  #isClosed = false
  #socket: Socket | null = null
  #unsent = Buffer.alloc(0)
  #wake: () => void = () => {}
  #end: () => void = () => {}

  private constructor() {
    this.closed = new Promise((resolve) => {
      this.#end = resolve
    })
  }

  static async open(port: number): Promise<Line> {
    const line = new Line()
    line.#socket = await Bun.connect({
      hostname: '127.0.0.1',
      port,
      socket: {
        data: (_, bytes) => {
          line.#received = line.#received.length === 0 ? Buffer.from(bytes) : Buffer.concat([line.#received, bytes])
          line.#wake()
        },
        drain: () => line.#flush(),
        close: () => line.#over(),
        error: () => line.#over(),
      },
    })
    return line
  }

  /** What has come and has not been taken. */
  get received(): Buffer {
    return this.#received
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  write(data: string | Uint8Array): void {
    if (this.#isClosed) return
    const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data
    this.#unsent = this.#unsent.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#unsent, bytes])
    this.#flush()
  }

  /** Drops the first bytes of what has come. */
  take(length: number): void {
    this.#received = this.#received.subarray(length)
  }

  /** Resolves when `done` says so, or nothing more can come, or it is too late; answers what `done` said last. */
  async until(done: (received: Buffer) => boolean, withinMs: number): Promise<boolean> {
    const deadline = performance.now() + withinMs
    for (;;) {
      if (done(this.#received)) return true
      const leftMs = deadline - performance.now()
      if (this.#isClosed || leftMs <= 0) return false
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, leftMs)
      this.#wake = resolve
      await promise
      clearTimeout(timer)
    }
  }

  /** Says that nothing more will come from here. */
  finish(): void {
    this.#socket?.shutdown()
  }

  /** Gone at once, as when a cable is pulled. */
  drop(): void {
    this.#socket?.terminate()
    this.#over()
  }

  #flush(): void {
    if (this.#unsent.length === 0 || this.#socket === null) return
    const sent = this.#socket.write(this.#unsent)
    if (sent > 0) this.#unsent = this.#unsent.subarray(sent)
  }

  #over(): void {
    this.#isClosed = true
    this.#wake()
    this.#end()
  }
}
