/** What stands where something secret would have been. */
const HIDDEN = '[hidden]'
/** Fields that hold what people wrote, who they are, or what lets them in, whatever a caller thinks of logging. */
const HIDDEN_FIELDS =
  /^(?:.*(?:token|secret|password|authorization|cookie)|init_?data|hash|signature|(?:first|last|user)_?name|name|text|address|ip|url|title)$/i
/** Bot tokens, JSON web tokens, the credentials in an address, and Telegram's hash of init data. */
const HIDDEN_FORMS: readonly (readonly [RegExp, string])[] = [
  [/\d{5,}:[\w-]{30,}/g, HIDDEN],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, HIDDEN],
  [/(\w:\/\/)[^\s/@]*@/g, `$1${HIDDEN}@`],
  [/\b(hash=)[0-9a-f]{64}\b/gi, `$1${HIDDEN}`],
]
/** How deep into fields to look; deeper is left out. */
const DEPTH_MAX = 5

/** Makes of anything what may be logged: no secrets, errors with their stack and cause, bounded depth. */
export function redactor(secrets: readonly string[]): (value: unknown) => unknown {
  const known = secrets.filter((secret) => secret.length >= 8)
  const scrub = (text: string): string => {
    const unknown = known.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text)
    return HIDDEN_FORMS.reduce((rest, [form, instead]) => rest.replace(form, instead), unknown)
  }
  const visit = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return scrub(value)
    if (typeof value === 'bigint') return String(value)
    if (typeof value !== 'object' || value === null) return value
    if (depth >= DEPTH_MAX) return '[deeper]'
    if (value instanceof Error) return error(value, depth)
    if (value instanceof Date) return value
    if (Array.isArray(value)) return value.map((item) => visit(item, depth + 1))
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, HIDDEN_FIELDS.test(key) ? HIDDEN : visit(item, depth + 1)]),
    )
  }
  const error = (fault: Error, depth: number) => ({
    type: fault.name,
    message: scrub(fault.message),
    ...('code' in fault ? { code: visit(fault.code, depth + 1) } : {}),
    ...(fault.stack === undefined ? {} : { stack: scrub(fault.stack) }),
    ...(fault.cause === undefined ? {} : { cause: visit(fault.cause, depth + 1) }),
  })
  return (value) => visit(value, 0)
}
