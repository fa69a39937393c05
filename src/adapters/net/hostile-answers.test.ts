import { afterEach, describe, expect, test } from 'bun:test'
import type { Socket } from 'node:net'
import { createServer } from 'node:tls'
import { gzipSync } from 'node:zlib'
import type { Fetched, FetchFailure, Wanted } from '#ports/fetcher.ts'
import { FILM_EXAMPLE } from '#testing/certificate.ts'
import { HostileServer } from '#testing/hostile-server.ts'
import { Destinations, readAllowedHost } from './allowed-hosts.ts'
import { SafeFetcher, type SafeFetcherDeps, TIMEOUT_MS } from './safe-fetcher.ts'

/** Bytes that a server may get rid of before we hang up: what both ends' kernels hold, and no more. */
const BOUNDED_BYTES = 16_000_000
const MORE = 'x'.repeat(8_000)
const toClose: { close(): unknown }[] = []
afterEach(() => {
  for (const server of toClose.splice(0)) server.close()
})

function fetcherFor(port: number, deps: Partial<SafeFetcherDeps> = {}): SafeFetcher {
  const entry = readAllowedHost(`film.example:${port}`)
  const destinations = new Destinations(entry === null ? [] : [entry], () => [])
  return new SafeFetcher({
    resolve: async () => ['127.0.0.1'],
    destinations,
    userAgent: 'test',
    timeoutMs: 300,
    ...deps,
  })
}

/** What comes of asking a server that answers like this. */
async function answered(
  answer: (socket: Socket, asked: string, server: HostileServer) => void,
  { deps, ...more }: Partial<Wanted> & { deps?: Partial<SafeFetcherDeps> } = {},
) {
  const server = new HostileServer(answer)
  toClose.push(server)
  const port = await server.listen()
  const began = performance.now()
  const wanted: Wanted = { url: `http://film.example:${port}/film`, maxBytes: 10_000, beyond: 'refuse', ...more }
  const fetched = await fetcherFor(port, deps).fetch(wanted)
  return { fetched, server, tookMs: performance.now() - began }
}
const outcome = (fetched: { ok: true; value: Fetched } | { ok: false; error: FetchFailure }) =>
  fetched.ok ? new TextDecoder().decode(fetched.value.bytes) : fetched.error
const head = (...lines: string[]) => `${['HTTP/1.1 200 OK', ...lines].join('\r\n')}\r\n\r\n`

describe('a server that wants to keep us', () => {
  test.each<[string, (socket: Socket) => void]>([
    ['says nothing', () => {}],
    ['says half a line', (socket) => socket.write('HTTP/1.1 20')],
    ['never ends its headers', (socket) => socket.write('HTTP/1.1 200 OK\r\nx-a: b\r\n')],
    ['promises a body and sends none', (socket) => socket.write(head('content-length: 10'))],
    ['never ends its chunks', (socket) => socket.write(`${head('transfer-encoding: chunked')}1\r\na\r\n`)],
    [
      'dribbles headers',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n')
        const timer = setInterval(() => socket.write('x-a: b\r\n'), 20)
        socket.on('close', () => clearInterval(timer))
      },
    ],
    [
      'dribbles its body',
      (socket) => {
        socket.write(head('content-length: 9000'))
        const timer = setInterval(() => socket.write('a'), 20)
        socket.on('close', () => clearInterval(timer))
      },
    ],
  ])('is left in time: it %s', async (_, answer) => {
    const { fetched, tookMs } = await answered(answer)
    expect(outcome(fetched)).toBe('timeout')
    expect(tookMs).toBeLessThan(2_000)
  })

  test('is left before five seconds are over, as the product is set', async () => {
    const { fetched, tookMs } = await answered(() => {}, { deps: { timeoutMs: TIMEOUT_MS } })
    expect(outcome(fetched)).toBe('timeout')
    expect(tookMs).toBeLessThan(5_000)
  }, 10_000)

  test('is left when whoever asked does not want to know any more', async () => {
    const server = new HostileServer(() => enough.abort())
    toClose.push(server)
    const enough = new AbortController()
    const port = await server.listen()
    const wanted: Wanted = { url: `http://film.example:${port}/`, maxBytes: 1, beyond: 'cut' }
    expect(outcome(await fetcherFor(port, { timeoutMs: 60_000 }).fetch(wanted, enough.signal))).toBe('timeout')
  })

  test('does not outlast the clock by sending us around', async () => {
    const { fetched, tookMs } = await answered((socket, _, { connections }) => {
      if (connections < 3) socket.end('HTTP/1.1 302 Found\r\nlocation: /again\r\n\r\n')
    })
    expect(outcome(fetched)).toBe('timeout')
    expect(tookMs).toBeLessThan(2_000)
  })

  test('cannot keep us by a name that is never resolved, or a machine that never takes the connection', async () => {
    const never = () => new Promise<never>(() => {})
    const asleep = fetcherFor(80, { resolve: never })
    const far = fetcherFor(80, {
      connect: ({ signal }) => new Promise((_, no) => signal.addEventListener('abort', () => no(new Error('late')))),
    })
    const wanted: Wanted = { url: 'http://film.example:80/', maxBytes: 1, beyond: 'cut' }
    expect(outcome(await asleep.fetch(wanted))).toBe('timeout')
    expect(outcome(await far.fetch(wanted))).toBe('timeout')
  })
})

