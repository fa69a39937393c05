import type { Server } from 'bun'
import type { Hono } from 'hono'
import { languageOf } from '#protocol/error-texts.ts'
import { SUBTITLES_MAX_BYTES } from '#protocol/limits.ts'
import { refusal } from '../refusal.ts'
import type { Gateway } from '../ws/gateway.ts'
import type { SocketData } from '../ws/session.ts'
import { clientAddress } from './client-address.ts'
import type { HttpEnv } from './env.ts'

interface ServerOptions {
  readonly host: string
  readonly port: number
  readonly http: Hono<HttpEnv>
  readonly gateway: Gateway
  /** How many proxies stand in front. */
  readonly trustProxy: number
}

/** Opens the one port: `/ws` is the gateway's, everything else Hono's. */
export function serve({ host, port, http, gateway, trustProxy }: ServerOptions): Server<SocketData> {
  const server = Bun.serve<SocketData>({
    hostname: host,
    port,
    // The app answers politely above its own limit; this one guards the process.
    maxRequestBodySize: SUBTITLES_MAX_BYTES * 2,
    // Bun's page for developers shows whoever asks the source around a fault.
    development: false,
    fetch(request, self) {
      const peer = self.requestIP(request)?.address ?? ''
      const language = () => languageOf(request.headers.get('accept-language'))
      const url = urlOf(request)
      if (url === null) return refusal('bad_request', language())
      if (url.pathname !== '/ws') return http.fetch(named(request, url), { address: peer })
      return gateway.upgrade(request, self, {
        address: clientAddress(peer, request.headers.get('x-forwarded-for'), trustProxy),
        language: language(),
      })
    },
    websocket: gateway.handler,
  })
  gateway.attach(server)
  return server
}

/**
 * What is asked for; null when the `Host` header is none. Without one, as HTTP/1.0 and some checks of proxies ask, Bun
 * tells the path alone.
 */
const urlOf = ({ url }: Request): URL | null => URL.parse(url.startsWith('/') ? `http://unnamed.invalid${url}` : url)

/** Hono reads the path out of a whole address. */
const named = (request: Request, url: URL): Request =>
  request.url.startsWith('/') ? new Request(url.href, request) : request
