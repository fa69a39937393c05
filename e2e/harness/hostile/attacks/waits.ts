import { CLOSE } from '#protocol/frames.ts'
import { HELLO_TIMEOUT_MS, SILENCE_MAX_MS } from '#protocol/limits.ts'
import { Line } from '../line.ts'
import { hello, type Stage } from '../stage.ts'

/** After ten seconds Bun lets go of a connection on which no request gets on; it looks every four. */
const HTTP_IDLE_MS = 10_000
const TICK_MS = 4_000
/** How much later a busy machine may notice, ms. */
const LATE_MS = 5_000
const DRIP_MS = 500

/** A connection that is held open, and by when it must be gone. */
export interface Wait {
  readonly name: string
  /** Resolves to how it ended, once it has. */
  readonly holds: (stage: Stage) => Promise<string>
  readonly gets: string
  readonly withinMs: number
}

/** Sends the beginning of something, then a little of the rest again and again. */
const drips = (first: string, rest: string) => async (stage: Stage) => {
  const line = await Line.open(stage.port)
  line.write(first)
  const timer = setInterval(() => line.write(rest), DRIP_MS)
  await line.until(() => line.isClosed, HTTP_IDLE_MS + TICK_MS + LATE_MS)
  clearInterval(timer)
  const ended = line.isClosed
  line.drop()
  return ended ? 'closed' : 'open'
}

const POST = 'POST /api/auth/guest HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
const http = (name: string, first: string, rest: string): Wait => ({
  name,
  holds: drips(first, rest),
  gets: 'closed',
  withinMs: HTTP_IDLE_MS + TICK_MS + LATE_MS,
})

/** All at once they take as long as the longest. */
export const WAITS: readonly Wait[] = [
  http('a connection that says nothing', '', ''),
  http('a request whose headers never end', 'GET / HTTP/1.1\r\nHost: localhost\r\n', 'X: 1\r\n'),
  http('a request whose header never ends', 'GET / HTTP/1.1\r\nX: ', 'x'),
  http('a body that never comes', `${POST}Content-Length: 30000\r\n\r\n`, ''),
  http('a body that never ends', `${POST}Content-Length: 30000\r\n\r\n`, ' '),
  http('chunks that never end', `${POST}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'),
  http('a connection kept after its answer', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n', ''),
  {
    name: 'a socket that never says hello',
    holds: async (stage) => String(await (await stage.socket()).ended(HELLO_TIMEOUT_MS + LATE_MS)),
    gets: String(CLOSE.hello_timeout.code),
    withinMs: HELLO_TIMEOUT_MS + LATE_MS,
  },
  {
    name: 'a socket that says hello and answers no ping',
    holds: async (stage) => {
      const socket = await stage.socket()
      socket.say(hello({ token: stage.ann.login.token, room: stage.roomOfAnn }))
      return String(await socket.ended(SILENCE_MAX_MS + TICK_MS + LATE_MS))
    },
    gets: '1006',
    withinMs: SILENCE_MAX_MS + TICK_MS + LATE_MS,
  },
]
