import { Hono } from 'hono'
import * as v from 'valibot'
import { LINK_FAULTS } from '#protocol/errors.ts'
import { CreateRoom, type RoomList, UpdateRoom } from '#protocol/http.ts'
import { LineId } from '#protocol/ids.ts'
import { HISTORY_PAGE, TITLE_MAX_GRAPHEMES } from '#protocol/limits.ts'
import { lineOfText } from '#protocol/text.ts'
import type { Auth } from '#services/auth/login.ts'
import type { RoomsApi } from '#services/rooms/rooms-api.ts'
import { type Description, describe } from '../describe.ts'
import type { HttpEnv } from '../env.ts'
import { access } from '../middleware/access.ts'
import { alsoLimitedBy } from '../middleware/limits.ts'
import { body, query, reject, reply, roomId } from '../reply.ts'

const HistoryOf = v.strictObject({
  before: v.optional(v.pipe(LineId, v.description('Only messages older than this one.'))),
  find: v.optional(v.pipe(lineOfText(TITLE_MAX_GRAPHEMES), v.description('Only messages that contain these words.'))),
  limit: v.optional(
    v.pipe(
      v.string(),
      v.digits(),
      v.transform(Number),
      v.number(),
      v.integer(),
      v.minValue(1),
      v.maxValue(HISTORY_PAGE),
      v.description(`At most this many messages; ${HISTORY_PAGE} when it is left out.`),
    ),
  ),
})

const DESCRIBED = {
  create: {
    tag: 'Rooms',
    summary: 'Make a room',
    limit: 'createRoom',
    description: 'Who makes it is its host.',
    answer: { status: 201, description: 'The new room.', schema: 'RoomSummary' },
    errors: LINK_FAULTS,
    signedIn: true,
    reads: true,
  },
  list: {
    tag: 'Rooms',
    summary: 'The open rooms I have been in',
    limit: 'rooms',
    answer: { status: 200, description: 'Latest life first.', schema: 'RoomList' },
    signedIn: true,
  },
  get: {
    tag: 'Rooms',
    summary: 'One room',
    limit: 'readRoom',
    answer: { status: 200, description: 'The room as it is now.', schema: 'RoomSummary' },
    errors: ['room_not_found', 'room_closed'],
    signedIn: true,
  },
  update: {
    tag: 'Rooms',
    summary: 'Rename a room, or change who controls it or whether it waits for players',
    limit: 'changeRoom',
    description: 'For its host.',
    answer: { status: 200, description: 'The room as it is now.', schema: 'RoomSummary' },
    errors: ['room_not_found', 'room_closed', 'not_allowed', 'not_member'],
    signedIn: true,
    reads: true,
  },
  close: {
    tag: 'Rooms',
    summary: 'Close a room for good',
    limit: 'changeRoom',
    description: 'For its host. Everybody in it is shown out.',
    answer: { status: 204, description: 'The room is closed.' },
    errors: ['room_not_found', 'room_closed', 'not_allowed', 'not_member'],
    signedIn: true,
  },
  history: {
    tag: 'Rooms',
    summary: 'Messages of a room',
    description:
      'For people who have been in the room. The newest that match, oldest first. Looking for words (`find`) has a limit of its own besides.',
    limit: 'history',
    answer: { status: 200, description: 'One page, and whether there are older ones.', schema: 'History' },
    errors: ['bad_request', 'room_not_found', 'room_closed', 'not_member'],
    signedIn: true,
  },
} as const satisfies Record<string, Description>

/** Rooms, for people who have signed in. */
export const roomRoutes = (auth: Auth, rooms: RoomsApi) => {
  const signedIn = access(auth)
  const searching = alsoLimitedBy('search', (c) => c.req.query('find') !== undefined)
  return new Hono<HttpEnv>()
    .post('/', describe(DESCRIBED.create), signedIn, body(CreateRoom), async (c) =>
      reply(c, await rooms.create(c.get('session').user, c.req.valid('json')), 201),
    )
    .get('/', describe(DESCRIBED.list), signedIn, async (c) =>
      c.json<RoomList>(await rooms.list(c.get('session').user)),
    )
    .get('/:id', describe(DESCRIBED.get), signedIn, roomId(), async (c) =>
      reply(c, await rooms.get(c.get('session').user, c.req.valid('param').id)),
    )
    .patch('/:id', describe(DESCRIBED.update), signedIn, roomId(), body(UpdateRoom), async (c) =>
      reply(c, await rooms.update(c.get('session').user, c.req.valid('param').id, c.req.valid('json'))),
    )
    .delete('/:id', describe(DESCRIBED.close), signedIn, roomId(), async (c) => {
      const closed = await rooms.close(c.get('session').user, c.req.valid('param').id)
      return closed.ok ? c.body(null, 204) : reject(c, closed.error)
    })
    .get('/:id/messages', describe(DESCRIBED.history), signedIn, searching, roomId(), query(HistoryOf), async (c) => {
      const { before = null, find = null, limit = HISTORY_PAGE } = c.req.valid('query')
      return reply(c, await rooms.history(c.get('session').user, c.req.valid('param').id, { before, find, limit }))
    })
}

/** What an invite link shows before anyone has signed in. */
export const inviteRoutes = (rooms: RoomsApi) =>
  new Hono<HttpEnv>().get(
    '/:id',
    describe({
      tag: 'Rooms',
      summary: 'What an invite link leads to',
      limit: 'invite',
      description: 'Needs no sign-in, and names nobody.',
      answer: { status: 200, description: 'The room, as told to a stranger with its link.', schema: 'Invite' },
      errors: ['room_not_found', 'room_closed'],
    }),
    roomId(),
    async (c) => reply(c, await rooms.invite(c.req.valid('param').id)),
  )
