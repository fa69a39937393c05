import { Hono } from 'hono'
import { type AppInfo, Rename, type User } from '#protocol/http.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import type { Auth } from '#services/auth/login.ts'
import { describe } from '../describe.ts'
import type { HttpConfig, HttpEnv } from '../env.ts'
import { access } from '../middleware/access.ts'
import { body, reply } from '../reply.ts'

interface About extends Pick<AppInfo, 'build' | 'version'> {
  /** Films of the server's own, if it has some. */
  readonly library: object | null
  /** Somebody has another name by now. */
  readonly onRenamed: (user: User) => void
}

/** What the server is, and who I am. */
export const aboutRoutes = (auth: Auth, config: HttpConfig, { build, version, library, onRenamed }: About) =>
  new Hono<HttpEnv>()
    .get(
      '/info',
      describe({
        tag: 'Sign-in',
        summary: 'What a page must know before anyone has signed in',
        limit: 'info',
        answer: { status: 200, description: 'Versions, and which ways in there are.', schema: 'AppInfo' },
      }),
      (c) =>
        c.json<AppInfo>({
          version,
          protocol: PROTOCOL_VERSION,
          build,
          guests: config.guests,
          botUsername: config.botUsername,
          library: library !== null,
        }),
    )
    .get(
      '/me',
      describe({
        tag: 'Sign-in',
        summary: 'Who the access token is for',
        limit: 'me',
        answer: { status: 200, description: 'The signed-in person, as of the token.', schema: 'User' },
        signedIn: true,
      }),
      access(auth),
      (c) => c.json<User>(c.get('session').user),
    )
    .patch(
      '/me',
      describe({
        tag: 'Sign-in',
        summary: 'Take another name',
        description:
          'For guests; Telegram names its own. Rooms that they are in here are told at once, others when they come back.',
        limit: 'rename',
        answer: { status: 200, description: 'A fresh access token, with the new name in it.', schema: 'Login' },
        errors: ['telegram_name', 'guests_disabled'],
        signedIn: true,
        reads: true,
      }),
      access(auth),
      body(Rename),
      async (c) => {
        const renamed = await auth.rename(c.get('session'), c.req.valid('json').name)
        if (renamed.ok) onRenamed(renamed.value.user)
        return reply(c, renamed)
      },
    )
