import type * as v from 'valibot'
import { CreateRoom, GuestLogin, Rename, TelegramLogin, UpdateRoom } from '#protocol/http.ts'
import type { Chance } from './chance.ts'
import { request } from './http-line.ts'
import { spoiled } from './mutations.ts'
import { oddNumber, oddText } from './oddities.ts'
import { type Known, sample, uuid } from './samples.ts'

/** Who asks, and of what. */
export interface Asker {
  readonly token: string
  readonly address: string
  readonly room: string
  readonly known: Known
}

/** Doors that read a body, with what they read. */
const BODIES: readonly (readonly [string, v.GenericSchema])[] = [
  ['POST /api/auth/guest', GuestLogin],
  ['PATCH /api/me', Rename],
  ['POST /api/auth/telegram', TelegramLogin],
  ['POST /api/rooms', CreateRoom],
  ['PATCH /api/rooms/:id', UpdateRoom],
]
const PATHS = [
  '/api/info',
  '/api/me',
  '/api/auth/renew',
  '/api/auth/sign-out',
  '/api/rooms',
  '/api/rooms/:id',
  '/api/rooms/:id/messages',
  '/api/invites/:id',
  '/api/openapi.json',
  '/api/docs',
  '/healthz',
  '/metrics',
  '/ws',
  '/',
  '/r/:id',
  '/icon.svg',
  '/assets/:id',
  '/:id/../:id',
]
/** Mostly the one that gets further than to a refusal of itself. */
const METHODS = [...Array<string>(16).fill('GET'), 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']
const TYPES = [
  'application/json',
  'application/json; charset=utf-16',
  'application/JSON;;;',
  'application/vnd.api+json',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  '/',
  '',
]
const HEADERS = [
  'Accept',
  'Accept-Encoding',
  'Accept-Language',
  'Authorization',
  'Cookie',
  'If-None-Match',
  'If-Range',
  'Origin',
  'Range',
  'Referer',
  'Sec-WebSocket-Protocol',
  'X-Forwarded-Host',
]
const VALUES = [
  '*',
  'en;q=x, ru;q=9e9, *;q=-1',
  'gzip;q=NaN, br;q=1e309, *',
  'bytes=0-0,1-1,-1',
  'bytes=5-2',
  'bytes=99999999999999-',
  'Bearer ..',
  'Bearer eyJhbGciOiJub25lIn0.e30.',
  'Basic Og==',
  'wp_browser=%zz; wp_browser=eyJhbGciOiJub25lIn0.e30.; =; ;',
  'null',
  'https://evil.example',
  '"x", W/"y", *',
]

/** A request in the right form with something wrong in it: its body, its query, its path, its method or its headers. */
export function oddRequest(chance: Chance, asker: Asker): Uint8Array {
  const headers = [`X-Forwarded-For: ${asker.address}`, ...oddHeaders(chance)]
  if (!chance.once(5)) headers.push(`Authorization: Bearer ${asker.token}`)
  if (chance.once(2)) {
    const [door, schema] = chance.pick(BODIES)
    headers.push(`Content-Type: ${chance.once(10) ? chance.pick(TYPES) : 'application/json'}`)
    const body = chance.once(20)
      ? chance.bytes(chance.below(200))
      : spoiled(sample(schema, chance, asker.known), chance)
    return request(door.replace(':id', asker.room), headers, body)
  }
  const path = chance.pick(PATHS).replaceAll(':id', () => segment(chance, asker))
  const body = chance.once(6) ? oddText(chance) : undefined
  return request(`${chance.pick(METHODS)} ${path}${chance.once(2) ? queryOf(chance, asker) : ''}`, headers, body)
}

const segment = (chance: Chance, { room, known }: Asker): string =>
  chance.once(3) ? room : chance.once(2) ? chance.pick(known) : escaped(oddText(chance), chance)

function queryOf(chance: Chance, { known }: Asker): string {
  const value = () =>
    chance.pick([
      () => oddNumber(chance),
      () => uuid(chance),
      () => chance.pick(known),
      () => escaped(oddText(chance), chance),
    ])()
  const names = ['before', 'find', 'limit', 'limit', '__proto__', 'x', '']
  return `?${Array.from({ length: 1 + chance.below(3) }, () => `${chance.pick(names)}=${value()}`).join('&')}`
}

/** Fit for a request line, and short enough for one; sometimes not well escaped. */
function escaped(text: string, chance: Chance): string {
  const bytes = [...Buffer.from(text.slice(0, 300))]
  const hex = bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
  return chance.once(4) ? `${hex}%${chance.pick(['', 'z', 'zz', 'f', 'ff', 'c0%80', 'u0041'])}` : hex
}

const oddHeaders = (chance: Chance): string[] =>
  Array.from({ length: chance.below(3) }, () => `${chance.pick(HEADERS)}: ${chance.pick(VALUES)}`)
