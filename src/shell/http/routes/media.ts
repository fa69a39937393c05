import { Hono } from 'hono'
import type { Result } from '#core/result.ts'
import { type ErrorCode, LINK_FAULTS } from '#protocol/errors.ts'
import { type ResolvedMedia, ResolveMedia } from '#protocol/media.ts'
import type { Auth } from '#services/auth/login.ts'
import { describe } from '../describe.ts'
import type { HttpEnv } from '../env.ts'
import { access } from '../middleware/access.ts'
import { body, reply } from '../reply.ts'

/** Finds out which film a link names. */
export interface Resolves {
  resolve(url: string): Promise<Result<ResolvedMedia, ErrorCode>>
}

/** Films, before a room has them. */
export const mediaRoutes = (auth: Auth, media: Resolves) =>
  new Hono<HttpEnv>().post(
    '/resolve',
    describe({
      tag: 'Films',
      summary: 'Which film a link names',
      limit: 'resolve',
      description:
        'Asks its source for title, picture and length, for five seconds at most. When that says nothing, `known` is `link`, and the answer is what the link itself tells. The film never passes through this server.',
      answer: { status: 200, description: 'The film.', schema: 'ResolvedMedia' },
      errors: LINK_FAULTS,
      signedIn: true,
      reads: true,
    }),
    access(auth),
    body(ResolveMedia),
    async (c) => reply(c, await media.resolve(c.req.valid('json').url)),
  )
