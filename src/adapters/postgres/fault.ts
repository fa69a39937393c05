import { DrizzleQueryError } from 'drizzle-orm'
import postgres from 'postgres'
import { OutsideFault, RefusedFault } from '#ports/fault.ts'

/** What went wrong, in PostgreSQL's words or the socket's. */
interface Reason {
  readonly code: string
  readonly constraint: string | null
}

/**
 * What the database, or the way to it, answered instead of rows. `code` is PostgreSQL's (`23503`) or the socket's
 * (`ECONNREFUSED`); `constraint` names the rule that was broken.
 *
 * It stands in for the drivers' own errors, which carry the query's values and whole rows: those must not be logged.
 */
export class DatabaseFault extends OutsideFault implements Reason {
  override readonly name = 'DatabaseFault'
  readonly code: string
  readonly constraint: string | null

  constructor(message: string, code: string, constraint: string | null = null) {
    super(message)
    this.code = code
    this.constraint = constraint
  }
}

/** The database will not keep what it was given: a rule forbids it, or it is no value that a column can hold. */
export class DatabaseRefusal extends RefusedFault implements Reason {
  override readonly name = 'DatabaseRefusal'
  readonly code: string
  readonly constraint: string | null

  constructor(message: string, code: string, constraint: string | null) {
    super(message)
    this.code = code
    this.constraint = constraint
  }
}

/** Classes 22 (data exception) and 23 (integrity constraint violation) of PostgreSQL's appendix A. */
const REFUSALS = /^2[23]/

/** The error to throw on: faults of the database without what was in the query, anything else as it is. */
export function faultOf(error: unknown): unknown {
  const cause = error instanceof DrizzleQueryError ? error.cause : error
  if (cause instanceof postgres.PostgresError) {
    const { message, code, constraint_name: constraint = null } = cause
    return REFUSALS.test(code)
      ? new DatabaseRefusal(message, code, constraint)
      : new DatabaseFault(message, code, constraint)
  }
  if (cause instanceof Error && 'code' in cause) return new DatabaseFault(cause.message, String(cause.code))
  return cause
}
