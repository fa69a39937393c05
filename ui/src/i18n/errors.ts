import type { ErrorCode } from '#protocol/errors.ts'

/** What a refusal means, for people. Loaded when the first one happens: most evenings need none. */
export async function errorText(language: string, code: ErrorCode): Promise<string> {
  const { ERROR_TEXTS } = await import('#protocol/error-texts.ts')
  return ERROR_TEXTS[language === 'ru' ? 'ru' : 'en'][code]
}
