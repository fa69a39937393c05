import { type Context, Hono } from 'hono'
import { nameOf, playableType } from '#core/library-path.ts'
import { err } from '#core/result.ts'
import type { Clock } from '#ports/clock.ts'
import type { LibraryFile } from '#ports/library.ts'
import { LibraryQuery, SignFilm } from '#protocol/library.ts'
import { LIBRARY_PREFIX } from '#protocol/media.ts'
import type { Auth } from '#services/auth/login.ts'
import { type Library, POSTER_PREFIX } from '#services/library/library.ts'
import { type Description, describe } from '../describe.ts'
import type { HttpEnv } from '../env.ts'
import { serveFile } from '../file-response.ts'
import { access } from '../middleware/access.ts'
import { body, query, reject, reply } from '../reply.ts'

const DESCRIBED = {
  browse: {
    tag: 'Library',
    summary: 'A folder of the library, or what bears these words',
    description: 'For whom the server lets choose: `not_allowed` for others.',
    limit: 'library',
    answer: { status: 200, description: 'One page: folders, then films, each by name.', schema: 'LibraryPage' },
    errors: ['bad_request', 'not_allowed', 'not_found', 'unavailable'],
    signedIn: true,
  },
  sign: {
    tag: 'Library',
    summary: 'Get an address to fetch a film of the library from',
    description:
      'For who may choose from the library, and for who is in a room that plays this film. The address is good for six to twelve hours for whoever has it; ask again when it has run out (`address_expired`).',
    limit: 'signFilm',
    answer: { status: 200, description: 'The address, and until when it is good.', schema: 'SignedFilm' },
    errors: [
      'address_forged',
      'not_allowed',
      'not_found',
      'not_member',
      'room_closed',
      'room_not_found',
      'stale_media',
      'unavailable',
    ],
    signedIn: true,
    reads: true,
  },
  film: {
    tag: 'Library',
    summary: 'A film of the library',
    description:
      'Its bytes, at a signed address; ranges, also several, and conditions as RFC 9110 has them. HEAD works too.',
    limit: 'films',
    answer: { status: 200, description: 'The film.', type: 'video/*' },
    others: {
      206: { status: 206, description: 'Parts of it.', type: 'video/*' },
      304: { status: 304, description: 'It is what you have.' },
      412: { status: 412, description: 'It is not what you had in mind.' },
      416: { status: 416, description: 'It has no such part.' },
    },
    errors: ['address_expired', 'address_forged', 'not_found', 'unavailable'],
  },
  poster: {
    tag: 'Library',
    summary: 'A picture of a film of the library',
    description: 'At its signed address. The first to ask may wait some seconds.',
    limit: 'posters',
    answer: { status: 200, description: 'A small picture.', type: 'image/jpeg' },
    errors: ['address_expired', 'address_forged', 'not_found', 'unavailable'],
  },
} as const satisfies Record<string, Description>

/** Choosing films of the server's own, for people who have signed in. */
export const libraryRoutes = (auth: Auth, library: Library | null) =>
  new Hono<HttpEnv>()
    .get('/', describe(DESCRIBED.browse), access(auth), query(LibraryQuery), async (c) =>
      reply(c, (await library?.browse(c.get('session').user, c.req.valid('query'))) ?? err('not_found')),
    )
    .post('/sign', describe(DESCRIBED.sign), access(auth), body(SignFilm), async (c) =>
      reply(c, (await library?.sign(c.get('session').user, c.req.valid('json'))) ?? err('not_found')),
    )

/** How long a browser may keep what it has fetched, seconds; a film that was exchanged has another tag. */
const KEEP_SECONDS = 3_600
const KEPT = { 'Cache-Control': `private, max-age=${KEEP_SECONDS}`, 'X-Robots-Tag': 'noindex' }

/** The films themselves, and their pictures: for who has a signed address. */
export const libraryFiles = (library: Library | null, clock: Clock) =>
  new Hono<HttpEnv>()
    .get(`${LIBRARY_PREFIX}:path{.+}`, describe(DESCRIBED.film), async (c) => {
      const found = (await library?.film(pathOf(c), c.req.query('e'), c.req.query('s'))) ?? err('not_found')
      if (!found.ok) return reject(c, found.error)
      return serveFile(c.req.raw, servedFilm(found.value), clock.now())
    })
    .get(`${POSTER_PREFIX}:path{.+}`, describe(DESCRIBED.poster), async (c) => {
      const found = (await library?.poster(pathOf(c), c.req.query('e'), c.req.query('s'))) ?? err('not_found')
      if (!found.ok) return reject(c, found.error)
      return new Response(Bun.file(found.value), { headers: { ...KEPT, 'Content-Type': 'image/jpeg' } })
    })

/** As it was sent: Hono reads escapes, and what is signed is the address as it is written. */
const pathOf = (c: Context): string => new URL(c.req.url).pathname

const servedFilm = ({ path, place, sizeBytes, modifiedAt, version }: LibraryFile) => ({
  blob: Bun.file(place),
  size: sizeBytes,
  etag: `"${version}"`,
  modifiedAt,
  type: playableType(path) ?? 'application/octet-stream',
  headers: {
    ...KEPT,
    'Content-Disposition': `inline; filename*=UTF-8''${encodeURIComponent(nameOf(path)).replace(/['()*]/g, escaped)}`,
  },
})

/** What RFC 8187 wants escaped and `encodeURIComponent` leaves. */
const escaped = (mark: string): string => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`
