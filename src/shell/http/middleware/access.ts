import { createMiddleware } from 'hono/factory'
import type { Auth } from '#services/auth/login.ts'
import type { HttpEnv } from '../env.ts'
import { reject } from '../reply.ts'

/** RFC 6750: the scheme in any case, one space or more, then the token. */
const BEARER = /^bearer +([\w.~+/=-]+)$/i

/** The token of an `Authorization: Bearer …` header. */
export const bearerOf = (authorization: string | undefined): string | null =>
  BEARER.exec(authorization?.trim() ?? '')?.[1] ?? null

/** Lets in who sends an access token, as often as the route's limit allows, and says to the handler who it is. */
export const access = (auth: Pick<Auth, 'authenticate'>) =>
  createMiddleware<HttpEnv>(async (c, next) => {
    const token = bearerOf(c.req.header('authorization'))
    if (token === null) return reject(c, 'unauthorized')
    const session = await auth.authenticate(token)
    if (!session.ok) return reject(c, session.error)
    c.set('session', session.value)
    const refused = await c.get('guard').byUser(c, c.get('limit'), session.value.user.id)
    return refused ?? (await next())
  })
