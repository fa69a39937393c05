import { OutsideFault } from '#ports/fault.ts'

/** Redis refused, or could not be reached in time. */
export class RedisFault extends OutsideFault {
  override readonly name = 'RedisFault'
}

/** The error to throw on: without the command and its arguments, which ioredis puts into its own. */
export const faultOf = (error: unknown): RedisFault =>
  error instanceof RedisFault ? error : new RedisFault(error instanceof Error ? error.message : String(error))
