import { createHmac } from 'node:crypto'
import { SystemClock } from '#adapters/system/clock.ts'
import { ACCESS_SECONDS, Tokens } from '#services/auth/tokens.ts'
import { type Attack, hello, SECRET, type Stage } from '../stage.ts'

const base64 = (json: unknown): string => Buffer.from(JSON.stringify(json)).toString('base64url')
const SECONDS_PER_DAY = 86_400

/** The claims of a good token of Ann's, whose parts a forger knows, since Ann may be the forger. */
const partsOf = ({ ann }: Stage) => {
  const [head = '', claims = '', signature = ''] = ann.login.token.split('.')
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown> // a JWT's
  return { head: read(head), claims: read(claims), signature, signed: `${head}.${claims}` }
}

function signed(head: unknown, claims: unknown, secret: string, hash = 'sha256'): string {
  const text = `${base64(head)}.${base64(claims)}`
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`
}

/** Signed by whoever has this key, with some claims changed or, as undefined, left out. */
const withClaims =
  (changes: Record<string, unknown>, secret = SECRET) =>
  (stage: Stage): string => {
    const { head, claims } = partsOf(stage)
    return signed(head, { ...claims, ...changes }, secret)
  }
const withHead =
  (changes: Record<string, unknown>, secret = SECRET, hash?: string) =>
  (stage: Stage) => {
    const { head, claims } = partsOf(stage)
    return signed({ ...head, ...changes }, claims, secret, hash)
  }
const now = (): number => Math.floor(Date.now() / 1_000)
const WRONG_KEY = 'another secret that is as long as the right one is'

/** Each is a text in the place of a token, and the reason for which it is refused. */
const FORGERIES: readonly (readonly [string, (stage: Stage) => Promise<string> | string, string])[] = [
  ['without a signature', (stage) => `${partsOf(stage).signed}.`, 'token_invalid'],
  [
    'with one letter of the signature changed',
    (stage) => {
      const { signed: text, signature } = partsOf(stage)
      return `${text}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    },
    'token_invalid',
  ],
  [
    'for somebody else under the old signature',
    (stage) => {
      const { head, claims, signature } = partsOf(stage)
      return `${base64(head)}.${base64({ ...claims, sub: stage.ben.login.user.id })}.${signature}`
    },
    'token_invalid',
  ],
  ['signed by another key', withClaims({}, WRONG_KEY), 'token_invalid'],
  ['signed by another key of no name', withHead({ kid: undefined }, WRONG_KEY), 'token_invalid'],
  ['signed by the empty key', withHead({ kid: '' }, ''), 'token_invalid'],
  ['with a path for a key', withHead({ kid: '../../../../dev/null' }, ''), 'token_invalid'],
  ['that brings its own key', withHead({ jwk: { kty: 'oct', k: base64('x') }, kid: undefined }, 'x'), 'token_invalid'],
  ['of algorithm none', (stage) => `${base64({ alg: 'none' })}.${base64(partsOf(stage).claims)}.`, 'token_invalid'],
  [
    'of algorithm NoNe with a key',
    (stage) => `${base64({ ...partsOf(stage).head, alg: 'NoNe' })}.${base64(partsOf(stage).claims)}.`,
    'token_invalid',
  ],
  ['of an algorithm we do not use, by our key', withHead({ alg: 'HS512' }, SECRET, 'sha512'), 'token_invalid'],
  ['that takes our key for a public one', withHead({ alg: 'RS256' }), 'token_invalid'],
  ['with what must be understood and is not', withHead({ crit: ['x'], x: 1 }), 'token_invalid'],
  [
    'for browsers, not for access',
    ({ ann }) => new Tokens([SECRET], new SystemClock()).issueBrowser(ann.login.user.id),
    'token_invalid',
  ],
  ['for another service', withClaims({ aud: 'elsewhere' }), 'token_invalid'],
  ['for nobody', withClaims({ aud: undefined }), 'token_invalid'],
  ['that never ends', withClaims({ exp: undefined }), 'token_invalid'],
  ['that ends as a text', withClaims({ exp: 'tomorrow' }), 'token_invalid'],
  ['that has ended', withClaims({ exp: now() - 1, iat: now() - ACCESS_SECONDS }), 'token_expired'],
  ['that ended in 1970', withClaims({ exp: 0 }), 'token_expired'],
  ['that begins tomorrow', withClaims({ nbf: now() + SECONDS_PER_DAY }), 'token_invalid'],
  ['whose subject is no person', withClaims({ sub: '__proto__' }), 'token_invalid'],
  ['whose subject is a list', withClaims({ sub: ['u'] }), 'token_invalid'],
  ['whose claims are a list', () => signed({ alg: 'HS256' }, [], SECRET), 'token_invalid'],
  ['that is no JSON', () => 'eyJhbGciOiJIUzI1NiJ9.bm90IGpzb24.c2ln', 'token_invalid'],
  ['with five parts', () => 'a.b.c.d.e', 'token_invalid'],
]

/** Every forgery by both ways in; and what only one of them has. */
export const TOKENS: readonly Attack[] = [
  ...FORGERIES.flatMap(([name, token, code]): Attack[] => [
    {
      name: `a request by a token ${name}`,
      sends: async (stage) => stage.ask('GET /api/me', { token: await token(stage) }),
      gets: `401 ${code}`,
    },
    {
      name: `a hello by a token ${name}`,
      sends: async (stage) => stage.greet(hello({ token: await token(stage), room: stage.roomOfAnn })),
      gets: `${code} 4401`,
    },
  ]),
  { name: 'a good token', sends: (stage) => stage.ask('GET /api/me', { token: stage.ann.login.token }), gets: '200' },
  {
    name: 'a token that the other secret would be asked to renew',
    sends: (stage) => stage.ask('POST /api/auth/renew', { token: withClaims({}, WRONG_KEY)(stage) }),
    gets: '401 token_invalid',
  },
  {
    name: 'a renewal thirty-one days after signing in',
    sends: (stage) =>
      stage.ask('POST /api/auth/renew', { token: withClaims({ auth_time: now() - 31 * SECONDS_PER_DAY })(stage) }),
    gets: '401 token_expired',
  },
  { name: 'no token', sends: (stage) => stage.ask('GET /api/rooms'), gets: '401 unauthorized' },
  {
    name: 'a token in the address',
    sends: (stage) => stage.ask(`GET /api/me?access_token=${stage.ann.login.token}&token=${stage.ann.login.token}`),
    gets: '401 unauthorized',
  },
  {
    name: 'a token under another scheme',
    sends: (stage) => stage.ask('GET /api/me', { headers: [`Authorization: Basic ${stage.ann.login.token}`] }),
    gets: '401 unauthorized',
  },
  {
    name: 'two tokens',
    sends: (stage) =>
      stage.ask('GET /api/me', {
        headers: [stage.ann, stage.ben].map(({ login }) => `Authorization: Bearer ${login.token}`),
      }),
    gets: '401 unauthorized',
  },
  {
    name: 'a hello with a token of 5 kB',
    sends: (stage) => stage.greet(hello({ token: 'x'.repeat(5_000), room: stage.roomOfAnn })),
    gets: 'bad_request 4400',
  },
  {
    name: 'a hello with a list for a token',
    sends: (stage) => stage.greet(hello({ token: [stage.ann.login.token], room: stage.roomOfAnn })),
    gets: 'bad_request 4400',
  },
]
