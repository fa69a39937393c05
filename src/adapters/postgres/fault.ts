import { DrizzleQueryError } from 'drizzle-orm'
import postgres from 'postgres'
import { OutsideFault } from '#ports/fault.ts'

/**
 * What the database, or the way to it, answered instead of rows. `code` is PostgreSQL's (`23503`) or the socket's
 * (`ECONNREFUSED`); `constraint` names the rule that was broken.
 *
 * It stands in for the drivers' own errors, which carry the query's values and whole rows: those must not be logged.
 */
export class DatabaseFault extends OutsideFault {
  override readonly name = 'DatabaseFault'
  readonly code: string
  readonly constraint: string | null

  constructor(message: string, code: string, constraint: string | null = null) {
    super(message)
    this.code = code
    this.constraint = constraint
  }
}

/** The error to throw on: faults of the database without what was in the query, anything else as it is. */
export function faultOf(error: unknown): unknown {
  const cause = error instanceof DrizzleQueryError ? error.cause : error
  if (cause instanceof postgres.PostgresError)
    return new DatabaseFault(cause.message, cause.code, cause.constraint_name ?? null)
  if (cause instanceof Error && 'code' in cause) return new DatabaseFault(cause.message, String(cause.code))
  return cause
}