describe('a server that wants our memory', () => {
  test.each<[string, FetchFailure, (socket: Socket, asked: string, server: HostileServer) => void]>([
    ['a body without an end', 'oversized', (socket, _, server) => server.pour(socket, MORE, head())],
    [
      'chunks without an end',
      'oversized',
      (socket, _, server) => {
        socket.write(head('transfer-encoding: chunked'))
        server.pour(socket, `${MORE.length.toString(16)}\r\n${MORE}\r\n`)
      },
    ],
    ['a length beyond all bounds', 'oversized', (socket) => socket.write(head('content-length: 99999999999'))],
    [
      'headers without an end',
      'malformed',
      (socket, _, server) => server.pour(socket, `x-a: ${MORE}\r\n`, 'HTTP/1.1 200 OK\r\n'),
    ],
    [
      'one header without an end',
      'malformed',
      (socket, _, server) => server.pour(socket, MORE, 'HTTP/1.1 200 OK\r\nx-a: '),
    ],
    [
      'many small headers',
      'malformed',
      (socket, _, server) => server.pour(socket, 'a:b\r\n'.repeat(1_000), 'HTTP/1.1 200 OK\r\n'),
    ],
    [
      'interim answers without an end',
      'malformed',
      (socket, _, server) => server.pour(socket, 'HTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\n'.repeat(100)),
    ],
    [
      'a chunk size without an end',
      'malformed',
      (socket, _, server) => server.pour(socket, MORE, `${head('transfer-encoding: chunked')}1;`),
    ],
  ])('gets none by %s', async (_, failure, answer) => {
    const { fetched, server } = await answered(answer, { deps: { timeoutMs: 4_000 } })
    expect(outcome(fetched)).toBe(failure)
    expect(server.sentBytes).toBeLessThan(BOUNDED_BYTES)
  })

  test.each(['gzip', 'br', 'deflate', 'gzip, gzip', 'x-unknown'])(
    'gets none by a body packed with %s',
    async (packing) => {
      const bomb = gzipSync(new Uint8Array(20_000_000))
      const { fetched } = await answered((socket) => {
        socket.write(head(`content-encoding: ${packing}`, `content-length: ${bomb.length}`))
        socket.end(bomb)
      })
      expect(outcome(fetched)).toBe('packed')
    },
  )

  test('gives its beginning to who wants no more of it', async () => {
    const { fetched, server } = await answered(
      (socket, _, own) => own.pour(socket, MORE, head('content-length: 4000000000')),
      { beyond: 'cut', maxBytes: 5 },
    )
    expect(outcome(fetched)).toBe('xxxxx')
    expect(server.sentBytes).toBeLessThan(BOUNDED_BYTES)
  })
})

describe('a server that speaks badly', () => {
  test.each<[string, string]>([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['nothing at all', ''],
    ['a length and chunks together', `${head('content-length: 3', 'transfer-encoding: chunked')}3\r\nabc\r\n0\r\n\r\n`],
    ['two lengths', `${head('content-length: 3', 'content-length: 4')}abcd`],
    ['a length that is none', `${head('content-length: -3')}abc`],
    ['fewer bytes than it promised', `${head('content-length: 30')}abc`],
    ['chunks of no size', `${head('transfer-encoding: chunked')}zz\r\nabc\r\n0\r\n\r\n`],
    ['a status that is none', 'HTTP/1.1 2xx OK\r\n\r\n'],
    ['headers with zeros', 'HTTP/1.1 200 OK\r\nx-a: \0\r\n\r\n'],
  ])('is not believed: %s', async (_, text) => {
    const { fetched } = await answered((socket) => socket.end(text))
    expect(outcome(fetched)).toBe('malformed')
  })

  test('gets no more than what it promised', async () => {
    const { fetched } = await answered((socket) => socket.end(`${head('content-length: 3')}abcHTTP/1.1 200 OK\r\n\r\n`))
    expect(outcome(fetched)).toBe('abc')
  })
})

