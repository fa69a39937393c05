import { connect, type Socket } from 'node:net'

/** Somebody who fetches a file: as fast as it comes, or no further than they want for now. */
export class Reader {
  #got = 0
  #wanted: number
  #wake: () => void = () => {}
  readonly #socket: Socket

  /** Asks for `path` from byte `from` on, and stops reading when `wanted` bytes have come. */
  constructor(port: number, path: string, { from, wanted }: { from: number; wanted: number }) {
    this.#wanted = wanted
    this.#socket = connect(port, '127.0.0.1', () => {
      this.#socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nRange: bytes=${from}-\r\n\r\n`)
    })
    this.#socket.on('error', () => this.#wake()) // who waits finds it closed
    this.#socket.on('close', () => this.#wake())
    this.#socket.on('data', (bytes) => {
      this.#got += bytes.length
      if (this.#got < this.#wanted) return
      this.#socket.pause()
      this.#wake()
    })
  }

  get got(): number {
    return this.#got
  }

  /** Resolves when all that is wanted has come; rejects when the connection ends before. */
  async has(): Promise<void> {
    while (this.#got < this.#wanted) {
      if (this.#socket.destroyed) throw new Error(`the connection ended after ${this.#got} of ${this.#wanted} bytes`)
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#wake = resolve
      await promise
    }
  }

  /** Reads on. */
  async more(bytes: number): Promise<void> {
    this.#wanted = this.#got + bytes
    this.#socket.resume()
    await this.has()
  }

  /** Goes without a word, in the middle of the answer. */
  abort(): void {
    this.#socket.resetAndDestroy()
  }
}
