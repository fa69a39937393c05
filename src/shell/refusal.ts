import { ERROR_TEXTS, type Language } from '#protocol/error-texts.ts'
import { ERRORS, type ErrorBody, type ErrorCode } from '#protocol/errors.ts'

/** The body of a refusal, in the person's language. `detail` is for who writes the client. */
export function errorBody(code: ErrorCode, language: Language, detail?: string): ErrorBody {
  const text = ERROR_TEXTS[language][code]
  return { error: { code, message: detail === undefined ? text : `${text} (${detail})` } }
}

/** A refusal to a request that the HTTP app never sees. */
export const refusal = (code: ErrorCode, language: Language, headers: Record<string, string> = {}): Response =>
  Response.json(errorBody(code, language), {
    status: ERRORS[code].http,
    headers: { 'Content-Language': language, Vary: 'Accept-Language', 'X-Content-Type-Options': 'nosniff', ...headers },
  })
