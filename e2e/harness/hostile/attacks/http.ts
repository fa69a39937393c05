import { SAMPLE_FILM_PATH } from '#protocol/media.ts'
import { handshake } from '../socket.ts'
import type { Attack, Stage } from '../stage.ts'

const HEAD = 'Host: localhost\r\n'
const get = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\r\n${HEAD}${headers}\r\n`
const post = (headers: string, body: string): string =>
  `POST /api/auth/guest HTTP/1.1\r\n${HEAD}Content-Type: application/json\r\n${headers}\r\n${body}`
const ANN = '{"name":"Ann"}'

const raw =
  (bytes: string, answers = 1) =>
  (stage: Stage) =>
    stage.raw(bytes, answers)
/** What no server may guess at: it says so and hangs up, and nothing that may be hidden behind is ever answered. */
const cut = (bytes: string) => raw(bytes, 2)
const asks =
  (line: string, ...headers: string[]) =>
  (stage: Stage) =>
    stage.ask(line, { headers })

/** Ways out of the folder of assets, had there been one: they are looked up in a table. */
const OUTSIDE = [
  '/assets/../../etc/passwd',
  '/assets/%2e%2e%2f%2e%2e%2fetc/passwd',
  '/assets/..%2f..%2f..%2fetc%2fpasswd',
  '/assets/%252e%252e%252fetc/passwd',
  '/assets/..%c0%af..%c0%afetc/passwd',
  '/assets\\..\\..\\etc\\passwd',
  '/assets/..%5c..%5cetc%5cpasswd',
  '/assets/....//....//etc/passwd',
  '/assets/%00',
  '/index.html%00.png',
  '/index.html/',
  '/INDEX.HTML',
  '//etc/passwd',
  '/./index.html/../data/jwt',
  '/data/jwt-secret',
  '/.env',
  '/%',
  '/%zz%ff',
  '/assets/;/x',
  '/constructor',
  '/__proto__',
  `/${'a'.repeat(8_000)}`,
]

/** The answer to a request for the film, without the film. */
const range =
  (value: string, path = SAMPLE_FILM_PATH) =>
  async (stage: Stage) => {
    const answer = await stage.answer(`GET ${path}`, { headers: [`Range: ${value}`] })
    const part = answer?.headers.get('content-range')?.replace(/\/\d+$/, '')
    return [answer?.status, part].filter((each) => each !== undefined).join(' ')
  }

const shake = (headers: Record<string, string>) => (stage: Stage) => stage.raw(handshake(headers))
/** What a browser would let another site's page read. */
const crossOrigin =
  (line: string, ...headers: string[]) =>
  async (stage: Stage) => {
    const answer = await stage.answer(line, { headers: ['Origin: https://evil.example', ...headers] })
    const allowed = [...(answer?.headers.keys() ?? [])].filter((name) => name.startsWith('access-control-'))
    return [answer?.status, ...allowed].join(' ')
  }

/** Requests that are framed in two ways, ask for what is not theirs to ask, or never end. */
export const HTTP: readonly Attack[] = [
  ...OUTSIDE.map(
    (path): Attack => ({
      name: `the path ${path.slice(0, 50)}`,
      sends: raw(get(path)),
      gets: '404',
    }),
  ),
  { name: 'a path of 30 kB', sends: cut(get(`/${'a'.repeat(30_000)}`)), gets: '431 closed' },
  { name: 'an address of another host', sends: raw(get('http://evil.example/.env')), gets: '404' },
  { name: 'an address of a file', sends: cut(get('file:///etc/passwd')), gets: '400 closed' },

  { name: 'two lengths', sends: cut(post('Content-Length: 14\r\nContent-Length: 3\r\n', ANN)), gets: '400 closed' },
  { name: 'a list of lengths', sends: cut(post('Content-Length: 14, 3\r\n', ANN)), gets: '400 closed' },
  {
    name: 'a length and chunks, with a request hidden behind',
    sends: cut(post('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${get('/healthz')}`)),
    gets: '400 closed',
  },
  {
    name: 'chunks and a length, with a request hidden behind',
    sends: cut(post('Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', `0\r\n\r\n${get('/healthz')}`)),
    gets: '400 closed',
  },
  {
    name: 'chunks of another kind',
    sends: cut(post('Transfer-Encoding: xchunked\r\n', '0\r\n\r\n')),
    gets: '400 closed',
  },
  {
    name: 'chunks twice',
    sends: cut(post('Transfer-Encoding: chunked, chunked\r\n', '0\r\n\r\n')),
    gets: '400 closed',
  },
  {
    name: 'a space before the colon',
    sends: cut(post('Transfer-Encoding : chunked\r\n', '0\r\n\r\n')),
    gets: '400 closed',
  },
  { name: 'a tab for chunks', sends: cut(post('Transfer-Encoding: \x0bchunked\r\n', '0\r\n\r\n')), gets: '400 closed' },
  { name: 'a length below zero', sends: cut(post('Content-Length: -1\r\n', ANN)), gets: '400 closed' },
  { name: 'a length with a sign', sends: cut(post('Content-Length: +14\r\n', ANN)), gets: '400 closed' },
  {
    name: 'a length of twenty digits',
    sends: cut(post(`Content-Length: ${'9'.repeat(20)}\r\n`, ANN)),
    gets: '400 closed',
  },
  {
    name: 'a chunk of no length',
    sends: cut(post('Transfer-Encoding: chunked\r\n', 'zz\r\n{}\r\n')),
    gets: '400 closed',
  },
  {
    name: 'a chunk of 2^64 bytes',
    sends: cut(post('Transfer-Encoding: chunked\r\n', `${'f'.repeat(16)}\r\n{}\r\n`)),
    gets: '400 closed',
  },
  { name: 'a header that goes on in the next line', sends: cut(get('/healthz', 'X: a\r\n b\r\n')), gets: '400 closed' },
  { name: 'a header with NUL', sends: cut(get('/healthz', 'X: a\0b\r\n')), gets: '400 closed' },
  { name: 'a thousand headers', sends: cut(get('/healthz', 'X: 1\r\n'.repeat(1_000))), gets: '431 closed' },
  { name: 'a header of 100 kB', sends: cut(get('/healthz', `X: ${'a'.repeat(100_000)}\r\n`)), gets: '431 closed' },
  { name: 'a host that is none', sends: raw(`GET /healthz HTTP/1.1\r\nHost: %%%\r\n\r\n`), gets: '400' },
  { name: 'no host', sends: cut('GET /healthz HTTP/1.1\r\n\r\n'), gets: '400 closed' },
  { name: 'a version to come', sends: cut('GET /healthz HTTP/9.9\r\n\r\n'), gets: '505 closed' },
  { name: 'HTTP/2 without a word before', sends: cut('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), gets: '400 closed' },
  { name: 'TLS', sends: cut('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'), gets: '400 closed' },
  { name: 'three requests at once', sends: raw(get('/healthz').repeat(3), 3), gets: '200 200 200' },

  { name: 'TRACE', sends: asks('TRACE /api/me'), gets: '405 method_not_allowed' },
  {
    name: 'CONNECT',
    sends: raw('CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n'),
    gets: '404',
  },
  { name: 'a method of nobody', sends: raw(`JUMP /api/me HTTP/1.1\r\n${HEAD}\r\n`), gets: 'closed' },
  {
    name: 'a method under another name',
    sends: asks('POST /api/rooms/0123456789abc', 'X-HTTP-Method-Override: DELETE'),
    gets: '405 method_not_allowed',
  },
  { name: 'writing to the page', sends: asks('PUT /index.html'), gets: '405 method_not_allowed' },
  { name: 'deleting the film', sends: asks(`DELETE ${SAMPLE_FILM_PATH}`), gets: '405 method_not_allowed' },
  {
    name: 'measures, for the machine itself by a header',
    sends: asks('GET /metrics', 'X-Forwarded-For: 127.0.0.1'),
    gets: '404 not_found',
  },

  { name: 'a range of two bytes', sends: range('bytes=1-2'), gets: '206 bytes 1-2' },
  { name: 'a range backwards', sends: range('bytes=5-2', '/icon.svg'), gets: '200' },
  { name: 'a range beyond the end', sends: range('bytes=999999999999-'), gets: '416 bytes *' },
  { name: 'a range of twenty digits', sends: range(`bytes=${'9'.repeat(20)}-`, '/icon.svg'), gets: '416 bytes *' },
  { name: 'a range of minus nothing', sends: range('bytes=-0'), gets: '416 bytes *' },
  { name: 'two ranges that overlap', sends: range('bytes=0-10,5-15', '/icon.svg'), gets: '206 bytes 0-15' },
  { name: 'two thousand ranges', sends: range(`bytes=${'0-1,'.repeat(2_000)}5-6`, '/icon.svg'), gets: '200' },
  { name: 'a range of another unit', sends: range('seconds=0-1', '/icon.svg'), gets: '200' },

  { name: 'a socket for a page of another site', sends: shake({ Origin: 'https://evil.example' }), gets: '403' },
  { name: 'a socket for a page of nowhere', sends: shake({ Origin: 'null' }), gets: '403' },
  {
    name: 'a socket for a page whose name begins like ours',
    sends: shake({ Origin: 'http://localhost.evil.example' }),
    gets: '403',
  },
  {
    name: 'a socket for a page with our name as a user',
    sends: shake({ Origin: 'http://localhost@evil.example' }),
    gets: '403',
  },
  { name: 'a socket for a file', sends: shake({ Origin: 'file://' }), gets: '403' },
  { name: 'a socket without a handshake', sends: raw(get('/ws')), gets: '426' },
  {
    name: 'a socket with half a handshake',
    sends: raw(get('/ws', 'Upgrade: websocket\r\nConnection: Upgrade\r\n')),
    gets: '426',
  },
  { name: 'the API read by another site', sends: crossOrigin('GET /api/info'), gets: '200' },
  {
    name: 'the API asked by another site for leave',
    sends: crossOrigin(
      'OPTIONS /api/rooms',
      'Access-Control-Request-Method: POST',
      'Access-Control-Request-Headers: authorization',
    ),
    gets: '405',
  },
]
