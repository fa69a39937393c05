import type { MiddlewareHandler } from 'hono'
import { describeRoute } from 'hono-openapi'
import { ERROR_TEXTS } from '#protocol/error-texts.ts'
import { ERRORS, type ErrorCode } from '#protocol/errors.ts'
import type { LimitName } from '#services/limits.ts'
import type { HttpEnv } from './env.ts'
import { limitedBy } from './middleware/limits.ts'
import { ref, type SchemaName } from './schemas.ts'

/** The chapters of the API description. */
export const TAGS = [
  { name: 'Sign-in', description: 'Who somebody is, and the tokens that say so.' },
  { name: 'Rooms', description: 'Making, finding and changing rooms. What happens inside one goes over the socket.' },
  { name: 'Films', description: 'What links lead to, before a room plays it.' },
  { name: 'Subtitles', description: 'Files of subtitles that a room has for the film it plays.' },
  { name: 'Library', description: "Films of the server's own, where it has some (`library` in `/api/info`)." },
  { name: 'Socket', description: 'The live side of a room.' },
  { name: 'Operations', description: 'For those who run the server.' },
] as const

/** What there is to say of one route. */
export interface Description {
  readonly tag: (typeof TAGS)[number]['name']
  readonly summary: string
  readonly description?: string
  /** How often one may come. Whoever adds a route must say so. */
  readonly limit: LimitName
  readonly answer: Answer
  /** Other answers that are not errors of ours, by status. */
  readonly others?: Readonly<Record<number, Answer>>
  /** Reasons to refuse, besides those that follow from the other fields. */
  readonly errors?: readonly ErrorCode[]
  /** Only for who sends an access token. */
  readonly signedIn?: true
  /** Whether a body is read. */
  readonly reads?: true
  readonly security?: readonly Record<string, string[]>[]
}

interface Answer {
  readonly status: number
  readonly description: string
  readonly schema?: SchemaName
  /** Media type of an answer that is not JSON of a named schema. */
  readonly type?: string
}

/** What the headers of limits say; every answer of a route has them. */
export const RATE_HEADERS = {
  'RateLimit-Limit': { description: 'How many requests the nearest limit allows.', schema: { type: 'integer' } },
  'RateLimit-Policy': { description: 'The same, and in how many seconds: `120;w=60`.', schema: { type: 'string' } },
  'RateLimit-Remaining': { description: 'How many of them are left.', schema: { type: 'integer' } },
  'RateLimit-Reset': { description: 'Seconds until all are there again.', schema: { type: 'integer' } },
  'Retry-After': { description: 'Seconds to wait before asking again.', schema: { type: 'integer' } },
} as const
type RateHeader = keyof typeof RATE_HEADERS

const headersOf = (...names: readonly RateHeader[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
const RATE = headersOf('RateLimit-Limit', 'RateLimit-Policy', 'RateLimit-Remaining', 'RateLimit-Reset')

/** What the API description says of a route, and the guard of its limit: it stands first on every route. */
export function describe({
  tag,
  summary,
  description,
  limit,
  answer,
  others,
  errors,
  signedIn,
  reads,
  security,
}: Description): MiddlewareHandler<HttpEnv> {
  const codes = new Set<ErrorCode>([
    ...(errors ?? []),
    ...(signedIn ? (['unauthorized', 'token_expired', 'token_invalid'] as const) : []),
    ...(reads ? (['bad_request', 'payload_too_large'] as const) : []),
    'slow_down',
    'internal',
  ])
  const described = describeRoute({
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: signedIn ? [{ accessToken: [] }] : [...(security ?? [])],
    responses: {
      ...errorAnswers([...codes]),
      ...Object.fromEntries(Object.entries(others ?? {}).map(([status, other]) => [status, shown(other)])),
      [answer.status]: { ...shown(answer), headers: RATE },
    },
  })
  // What describes a route hangs on its handler under a symbol of the library's; here it hangs on the guard.
  return Object.assign(limitedBy(limit), described)
}

function shown({ description, schema, type }: Answer) {
  if (schema !== undefined) return { description, content: { 'application/json': { schema: ref(schema) } } }
  if (type !== undefined) return { description, content: { [type]: { schema: { type: 'string' as const } } } }
  return { description }
}

/** One answer for each status, with an example for each reason that has it. */
export function errorAnswers(codes: readonly ErrorCode[]) {
  const byStatus = Map.groupBy(codes, (code) => ERRORS[code].http)
  return Object.fromEntries(
    [...byStatus].map(([status, reasons]) => [
      status,
      {
        description: `Refused: ${reasons.map((code) => `\`${code}\``).join(', ')}.`,
        ...(status === 429 ? { headers: { ...RATE, ...headersOf('Retry-After') } } : {}),
        content: {
          'application/json': {
            schema: ref('ErrorBody'),
            examples: Object.fromEntries(
              reasons.map((code) => [code, { value: { error: { code, message: ERROR_TEXTS.en[code] } } }]),
            ),
          },
        },
      },
    ]),
  )
}