describe('redirects', () => {
  const hops = (count: number) => (socket: Socket, asked: string) => {
    const hop = Number(/^GET \/(\d+)/.exec(asked)?.[1] ?? 0)
    socket.end(hop < count ? `HTTP/1.1 302 Found\r\nlocation: /${hop + 1}\r\n\r\n` : `${head('content-length: 4')}film`)
  }

  test('are followed three times and no more', async () => {
    const three = await answered(hops(3))
    expect(outcome(three.fetched)).toBe('film')
    expect(three.fetched.ok && three.fetched.value.url).toEndWith('/3')
    const four = await answered(hops(4))
    expect(outcome(four.fetched)).toBe('redirects')
    expect(four.server.connections).toBe(4)
  })

  test('in a circle end', async () => {
    const { fetched } = await answered((socket) => socket.end('HTTP/1.1 307 x\r\nlocation: /film\r\n\r\n'))
    expect(outcome(fetched)).toBe('redirects')
  })

  test('to nowhere are an answer', async () => {
    const { fetched } = await answered((socket) => socket.end('HTTP/1.1 302 Found\r\n\r\n'))
    expect(fetched).toMatchObject({ ok: true, value: { status: 302 } })
  })
})

describe('TLS', () => {
  async function secureServer(answer: string) {
    const server = createServer(FILM_EXAMPLE, (socket) => {
      socket.on('error', () => {})
      socket.once('data', () => socket.end(answer))
    })
    toClose.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }
  const wantedOf = (url: string): Wanted => ({ url, maxBytes: 100, beyond: 'refuse' })
  const { cert: ca } = FILM_EXAMPLE

  test('is believed when the other end proves the name that was asked for, at the address that was checked', async () => {
    const port = await secureServer(`${head('content-length: 4')}film`)
    expect(outcome(await fetcherFor(port, { ca }).fetch(wantedOf(`https://film.example:${port}/`)))).toBe('film')
  })

  test('is not believed of another name, of an address, or of an authority that nobody knows', async () => {
    const port = await secureServer(`${head('content-length: 4')}film`)
    const entries = ['other.example', '127.0.0.1'].map((host) => readAllowedHost(`${host}:${port}`))
    const destinations = new Destinations(
      entries.filter((entry) => entry !== null),
      () => [],
    )
    const other = fetcherFor(port, { ca, destinations })
    expect(outcome(await other.fetch(wantedOf(`https://other.example:${port}/`)))).toBe('unreachable')
    expect(outcome(await other.fetch(wantedOf(`https://127.0.0.1:${port}/`)))).toBe('unreachable')
    expect(outcome(await fetcherFor(port).fetch(wantedOf(`https://film.example:${port}/`)))).toBe('unreachable')
  })

  test('is not given up on the way', async () => {
    const open = new HostileServer((socket) => socket.end(`${head('content-length: 4')}open`))
    toClose.push(open)
    const openPort = await open.listen()
    const port = await secureServer(`HTTP/1.1 302 Found\r\nlocation: http://film.example:${openPort}/\r\n\r\n`)
    const entries = [port, openPort].map((each) => readAllowedHost(`film.example:${each}`))
    const destinations = new Destinations(
      entries.filter((entry) => entry !== null),
      () => [],
    )
    const fetched = await fetcherFor(port, { ca, destinations }).fetch(wantedOf(`https://film.example:${port}/`))
    expect(outcome(fetched)).toBe('forbidden')
    expect(open.connections).toBe(0)
  })

  test('whose greeting never ends is left in time', async () => {
    const { fetched } = await answered(() => {}, {})
    expect(outcome(fetched)).toBe('timeout')
    const mute = new HostileServer(() => {})
    toClose.push(mute)
    const port = await mute.listen()
    expect(outcome(await fetcherFor(port, { ca }).fetch(wantedOf(`https://film.example:${port}/`)))).toBe('timeout')
  })
})

describe('many at once', () => {
  test('wait for their turn: a few at a time for a host, and not without end', async () => {
    const held: Socket[] = []
    const full = Promise.withResolvers<void>()
    const server = new HostileServer((socket) => {
      held.push(socket)
      if (held.length === 2) full.resolve()
      if (held.length > 2) socket.end(`${head('content-length: 1')}a`)
    })
    toClose.push(server)
    const port = await server.listen()
    const fetcher = fetcherFor(port, { timeoutMs: 5_000, bounds: { atOnce: 10, atOncePerHost: 2, waiting: 1 } })
    const wanted: Wanted = { url: `http://film.example:${port}/`, maxBytes: 10, beyond: 'refuse' }
    const first = [fetcher.fetch(wanted), fetcher.fetch(wanted)]
    await full.promise
    const third = fetcher.fetch(wanted)
    expect(outcome(await fetcher.fetch(wanted))).toBe('busy')
    expect(server.connections).toBe(2)
    for (const socket of held.slice(0, 2)) socket.end(`${head('content-length: 1')}a`)
    expect((await Promise.all([...first, third])).map(outcome)).toEqual(['a', 'a', 'a'])
    expect(server.connections).toBe(3)
  })
})
