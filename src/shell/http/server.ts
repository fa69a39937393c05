import type { Server } from 'bun'
import type { Hono } from 'hono'
import { languageOf } from '#protocol/error-texts.ts'
import { BODY_MAX_BYTES } from '#protocol/limits.ts'
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
    maxRequestBodySize: BODY_MAX_BYTES * 4,
    fetch(request, self) {
      const peer = self.requestIP(request)?.address ?? ''
      if (new URL(request.url).pathname !== '/ws') return http.fetch(request, { address: peer })
      return gateway.upgrade(request, self, {
        address: clientAddress(peer, request.headers.get('x-forwarded-for'), trustProxy),
        language: languageOf(request.headers.get('accept-language')),
      })
    },
    websocket: gateway.handler,
  })
  gateway.attach(server)
  return server
}
