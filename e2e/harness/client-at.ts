import { type IncomingMessage, type RequestOptions, request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import type { Caddy } from './caddy.ts'

/** Somebody with an address of their own: all of 127.0.0.0/8 is this machine. */
export interface ClientAt {
  ask(path: string, asked?: { method?: string; headers?: Record<string, string | string[]> }): Promise<Heard>
}

/** An answer as it came. */
interface Heard {
  readonly status: number
  /** By names in lower case; undefined where there is none. */
  header(name: string): string | undefined
  readonly body: string
}

/** How long an answer may take, ms. */
const ANSWERS_WITHIN_MS = 10_000

/** One who comes through Caddy, by HTTPS. */
export const clientThrough = ({ port, ca }: Caddy, address: string): ClientAt => ({
  ask: (path, { method = 'GET', headers = {} } = {}) =>
    heard((told) => {
      const site = { host: '127.0.0.1', port, servername: 'localhost', ca }
      return requestSecure({ ...site, ...from(address, path, method, { host: `localhost:${port}`, ...headers }) }, told)
    }),
})

/** One who comes straight to a server. */
export const clientOf = (port: number, address: string): ClientAt => ({
  ask: (path, { method = 'GET', headers = {} } = {}) =>
    heard((told) => requestPlain({ host: '127.0.0.1', port, ...from(address, path, method, headers) }, told)),
})

const from = (localAddress: string, path: string, method: string, headers: RequestOptions['headers'] = {}) => ({
  localAddress,
  path,
  method,
  headers,
  timeout: ANSWERS_WITHIN_MS,
})

async function heard(send: (told: (answer: IncomingMessage) => void) => ReturnType<typeof requestPlain>) {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const asked = send(resolve)
  asked.on('error', reject)
  asked.on('timeout', () => asked.destroy(new Error('no answer')))
  // A socket is an answer as well: this client only wants to know whether it would get one.
  asked.on('upgrade', (answer, socket) => {
    socket.destroy()
    resolve(answer)
  })
  asked.end()
  const answer = await promise
  let body = ''
  if (answer.statusCode !== 101) for await (const bytes of answer) body += bytes
  return {
    status: answer.statusCode ?? 0,
    header: (name: string) => answer.headers[name]?.toString(),
    body,
  }
}
