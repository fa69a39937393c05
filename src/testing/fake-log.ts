import type { Fields, Log } from '#ports/log.ts'

/** Keeps every line, for a test to look at. */
export class FakeLog implements Log {
  readonly lines: { level: string; event: string; fields: Fields }[] = []

  debug = (event: string, fields: Fields = {}) => void this.lines.push({ level: 'debug', event, fields })
  info = (event: string, fields: Fields = {}) => void this.lines.push({ level: 'info', event, fields })
  warn = (event: string, fields: Fields = {}) => void this.lines.push({ level: 'warn', event, fields })
  error = (event: string, fields: Fields = {}) => void this.lines.push({ level: 'error', event, fields })
}
