import type { ErrorCode } from '#protocol/errors.ts'
import { partOf } from './languages.ts'

const ERRORS = import.meta.glob<Record<ErrorCode, string>>('./locales/*.ts', {
  query: '?only=errors',
  import: 'errors',
})

/** What a refusal means, for people. Loaded when the first one happens: most evenings need none. */
export async function errorText(language: string, code: ErrorCode): Promise<string> {
  return (await partOf(ERRORS, language)())[code]
}
