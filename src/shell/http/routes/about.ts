import { Hono } from 'hono'
import type { AppInfo, User } from '#protocol/http.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import type { Auth } from '#services/auth/login.ts'
import { describe } from '../describe.ts'
import type { HttpConfig, HttpEnv } from '../env.ts'
import { access } from '../middleware/access.ts'

/** What the server is, and who I am. */
export const aboutRoutes = (auth: Auth, config: HttpConfig, version: string) =>
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
          guests: config.guests,
          botUsername: config.botUsername,
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
