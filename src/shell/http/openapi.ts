import type { Hono } from 'hono'
import { generateSpecs } from 'hono-openapi'
import { CLOSE } from '#protocol/frames.ts'
import { FRAME_MAX_BYTES, HELLO_TIMEOUT_MS, PING_EVERY_MS, SILENCE_MAX_MS } from '#protocol/limits.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import { errorAnswers, RATE_HEADERS, TAGS } from './describe.ts'
import type { HttpEnv } from './env.ts'
import { BROWSER_COOKIE } from './routes/auth.ts'
import { ref, schemaComponents } from './schemas.ts'

const ABOUT = `Watch a film together in a Telegram chat.

Sign in first: \`POST /api/auth/telegram\` or \`POST /api/auth/guest\`. The token of the answer goes into
\`Authorization: Bearer …\` and into the first frame of a socket. It is good for 15 minutes; renew it before.

A refused request answers with an \`ErrorBody\`: \`code\` is for programs, \`message\` for people, in English or Russian by
\`Accept-Language\`. Instants are whole milliseconds since 1970 on the server's clock; positions and durations are
milliseconds.

Everything has a limit, by address and, where you have signed in, by person. Answers tell it in \`RateLimit-Limit\`,
\`RateLimit-Remaining\` and \`RateLimit-Reset\` (seconds); above it the answer is 429, \`slow_down\`, with \`Retry-After\`.`

const SOCKET = `A WebSocket for one person in one room; every frame is a text frame with one JSON object.

1. Connect with the upgrade of a WebSocket. No token in the address. A page of another origin is refused (403); so is who connects too often, or has too many sockets without a hello (429, 503: come back after \`Retry-After\` seconds).
2. Within ${HELLO_TIMEOUT_MS / 1_000} seconds send \`hello\`: protocol ${PROTOCOL_VERSION}, token, room, and, after a break, the \`run\` and \`seq\` that you still have.
3. The answer is \`welcome\`, then \`snapshot\` (the whole room) or \`events\` (what you missed).
4. Each \`event\` has the number after the one before. After a gap send \`resume\`.
5. A \`command\` is answered by \`ack\` or \`reject\` with its \`id\`. No order is promised between the answer and its event.
6. Send \`ping\` every ${PING_EVERY_MS / 1_000} seconds: \`pong\` tells the server's time and the room's last number. A socket that answers no protocol-level ping for ${SILENCE_MAX_MS / 1_000} seconds is dropped.

Frames you send: [ClientFrame](#/components/schemas/ClientFrame), at most ${FRAME_MAX_BYTES} bytes each.
Frames you get: [ServerFrame](#/components/schemas/ServerFrame). Ignore keys you do not know.

| Close code | Reason | Come back by yourself | What it means |
|---|---|---|---|
${Object.entries(CLOSE)
  .map(([reason, { code, comeBack, means }]) => `| ${code} | \`${reason}\` | ${comeBack ? 'yes' : 'no'} | ${means} |`)
  .join('\n')}
`

const plain = (description: string) => ({ description, content: { 'text/plain': { schema: { type: 'string' } } } })

/** The socket is no route of this app (the server takes it before), so it is described by hand. */
const socketPath = {
  get: {
    operationId: 'getWs',
    tags: ['Socket'],
    summary: 'The live side of a room',
    description: SOCKET,
    security: [],
    parameters: [
      { in: 'header', name: 'Upgrade', required: true, schema: { type: 'string', const: 'websocket' } },
      { in: 'header', name: 'Sec-WebSocket-Version', required: true, schema: { type: 'string', const: '13' } },
      { in: 'header', name: 'Sec-WebSocket-Key', required: true, schema: { type: 'string' } },
    ],
    responses: {
      101: { description: 'Switched to WebSocket.' },
      426: plain('Not the handshake of a WebSocket.'),
      ...errorAnswers(['foreign_origin', 'slow_down', 'unavailable', 'internal']),
    },
    'x-client-frames': ref('ClientFrame'),
    'x-server-frames': ref('ServerFrame'),
  },
}

/** The OpenAPI document of every route of `app`, and of the socket. */
export async function openApiDocument(app: Hono<HttpEnv>, version: string, publicUrl: string): Promise<object> {
  const document = await generateSpecs(app, {
    excludeStaticFile: false,
    // Ours names the reasons; the built-in one describes another body.
    defaultValidationErrorResponse: false,
    documentation: {
      info: { title: 'WatchParty', version, description: ABOUT, license: { name: 'MIT', identifier: 'MIT' } },
      servers: [{ url: publicUrl }],
      tags: [...TAGS],
      components: {
        securitySchemes: {
          accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'From any sign-in.' },
          browser: { type: 'apiKey', in: 'cookie', name: BROWSER_COOKIE, description: 'Set by the guest sign-in.' },
          metricsToken: { type: 'http', scheme: 'bearer', description: 'METRICS_TOKEN of the server.' },
        },
      },
    },
  })
  return {
    ...document,
    paths: { ...document.paths, '/ws': socketPath },
    components: { ...document.components, headers: RATE_HEADERS, schemas: schemaComponents() },
  }
}
