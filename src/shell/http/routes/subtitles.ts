import { type Context, Hono } from 'hono'
import { validator } from 'hono-openapi'
import * as v from 'valibot'
import { RoomId, SubtitleId } from '#protocol/ids.ts'
import { LinkedSubtitles, SubtitlesFor } from '#protocol/subtitles.ts'
import type { Auth } from '#services/auth/login.ts'
import type { SubtitlesApi } from '#services/subtitles/subtitles.ts'
import { type Description, describe } from '../describe.ts'
import type { HttpEnv } from '../env.ts'
import { access } from '../middleware/access.ts'
import { body, query, reject, reply, roomId } from '../reply.ts'
import { SCHEMA_OPTIONS } from '../schemas.ts'

const FAULTS = [
  'subtitles_archive',
  'subtitles_binary',
  'subtitles_empty',
  'subtitles_full',
  'subtitles_image',
  'subtitles_no_cues',
  'subtitles_too_large',
  'subtitles_unknown',
] as const
const ROOM_ERRORS = ['room_not_found', 'room_closed', 'not_member'] as const
const CHANGE_ERRORS = [...ROOM_ERRORS, 'not_allowed', 'nothing_playing', 'stale_media', 'unavailable'] as const

const DESCRIBED = {
  upload: {
    tag: 'Subtitles',
    summary: 'Add a file of subtitles to the film that a room plays',
    limit: 'addSubtitles',
    description:
      'The body is the file as it is: srt, vtt, ass or ssa of 2 MB at most, in UTF-8, UTF-16, windows-1251, windows-1252, KOI8-R or cp866. For who may change the film.',
    answer: { status: 201, description: 'What the room has now.', schema: 'SubtitleTrack' },
    errors: [...CHANGE_ERRORS, ...FAULTS],
    signedIn: true,
    reads: true,
  },
  link: {
    tag: 'Subtitles',
    summary: 'Add the subtitles that a link leads to',
    limit: 'addSubtitles',
    description: 'The server fetches them once, as it fetches what it learns of films, and keeps them.',
    answer: { status: 201, description: 'What the room has now.', schema: 'SubtitleTrack' },
    errors: [...CHANGE_ERRORS, ...FAULTS, 'subtitles_unreachable'],
    signedIn: true,
    reads: true,
  },
  read: {
    tag: 'Subtitles',
    summary: 'Subtitles, as WebVTT',
    limit: 'readSubtitles',
    description: 'For people who have been in the room. They never change: what is changed is another one.',
    answer: { status: 200, description: 'Cues with no markup but `b`, `i` and `u`.', type: 'text/vtt' },
    others: { 304: { status: 304, description: 'It is what you have.' } },
    errors: [...ROOM_ERRORS, 'not_found'],
    signedIn: true,
  },
  remove: {
    tag: 'Subtitles',
    summary: 'Take subtitles away from a room',
    limit: 'addSubtitles',
    description: 'For who may change the film.',
    answer: { status: 204, description: 'They are gone.' },
    errors: [...CHANGE_ERRORS, 'not_found'],
    signedIn: true,
  },
} as const satisfies Record<string, Description>

/** A year, seconds: what is under an id never changes. */
const KEPT = { 'Cache-Control': 'private, max-age=31536000, immutable' }

/** Subtitles of rooms, for people who have signed in. */
export const subtitleRoutes = (auth: Auth, subtitles: SubtitlesApi) => {
  const signedIn = access(auth)
  return new Hono<HttpEnv>()
    .post('/:id/subtitles', describe(DESCRIBED.upload), signedIn, roomId(), query(SubtitlesFor), async (c) => {
      const file = new Uint8Array(await c.req.arrayBuffer())
      const { user } = c.get('session')
      return reply(c, await subtitles.share(user, c.req.valid('param').id, file, c.req.valid('query')), 201)
    })
    .post(
      '/:id/subtitles/link',
      describe(DESCRIBED.link),
      signedIn,
      roomId(),
      query(SubtitlesFor),
      body(LinkedSubtitles),
      async (c) => {
        const { user } = c.get('session')
        const url = new URL(c.req.valid('json').url)
        return reply(c, await subtitles.share(user, c.req.valid('param').id, url, c.req.valid('query')), 201)
      },
    )
    .get('/:id/subtitles/:track', describe(DESCRIBED.read), signedIn, trackId(), async (c) => {
      const { id, track } = c.req.valid('param')
      const etag = `"${track}"`
      const found = await subtitles.read(c.get('session').user, id, track)
      if (!found.ok) return reject(c, found.error)
      const headers = { ...KEPT, ETag: etag, 'Content-Type': 'text/vtt; charset=utf-8' }
      return c.req.header('if-none-match') === etag ? c.body(null, 304, headers) : c.body(found.value, 200, headers)
    })
    .delete('/:id/subtitles/:track', describe(DESCRIBED.remove), signedIn, trackId(), async (c) => {
      const { id, track } = c.req.valid('param')
      const removed = await subtitles.remove(c.get('session').user, id, track)
      return removed.ok ? c.body(null, 204) : reject(c, removed.error)
    })
}

/** The room and the subtitles that the path names. What cannot be an id is not there. */
const trackId = () =>
  validator(
    'param',
    v.object({ id: RoomId, track: SubtitleId }),
    (result, c: Context) => (result.success ? undefined : reject(c, 'not_found')),
    { options: SCHEMA_OPTIONS },
  )
