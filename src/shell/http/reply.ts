import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { validator } from 'hono-openapi'
import * as v from 'valibot'
import type { Result } from '#core/result.ts'
import { languageOf } from '#protocol/error-texts.ts'
import { ERRORS, type ErrorCode } from '#protocol/errors.ts'
import { RoomId } from '#protocol/ids.ts'
import { explain } from '../explain.ts'
import { errorBody } from '../refusal.ts'
import { SCHEMA_OPTIONS } from './schemas.ts'

/** Answers with the value, or with why there is none. */
export function reply<T extends object>(
  c: Context,
  result: Result<T, ErrorCode>,
  status: ContentfulStatusCode = 200,
): Response {
  return result.ok ? c.json(result.value, status) : reject(c, result.error)
}

/** Refuses, in the words of the person's language. `detail` is for who writes the client. */
export function reject(c: Context, code: ErrorCode, detail?: string): Response {
  const language = languageOf(c.req.header('accept-language'))
  const status = ERRORS[code].http
  if (status === 401) c.header('WWW-Authenticate', 'Bearer')
  c.header('Content-Language', language)
  c.header('Vary', 'Accept-Language', { append: true })
  return c.json(errorBody(code, language, detail), status)
}

/** Reads the body; refuses one of another form, naming the fields at fault. */
export const body = <S extends v.GenericSchema>(schema: S) =>
  validator('json', schema, rejectInvalid(schema), { options: SCHEMA_OPTIONS })

/** Reads the query; refuses one of another form, naming the fields at fault. */
export const query = <S extends v.GenericSchema>(schema: S) =>
  validator('query', schema, rejectInvalid(schema), { options: { ...SCHEMA_OPTIONS, typeMode: 'output' } })

/** The room that the path names. What cannot be a room's id is a room that is not there. */
export const roomId = () =>
  validator(
    'param',
    v.object({ id: RoomId }),
    (result, c) => (result.success ? undefined : reject(c, 'room_not_found')),
    {
      options: SCHEMA_OPTIONS,
    },
  )

const rejectInvalid = (schema: v.GenericSchema) => (result: { success: boolean; data: unknown }, c: Context) => {
  if (result.success) return undefined
  const issues = v.safeParse(schema, result.data).issues ?? []
  return reject(c, 'bad_request', explain(issues))
}
