import { Agent, type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import { err, ok, type Result } from '#core/result.ts'
import type { FetchFailure, Wanted } from '#ports/fetcher.ts'
import type { Target } from './admission.ts'

/** Bytes of all headers of an answer. */
const HEADERS_MAX_BYTES = 16_384
/** Words before the answer ("100 Continue"): nobody needs more. */
const INTERIM_MAX = 4

export interface Answer {
  readonly status: number
  header(name: string): string | null
  readonly bytes: Uint8Array
}

interface Exchanged {
  readonly target: Target
  readonly wanted: Wanted
  readonly socket: Socket
  readonly userAgent: string
  readonly signal: AbortSignal
}

/** Asks over this socket, reads the answer as far as it is wanted, and ends the socket. Never rejects. */
export async function exchanged(exchange: Exchanged): Promise<Result<Answer, FetchFailure>> {
  const { socket, signal } = exchange
  const end = () => socket.destroy()
  signal.addEventListener('abort', end, { once: true })
  try {
    const response = await headOf(exchange)
    if (!response.ok) return response
    return await read(response.value, exchange)
  } finally {
    signal.removeEventListener('abort', end)
    socket.destroy()
  }
}

/**
 * Hands out this one socket: no pool that could give one to elsewhere, and no proxy of the environment. With `agent: false`
 * the `createConnection` of a request is not called at all, and it goes to port 80 of this machine.
 */
class OneSocket extends Agent {
  readonly #socket: Socket

  constructor(socket: Socket) {
    super({ keepAlive: false })
    this.#socket = socket
  }

  override createConnection(): Socket {
    return this.#socket
  }
}

function headOf({ target, wanted, socket, userAgent }: Exchanged): Promise<Result<IncomingMessage, FetchFailure>> {
  const { url, secure, host, port, isAddress } = target
  const isUsual = port === (secure ? 443 : 80)
  const shown = isAddress && host.includes(':') ? `[${host}]` : host
  return new Promise((resolve) => {
    const asked = request({
      // Were the agent ever passed over, nothing would answer there.
      host: '0.0.0.0',
      port: 1,
      method: wanted.method ?? 'GET',
      path: `${url.pathname}${url.search}`,
      agent: new OneSocket(socket),
      maxHeaderSize: HEADERS_MAX_BYTES,
      setHost: false,
      headers: {
        host: isUsual ? shown : `${shown}:${port}`,
        'user-agent': userAgent,
        accept: wanted.accept ?? '*/*',
        // Nothing is unpacked here, so nothing can grow while it is.
        'accept-encoding': 'identity',
        ...(wanted.range === undefined ? {} : { range: wanted.range }),
        connection: 'close',
      },
    })
    let interim = 0
    asked.on('information', () => {
      interim += 1
      if (interim > INTERIM_MAX) asked.destroy(new Error('only interim answers'))
    })
    asked.on('response', (response) => resolve(ok(response)))
    asked.on('error', () => resolve(err('malformed')))
    asked.on('close', () => resolve(err('malformed')))
    asked.end()
  })
}

async function read(response: IncomingMessage, { wanted }: Exchanged): Promise<Result<Answer, FetchFailure>> {
  const { headers, statusCode: status = 0 } = response
  const header = (name: string): string | null => {
    const value = headers[name.toLowerCase()]
    return (Array.isArray(value) ? value[0] : value) ?? null
  }
  const isRedirect = status >= 300 && status < 400
  if (wanted.method === 'HEAD' || isRedirect) return ok({ status, header, bytes: new Uint8Array() })
  const packing = header('content-encoding')
  if (packing !== null && packing.trim().toLowerCase() !== 'identity') return err('packed')
  const told = Number(header('content-length') ?? Number.NaN)
  if (wanted.beyond === 'refuse' && told > wanted.maxBytes) return err('oversized')
  const pieces: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const piece of response as AsyncIterable<Uint8Array>) {
      pieces.push(piece)
      bytes += piece.length
      if (bytes > wanted.maxBytes) {
        if (wanted.beyond === 'refuse') return err('oversized')
        break
      }
    }
  } catch {
    return err('malformed') // cut off before its end
  }
  return ok({ status, header, bytes: Buffer.concat(pieces).subarray(0, wanted.maxBytes) })
}
