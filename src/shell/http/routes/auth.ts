import { Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { GuestLogin, TelegramLogin } from '#protocol/http.ts'
import type { Auth } from '#services/auth/login.ts'
import { BROWSER_SECONDS } from '#services/auth/tokens.ts'
import { type Description, describe } from '../describe.ts'
import type { HttpEnv } from '../env.ts'
import { access } from '../middleware/access.ts'
import { body, reply } from '../reply.ts'

/** Keeps a browser's guest the same person. It opens nothing by itself, and only sign-in ever sees it. */
export const BROWSER_COOKIE = 'wp_browser'
const COOKIE_PATH = '/api/auth'

const DESCRIBED = {
  telegram: {
    tag: 'Sign-in',
    summary: 'Sign in with what Telegram handed to the Mini App',
    limit: 'telegramSignIn',
    description: 'Init data is good for 24 hours and at most 60 seconds ahead of the server. Send it raw and whole.',
    answer: {
      status: 200,
      description: 'An access token, good for 15 minutes, and who it is for.',
      schema: 'Login',
    },
    errors: [
      'telegram_disabled',
      'init_data_malformed',
      'init_data_duplicate_key',
      'init_data_forged',
      'init_data_expired',
      'init_data_future',
    ],
    reads: true,
  },
  guest: {
    tag: 'Sign-in',
    summary: 'Sign in by name',
    limit: 'guestSignIn',
    description: `A browser that was here before stays the same person, by its cookie \`${BROWSER_COOKIE}\`.`,
    answer: {
      status: 200,
      description: 'An access token, good for 15 minutes, and who it is for.',
      schema: 'Login',
    },
    errors: ['guests_disabled'],
    reads: true,
    security: [{}, { browser: [] }],
  },
  renew: {
    tag: 'Sign-in',
    summary: 'Get a fresh access token for one that is still good',
    limit: 'renew',
    description: 'Works until 30 days after signing in. Open sockets are sent fresh tokens without asking.',
    answer: { status: 200, description: 'A fresh access token.', schema: 'Login' },
    errors: ['guests_disabled'],
    signedIn: true,
  },
  signOut: {
    tag: 'Sign-in',
    summary: 'Leave this browser',
    limit: 'signOut',
    description: 'For guests: the browser forgets who they were, for good. The access token is to be thrown away.',
    answer: { status: 204, description: 'The cookie is gone.' },
    signedIn: true,
  },
} as const satisfies Record<string, Description>

/** Signing in. `secure` says whether people reach us by https. */
export const authRoutes = (auth: Auth, secure: boolean) =>
  new Hono<HttpEnv>()
    .post('/telegram', describe(DESCRIBED.telegram), body(TelegramLogin), async (c) =>
      reply(c, await auth.telegram(c.req.valid('json').initData)),
    )
    .post('/guest', describe(DESCRIBED.guest), body(GuestLogin), async (c) => {
      const entered = await auth.guest(c.req.valid('json').name, getCookie(c, BROWSER_COOKIE) ?? null)
      if (!entered.ok) return reply(c, entered)
      setCookie(c, BROWSER_COOKIE, entered.value.cookie, {
        httpOnly: true,
        sameSite: 'Lax',
        secure,
        path: COOKIE_PATH,
        maxAge: BROWSER_SECONDS,
      })
      return c.json(entered.value.login)
    })
    // Only with a token: a page of another site could make a browser ask, and its guest would be lost.
    .post('/sign-out', describe(DESCRIBED.signOut), access(auth), (c) => {
      deleteCookie(c, BROWSER_COOKIE, { path: COOKIE_PATH, secure })
      return c.body(null, 204)
    })
    .post('/renew', describe(DESCRIBED.renew), access(auth), async (c) => reply(c, await auth.renew(c.get('session'))))
