import type { Chance } from './chance.ts'
import { clientFrame, OPCODE } from './frames.ts'
import { oddText } from './oddities.ts'

const bytes = (...parts: (string | Uint8Array)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)))

/** One frame, or the beginnings of one, that no client in its right mind would send. */
export function garbageFrame(chance: Chance): Uint8Array {
  const payload = chance.bytes(chance.pick([0, 1, 2, 20, 125, 126, 1_000]))
  switch (chance.below(12)) {
    case 0:
      return clientFrame(payload) // a text that is no UTF-8
    case 1:
      return clientFrame(payload, { opcode: OPCODE.binary })
    case 2:
      return clientFrame(payload, { opcode: chance.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]) })
    case 3:
      return clientFrame(payload, { masked: false })
    case 4:
      return clientFrame(payload, { reserved: 1 + chance.below(7) })
    case 5:
      return clientFrame(chance.bytes(200), { opcode: chance.pick([OPCODE.close, OPCODE.ping, OPCODE.pong]) })
    case 6:
      return clientFrame(payload, { opcode: chance.pick([OPCODE.ping, OPCODE.close]), fin: false })
    case 7:
      return clientFrame(payload, { length: chance.pick([0, payload.length + 1, 65_536, 2 ** 31, 2 ** 53, -1]) })
    case 8:
      return clientFrame(payload, { opcode: OPCODE.continuation, fin: chance.once(2) })
    case 9:
      return bytes(...fragments(chance))
    case 10:
      return clientFrame(bytes(Uint8Array.of(chance.below(256), chance.below(256)), payload.subarray(0, 100)), {
        opcode: OPCODE.close,
      })
    default:
      return chance.bytes(1 + chance.below(64))
  }
}

/** A text in pieces, with others between them, and perhaps without an end. */
const fragments = (chance: Chance): Uint8Array[] => [
  clientFrame('{"t":', { fin: false }),
  ...(chance.once(2) ? [clientFrame('between', { opcode: OPCODE.ping })] : []),
  ...(chance.once(4) ? [clientFrame('{"t":"leave"}')] : []),
  ...Array.from({ length: chance.below(40) }, () => clientFrame('', { opcode: OPCODE.continuation, fin: false })),
  clientFrame('"ping"', { opcode: OPCODE.continuation, fin: !chance.once(3) }),
]

const START = [
  'GET / HTTP/1.1',
  'POST /api/auth/guest HTTP/1.1',
  'GET /ws HTTP/1.1',
  'PUT /api/rooms HTTP/1.1',
] as const
const HOSTS = ['localhost', '', '%%%', '[::', 'a b', 'a:99999', '\0', 'localhost\r\nHost: other', '..', 'xn--\xff']
const LENGTHS = ['-1', '+2', '0x2', '2, 2', '2\r\nContent-Length: 3', '99999999999999999999', '', 'two', '2 ', '1e1']
const CHUNKS = [
  'zz\r\n{}',
  'ffffffffffffffff\r\n{}',
  '-1\r\n{}',
  '2;a=b\r\n{}',
  '2\n{}\n',
  '\r\n\r\n',
  '2\r\n{}{}',
  '0x2\r\n{}',
]
const STARTS = [
  'GET',
  'GET ',
  'GET  / HTTP/1.1',
  'GET / HTTP/1.1 x',
  'GET / HTTP/9.9',
  'GET /\tHTTP/1.1',
  'get / http/1.1',
  'CONNECT a:1 HTTP/1.1',
  'OPTIONS * HTTP/1.1',
  'PRI * HTTP/2.0\r\n\r\nSM',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  '\r\n\r\nGET / HTTP/1.1',
  'GET http://[/ HTTP/1.1',
  'GET file:///etc/passwd HTTP/1.1',
]

/** What is not HTTP, or nearly. */
export function garbageRequest(chance: Chance, address: string): Uint8Array {
  const start = chance.pick(START)
  const from = `Host: localhost\r\nX-Forwarded-For: ${address}\r\n`
  const json = 'Content-Type: application/json\r\n'
  switch (chance.below(10)) {
    case 0:
      return chance.bytes(1 + chance.below(2_000))
    case 1:
      return bytes(`${start}\r\nHost: ${chance.pick(HOSTS)}\r\nX-Forwarded-For: ${address}\r\n\r\n`)
    case 2:
      return bytes(`POST /api/auth/guest HTTP/1.1\r\n${from}${json}Content-Length: ${chance.pick(LENGTHS)}\r\n\r\n{}`)
    case 3:
      return bytes(
        `POST /api/auth/guest HTTP/1.1\r\n${from}${json}Transfer-Encoding: chunked\r\n\r\n${chance.pick(CHUNKS)}\r\n0\r\n\r\n`,
      )
    case 4:
      return bytes(`${chance.pick(STARTS)}\r\n${from}\r\n`)
    case 5:
      return bytes(`${start}\r\n${from}`, chance.bytes(1 + chance.below(300)), '\r\n\r\n')
    case 6:
      return bytes(`${start}\r\n${from}X: ${'a'.repeat(chance.pick([100, 10_000, 40_000]))}\r\n\r\n`)
    case 7:
      return bytes(`${start}\r\n${from}${'X: 1\r\n'.repeat(chance.pick([50, 150, 2_000]))}\r\n`)
    case 8:
      return bytes(`GET /${'a%'.repeat(chance.pick([1, 500, 10_000]))} HTTP/1.1\r\n${from}\r\n`)
    default:
      return bytes(`${start}\r\n${from}${chance.pick(['Content-Length: 50\r\n', ''])}`, Buffer.from(oddText(chance)))
  }
}
