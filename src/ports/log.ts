/** What varies goes into fields. Never names, message texts, tokens, init data or addresses. */
export type Fields = Readonly<Record<string, unknown>>

/** Structured log. An event is a noun and what happened to it: `room.load_failed`. */
export interface Log {
  debug(event: string, fields?: Fields): void
  info(event: string, fields?: Fields): void
  warn(event: string, fields?: Fields): void
  error(event: string, fields?: Fields): void
}
