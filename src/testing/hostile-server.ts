import { createServer, type Socket } from 'node:net'

/** A server of one's own making: what it does with a connection is handed in; it counts what came and what it got rid of. */
export class HostileServer {
  connections = 0
  sentBytes = 0
  /** What was asked, as it came. */
  readonly asked: string[] = []
  readonly #open = new Set<Socket>()
  readonly #server

  constructor(answer: (socket: Socket, asked: string, server: HostileServer) => void) {
    this.#server = createServer((socket) => {
      this.connections += 1
      this.#open.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => this.#open.delete(socket))
      socket.once('data', (bytes: Buffer) => {
        this.asked.push(bytes.toString('latin1'))
        answer(socket, bytes.toString('latin1'), this)
      })
    })
  }

  /** Listens on this machine; answers the port. */
  listen(port = 0, host = '127.0.0.1'): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, host, () => {
        const address = this.#server.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
  }

  /** Writes the same again and again until the other end has had enough. */
  pour(socket: Socket, text: string, first = ''): void {
    socket.write(first)
    const go = () => {
      while (!socket.destroyed) {
        this.sentBytes += text.length
        if (!socket.write(text)) return void socket.once('drain', go)
      }
    }
    go()
  }

  close(): void {
    for (const socket of this.#open) socket.destroy()
    this.#server.close()
  }
}
